package dev.fastener.app.tune;

import dev.fastener.app.Progress;
import dev.fastener.tune.search.Asha;
import dev.fastener.tune.study.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How far a study has come: a line per trial that is being trained, and one for all of it. Not thread-safe. */
final class LiveTable {
    private final Asha asha;
    private final int trials;
    private double seconds;
    private int epochs;

    /** @param trials that are to be trained */
    LiveTable(Asha asha, int trials) {
        this.asha = asha;
        this.trials = trials;
    }

    /** Learns what an epoch takes. */
    void epoch(double epochSeconds) {
        seconds += epochSeconds;
        epochs++;
    }

    /** @param running numbers of the trials that are being trained */
    List<String> lines(List<Trial> all, Collection<Integer> running, int workers) {
        List<String> lines = new ArrayList<>();
        for (int number : running.stream().sorted().toList()) {
            lines.add(Table.line(all.get(number)));
        }
        lines.add(summary(all) + left(all, workers));
        return lines;
    }

    /** What stays of a trial that has ended a rung. */
    String ended(Trial trial, List<Trial> all) {
        return Table.line(trial) + "; " + summary(all);
    }

    private String summary(List<Trial> all) {
        long rejected = all.stream()
                .filter(trial -> trial.state() == Trial.State.REJECTED)
                .count();
        double best = all.stream().mapToDouble(Trial::bestF1).max().orElse(0);
        return (best == 0 ? "" : String.format(Locale.ROOT, "best so far %.2f, ", 100 * best))
                + String.format(
                        Locale.ROOT,
                        "%d of %d trials, %d rejected before training",
                        all.size() - rejected,
                        trials,
                        rejected);
    }

    /** ", about 12:30 left", from the mean epoch so far; nothing before there is one. */
    private String left(List<Trial> all, int workers) {
        if (epochs == 0) {
            return "";
        }
        double expected = 0;
        double reaching = trials;
        int before = 0;
        for (int rung : asha.rungs()) {
            expected += Math.ceil(reaching) * (rung - before);
            before = rung;
            reaching /= asha.reduction();
        }
        int done = all.stream().mapToInt(trial -> trial.devF1().size()).sum();
        double left = Math.max(0, expected - done) * seconds / epochs / workers;
        return ", about " + Progress.duration((long) (left * 1e9)) + " left";
    }
}
