package dev.fastener.convert.onnx;

/**
 * A dimension, or an element of a shape that the graph computes: {@code factor} times powers of the free lengths.
 *
 * @param factor -1 where a Reshape is to find it out
 * @param batch power of the number of sentences
 * @param steps power of the number of steps
 */
record Size(long factor, int batch, int steps) {
    static final Size ONE = of(1);
    static final Size BATCH = new Size(1, 1, 0);
    static final Size STEPS = new Size(1, 0, 1);

    static Size of(long number) {
        return new Size(number, 0, 0);
    }

    boolean isNumber() {
        return batch == 0 && steps == 0;
    }

    /** @throws ArithmeticException where it is beyond all bounds */
    Size times(Size other) {
        return new Size(Math.multiplyExact(factor, other.factor), batch + other.batch, steps + other.steps);
    }
}
