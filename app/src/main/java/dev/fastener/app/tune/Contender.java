package dev.fastener.app.tune;

import dev.fastener.tune.search.Pareto;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A trained network in one precision, which may be chosen.
 *
 * @param devF1 of this precision, 0 to 1
 */
record Contender(Trial trial, Variant variant, double devF1) {
    /**
     * Of the trials that keep the limits, those that were trained longest: a trial that was stopped early was stopped because
     * others were better, and its F1 is no match for theirs. One that was trained longer still, and turned out to be over a limit
     * when it was measured, makes no trial that keeps them any worse.
     */
    static List<Contender> of(List<Trial> trials) {
        List<Contender> within = new ArrayList<>();
        for (Trial trial : trials) {
            for (Variant variant : trial.variants()) {
                Double devF1 = variant.devF1();
                if (ended(trial) > 0 && variant.excess() == 0 && devF1 != null) {
                    within.add(new Contender(trial, variant, devF1));
                }
            }
        }
        int longest = within.stream()
                .mapToInt(contender -> ended(contender.trial))
                .max()
                .orElse(0);
        return within.stream()
                .filter(contender -> ended(contender.trial) == longest)
                .toList();
    }

    private static int ended(Trial trial) {
        return trial.state() == Trial.State.ADMITTED ? trial.ended() : 0;
    }

    /** Those that no other beats in F1, time and size, fastest first. */
    static List<Contender> front(List<Contender> contenders) {
        return Pareto.front(contenders.stream()
                        .map(c -> new double[] {-c.devF1, c.millis(), c.bytes()})
                        .toList())
                .stream()
                .map(contenders::get)
                .sorted(Comparator.comparingDouble(Contender::millis))
                .toList();
    }

    double millis() {
        return variant.millis();
    }

    long bytes() {
        return variant.bytes();
    }

    /** "trial 7 in int8". */
    String name() {
        return "trial " + trial.number() + " in " + variant.precision();
    }
}
