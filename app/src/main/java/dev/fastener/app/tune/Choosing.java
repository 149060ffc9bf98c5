package dev.fastener.app.tune;

import dev.fastener.tune.study.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of the trials is taken: "f1>=best-0.2, min latency" is the fastest whose dev F1 is at most 0.2 points below the best.
 *
 * @param text as it was given
 * @param drop points below the best; infinite for no bound
 */
record Choosing(String text, double drop, Comparator<Trial> order) {
    static final String DEFAULT = "f1>=best-0.2, min latency";

    private static final Pattern FORM = Pattern.compile(
            "(?:f1 *>= *best(?: *- *([0-9]{1,3}(?:\\.[0-9]{1,4})?))? *, *)?(min latency|min size|max f1)");

    @SuppressWarnings("NullAway") // A group that is absent is null.
    static Choosing parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--choose: expected a rule as \"f1>=best-0.2, min latency\", \"f1>=best-0.5, min size\" or \"max f1\","
                            + " found \"" + text + "\"");
        }
        boolean bounded = text.contains(">");
        double drop = !bounded
                ? Double.POSITIVE_INFINITY
                : matcher.group(1) == null ? 0 : Double.parseDouble(matcher.group(1));
        Comparator<Trial> best = Comparator.comparingDouble(trial -> -trial.bestF1());
        return new Choosing(
                text,
                drop,
                switch (matcher.group(2)) {
                    case "min latency" ->
                        Comparator.comparingDouble(Trial::millis).thenComparing(best);
                    case "min size" -> Comparator.comparingLong(Trial::bytes).thenComparing(best);
                    default -> best.thenComparingDouble(Trial::millis);
                });
    }

    /** Null where there are no trials. */
    @Nullable
    Trial choose(List<Trial> trials) {
        double best = trials.stream().mapToDouble(Trial::bestF1).max().orElse(0);
        return trials.stream()
                .filter(trial -> 100 * (best - trial.bestF1()) <= drop + 1e-9)
                .min(order)
                .orElse(null);
    }
}
