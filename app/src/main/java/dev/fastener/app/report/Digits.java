package dev.fastener.app.report;

import dev.fastener.app.ladder.Interval;
import java.util.Locale;

/** Numbers as people read them. */
final class Digits {
    private Digits() {}

    /** Three figures that count: "0.00123", "0.0123", "1.23", "12.3", "1,234". */
    static String three(double value) {
        return round(value, decimals(value));
    }

    /** Times as fast: "412×". */
    static String times(double ratio) {
        return three(ratio) + "×";
    }

    /** The ends of an interval, as exact as its value: "0.091 to 0.095". */
    static String span(Interval interval) {
        int decimals = decimals(interval.value());
        return round(interval.low(), decimals) + " to " + round(interval.high(), decimals);
    }

    /** F1 in points of a hundred; a dash for none. */
    static String f1(double share) {
        return Double.isNaN(share) ? "–" : round(100 * share, 2);
    }

    /** A change of F1 in points, with its sign where there is a change. */
    static String change(double share) {
        String text = String.format(Locale.ROOT, "%+.2f", 100 * share);
        return text.endsWith("0.00") ? "0.00" : text.replace('-', '−');
    }

    static String percent(double share) {
        return round(100 * share, 2) + "\u00a0%";
    }

    static String megabytes(double bytes) {
        return three(bytes / 1e6);
    }

    static String whole(double value) {
        return round(value, 0);
    }

    /** One that is small, as "1.2e-07". */
    static String small(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value).replace("e-", "e−");
    }

    private static int decimals(double value) {
        double size = Math.abs(value);
        if (size == 0 || !Double.isFinite(size)) {
            return 0;
        }
        return Math.max(0, 2 - (int) Math.floor(Math.log10(size) + 1e-9));
    }

    private static String round(double value, int decimals) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
