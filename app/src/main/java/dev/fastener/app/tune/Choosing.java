package dev.fastener.app.tune;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of the models is taken: "f1>=best-0.2, min latency" is the fastest whose dev F1 is at most 0.2 points below the best.
 *
 * @param text as it was given
 * @param drop points below the best; infinite for no bound
 */
record Choosing(String text, double drop, Comparator<Contender> order) {
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
        Comparator<Contender> best = Comparator.comparingDouble(contender -> -contender.devF1());
        return new Choosing(
                text,
                drop,
                switch (matcher.group(2)) {
                    case "min latency" ->
                        Comparator.comparingDouble(Contender::millis).thenComparing(best);
                    case "min size" ->
                        Comparator.comparingLong(Contender::bytes).thenComparing(best);
                    default -> best.thenComparingDouble(Contender::millis);
                });
    }

    /** Null where there are none. */
    @Nullable
    Contender choose(List<Contender> contenders) {
        double best = contenders.stream().mapToDouble(Contender::devF1).max().orElse(0);
        return contenders.stream()
                .filter(contender -> 100 * (best - contender.devF1()) <= drop + 1e-9)
                .min(order)
                .orElse(null);
    }
}
