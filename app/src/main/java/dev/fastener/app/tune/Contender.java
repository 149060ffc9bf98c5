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
     * All that keep the limits of the trials that were trained longest: a trial that was stopped early was stopped because
     * others were better, and its F1 is no match for theirs.
     */
    static List<Contender> of(List<Trial> trials) {
        int longest = trials.stream().mapToInt(Contender::ended).max().orElse(0);
        List<Contender> contenders = new ArrayList<>();
        for (Trial trial : trials) {
            for (Variant variant : trial.variants()) {
                Double devF1 = variant.devF1();
                if (longest > 0 && ended(trial) == longest && variant.excess() == 0 && devF1 != null) {
                    contenders.add(new Contender(trial, variant, devF1));
                }
            }
        }
        return contenders;
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
