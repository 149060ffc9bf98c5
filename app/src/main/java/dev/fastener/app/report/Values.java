package dev.fastener.app.report;

import java.util.Comparator;
import java.util.Locale;

/** Values of parameters, which studies hold as texts. */
final class Values {
    /** Numbers by size, then texts. */
    static final Comparator<String> ORDER = Comparator.comparing((String value) -> !isNumber(value))
            .thenComparingDouble(value -> isNumber(value) ? Double.parseDouble(value) : 0)
            .thenComparing(Comparator.naturalOrder());

    private Values() {}

    static boolean isNumber(String value) {
        try {
            return Double.isFinite(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Three figures of a fraction are enough to read. */
    static String shorter(String value) {
        return value.contains(".") && isNumber(value)
                ? String.format(Locale.ROOT, "%.3g", Double.parseDouble(value))
                : value;
    }
}
