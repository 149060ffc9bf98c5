package dev.fastener.app.bench;

/**
 * How far emissions are from what they should be.
 *
 * @param largest difference of two values; infinite where one is no number
 * @param scaled the same, divided by the largest expected value where that is above 1
 */
record Difference(double largest, double scaled) {
    static final Difference NONE = new Difference(0, 0);

    /** Of the values from {@code from} to {@code to} (exclusive). */
    static Difference of(float[] expected, float[] found, int from, int to) {
        double largest = 0;
        double magnitude = 1;
        for (int i = from; i < to; i++) {
            double one = Math.abs((double) expected[i] - found[i]);
            largest = Math.max(largest, Double.isNaN(one) ? Double.POSITIVE_INFINITY : one);
            magnitude = Math.max(magnitude, Math.abs(expected[i]));
        }
        return new Difference(largest, largest / magnitude);
    }

    Difference max(Difference other) {
        return new Difference(Math.max(largest, other.largest), Math.max(scaled, other.scaled));
    }
}
