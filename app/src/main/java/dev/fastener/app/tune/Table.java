package dev.fastener.app.tune;

import dev.fastener.app.Columns;
import dev.fastener.tune.search.Pareto;
import dev.fastener.tune.study.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Trials as people read them. */
final class Table {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int MOST_BARS = 20;

    private Table() {}

    /** "trial 7: 9 epochs ▂▅▇ dev F1 91.20, 0.45 ms; best so far 92.31". */
    static String line(Trial trial, double best) {
        return String.format(
                Locale.ROOT,
                "trial %d: %d epochs %s dev F1 %.2f, %.3g ms, %s; best so far %.2f",
                trial.number(),
                trial.devF1().size(),
                sparkline(trial.devF1()),
                100 * trial.bestF1(),
                trial.millis(),
                parameters(trial),
                100 * best);
    }

    /** One bar per epoch, from F1 0 to 1; the last ones where there are many. */
    static String sparkline(List<Double> devF1) {
        return devF1.stream()
                .skip(Math.max(0, devF1.size() - MOST_BARS))
                .map(f1 -> String.valueOf(BARS.charAt((int) Math.min(BARS.length() - 1, f1 * BARS.length()))))
                .collect(Collectors.joining());
    }

    /** The trials that no other beats in F1, time and size, fastest first. */
    static List<Trial> pareto(List<Trial> trials) {
        List<Trial> trained = trials.stream()
                .filter(trial ->
                        trial.state() == Trial.State.ADMITTED && !trial.devF1().isEmpty())
                .toList();
        if (trained.isEmpty()) {
            return List.of();
        }
        return Pareto.front(trained.stream()
                        .map(trial -> new double[] {-trial.bestF1(), trial.millis(), trial.bytes()})
                        .toList())
                .stream()
                .map(trained::get)
                .sorted(Comparator.comparingDouble(Trial::millis))
                .toList();
    }

    static String render(List<Trial> trials, String percentile) {
        Columns columns = new Columns();
        columns.row("trial", "dev F1", percentile + " ms", "MB", "epochs", "parameters");
        for (Trial trial : trials) {
            columns.row(
                    Integer.toString(trial.number()),
                    String.format(Locale.ROOT, "%.2f", 100 * trial.bestF1()),
                    String.format(Locale.ROOT, "%.3f", trial.millis()),
                    String.format(Locale.ROOT, "%.2f", trial.bytes() / 1e6),
                    Integer.toString(trial.devF1().size()),
                    parameters(trial));
        }
        return columns.render("  ");
    }

    private static String parameters(Trial trial) {
        return trial.point().values().entrySet().stream()
                .map(value -> value.getKey() + "=" + shorter(value))
                .collect(Collectors.joining(" "));
    }

    /** Three digits are enough to read. */
    private static String shorter(Map.Entry<String, String> value) {
        return value.getValue().contains(".")
                ? String.format(Locale.ROOT, "%.3g", Double.parseDouble(value.getValue()))
                : value.getValue();
    }
}
