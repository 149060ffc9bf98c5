package dev.fastener.app.tune;

import dev.fastener.app.Columns;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Trials as people read them. */
final class Table {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int MOST_BARS = 20;

    private Table() {}

    /** "trial 7: 9 of 27 epochs ▂▅▇ dev F1 91.20, 0.45 ms in int8, layers=1 ...". */
    static String line(Trial trial) {
        Variant fastest = trial.fastest();
        String score = trial.devF1().isEmpty()
                ? ""
                : String.format(Locale.ROOT, " %s dev F1 %.2f", sparkline(trial.devF1()), 100 * trial.bestF1());
        return String.format(
                Locale.ROOT,
                "trial %d: %d of %d epochs%s, %.3g ms in %s, %s",
                trial.number(),
                trial.devF1().size(),
                trial.target(),
                score,
                fastest.millis(),
                fastest.precision(),
                parameters(trial));
    }

    /** One bar per epoch, from F1 0 to 1; the last ones where there are many. */
    static String sparkline(List<Double> devF1) {
        return devF1.stream()
                .skip(Math.max(0, devF1.size() - MOST_BARS))
                .map(f1 -> String.valueOf(BARS.charAt((int) Math.min(BARS.length() - 1, f1 * BARS.length()))))
                .collect(Collectors.joining());
    }

    static String render(List<Contender> contenders, String percentile) {
        Columns columns = new Columns();
        columns.row("trial", "precision", "dev F1", percentile + " ms", "known", "MB", "epochs", "parameters");
        for (Contender contender : contenders) {
            columns.row(
                    Integer.toString(contender.trial().number()),
                    contender.variant().precision().toString(),
                    String.format(Locale.ROOT, "%.2f", 100 * contender.devF1()),
                    String.format(Locale.ROOT, "%.3f", contender.millis()),
                    contender.variant().source().name().toLowerCase(Locale.ROOT),
                    String.format(Locale.ROOT, "%.2f", contender.bytes() / 1e6),
                    Integer.toString(contender.trial().ended()),
                    parameters(contender.trial()));
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
