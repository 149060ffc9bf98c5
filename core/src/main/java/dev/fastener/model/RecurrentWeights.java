package dev.fastener.model;

/**
 * The weights of one direction, laid out as ONNX's LSTM and GRU operators want them. Gate order: LSTM i o f c, GRU z r h;
 * {@code gates} below is 4 or 3.
 *
 * @param kernel input weights W, [gates * hidden, inputs]
 * @param recurrentKernel R, [gates * hidden, hidden]
 * @param bias Wb, [gates * hidden]
 * @param recurrentBias Rb, [gates * hidden]; differs from more bias only in a GRU that resets after the product
 * @param peepholes [3 * hidden], order i o f; empty where there are none
 */
public record RecurrentWeights(
        Matrix kernel, Matrix recurrentKernel, float[] bias, float[] recurrentBias, float[] peepholes) {
    public RecurrentWeights {
        int hidden = recurrentKernel.columns();
        int gateRows = recurrentKernel.rows();
        if (hidden == 0 || (gateRows != 4 * hidden && gateRows != 3 * hidden)) {
            throw new IllegalArgumentException(
                    "recurrent kernel: expected [4 or 3 * hidden, hidden], found [" + gateRows + ", " + hidden + "]");
        }
        kernel.requireShape("input kernel", gateRows, kernel.columns());
        requireLength("bias", bias, gateRows);
        requireLength("recurrent bias", recurrentBias, gateRows);
        if (peepholes.length != 0) {
            requireLength("peepholes", peepholes, 3 * hidden);
        }
    }

    /** Hidden size of this direction. */
    public int hiddenSize() {
        return recurrentKernel.columns();
    }

    /** Values per step that the direction reads. */
    public int inputSize() {
        return kernel.columns();
    }

    static void requireLength(String what, float[] values, int expected) {
        if (values.length != expected) {
            throw new IllegalArgumentException(what + ": expected [" + expected + "], found [" + values.length + "]");
        }
    }
}
