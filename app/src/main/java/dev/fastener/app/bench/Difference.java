package dev.fastener.app.bench;

import dev.fastener.model.TagScores;

/**
 * How far emissions are from what they should be.
 *
 * @param largest difference of two values; infinite where one is no number
 * @param scaled the same, divided by the largest expected value where that is above 1
 */
public record Difference(double largest, double scaled) {
    public static final Difference NONE = new Difference(0, 0);

    /** Of a batch: of all its sequences, each scaled by itself. */
    public static Difference of(TagScores expected, TagScores found) {
        Difference all = NONE;
        for (int s = 0; s < expected.sequences(); s++) {
            int from = expected.offsets()[s] * expected.tags();
            int to = expected.offsets()[s + 1] * expected.tags();
            all = all.max(of(expected.values(), found.values(), from, to));
        }
        return all;
    }

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

    public Difference max(Difference other) {
        return new Difference(Math.max(largest, other.largest), Math.max(scaled, other.scaled));
    }
}
