package dev.fastener.tune.latency;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The time of a call as a sum of what its shape computes, each kind of work at its own price. Prices are at least 0 and have the
 * least squares of relative errors over the timed shapes.
 *
 * @param prices milliseconds per unit of {@link Shape#work}
 */
record CostModel(double[] prices) {
    private static final int SWEEPS = 20_000;

    /** A shape and its time in milliseconds. */
    record Timed(Shape shape, double millis) {}

    /** By coordinate descent: each price in turn takes its best value of at least 0. */
    static CostModel fit(List<Timed> timed) {
        // Row i: work of shape i over its time, so that a perfect fit gives 1.
        double[][] rows = timed.stream()
                .map(t ->
                        Arrays.stream(t.shape().work()).map(w -> w / t.millis()).toArray())
                .toArray(double[][]::new);
        double[] prices = new double[Shape.TERMS];
        double[] missing = new double[rows.length];
        Arrays.fill(missing, 1);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int term = 0; term < Shape.TERMS; term++) {
                double square = 0;
                double product = 0;
                for (int i = 0; i < rows.length; i++) {
                    square += rows[i][term] * rows[i][term];
                    product += rows[i][term] * missing[i];
                }
                if (square == 0) {
                    continue;
                }
                double change = Math.max(-prices[term], product / square);
                prices[term] += change;
                for (int i = 0; i < rows.length; i++) {
                    missing[i] -= change * rows[i][term];
                }
            }
        }
        return new CostModel(prices);
    }

    double millis(Shape shape) {
        double[] work = shape.work();
        double sum = 0;
        for (int term = 0; term < work.length; term++) {
            sum += prices[term] * work[term];
        }
        return sum;
    }

    /** The prices, to be kept. */
    String text() {
        return Arrays.stream(prices).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }

    static CostModel of(String text) {
        return new CostModel(
                Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray());
    }
}
