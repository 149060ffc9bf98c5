package dev.fastener.convert.onnx;

/**
 * A dimension, or an element of a shape that the graph computes: {@code factor} times powers of the free lengths.
 *
 * @param factor -1 where a Reshape is to find it out
 * @param batch power of the number of sentences
 * @param steps power of the number of steps
 */
record Size(long factor, int batch, int steps) {
    private static final int MOST_POWERS = 16;
    static final Size ONE = of(1);
    static final Size BATCH = new Size(1, 1, 0);
    static final Size STEPS = new Size(1, 0, 1);

    static Size of(long number) {
        return new Size(number, 0, 0);
    }

    boolean isNumber() {
        return batch == 0 && steps == 0;
    }

    /** @throws IllegalArgumentException where it is beyond all bounds */
    Size times(Size other) {
        long high = Math.multiplyHigh(factor, other.factor);
        long low = factor * other.factor;
        int batches = batch + other.batch;
        int lengths = steps + other.steps;
        if (high != low >> 63 || Math.abs(batches) > MOST_POWERS || Math.abs(lengths) > MOST_POWERS) {
            throw new IllegalArgumentException("a product of lengths beyond all bounds");
        }
        return new Size(low, batches, lengths);
    }

    /** @throws IllegalArgumentException for lengths that aren't known, and beyond all bounds */
    Size plus(Size other) {
        long sum = factor + other.factor;
        if (!isNumber() || !other.isNumber() || ((factor ^ sum) & (other.factor ^ sum)) < 0) {
            throw new IllegalArgumentException("a sum of lengths");
        }
        return of(sum);
    }
}
