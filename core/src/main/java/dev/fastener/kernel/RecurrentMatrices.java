package dev.fastener.kernel;

/**
 * One direction's weights in the form the products want. Gate order as in {@link Kernels}; gates is 4 for an LSTM, 3 for a
 * GRU that resets after the product. Shared by all threads once it is loaded.
 */
public final class RecurrentMatrices {
    final int inputs;
    final int hidden;
    final int gates;

    /** W, [inputs, gates * hidden]. */
    final PackedMatrix kernel;

    /** R, [hidden, gates * hidden]. */
    final PackedMatrix recurrent;

    /** W transposed, for the gradient only. */
    final PackedMatrix kernelTransposed;

    /** R transposed, for the gradient only. */
    final PackedMatrix recurrentTransposed;

    /** [gates * hidden]. */
    float[] bias = {};

    /** [gates * hidden]; of no effect in an LSTM. */
    float[] recurrentBias = {};

    public RecurrentMatrices(Kernels kernels, int inputs, int hidden, int gates) {
        this.inputs = inputs;
        this.hidden = hidden;
        this.gates = gates;
        kernel = new PackedMatrix(kernels);
        recurrent = new PackedMatrix(kernels);
        kernelTransposed = new PackedMatrix(kernels);
        recurrentTransposed = new PackedMatrix(kernels);
    }

    /** Takes over weights as ONNX lays them out: W [gates * hidden, inputs], R [gates * hidden, hidden]. */
    public RecurrentMatrices loadOnnx(float[] w, float[] r, float[] newBias, float[] newRecurrentBias) {
        kernel.packTransposed(inputs, gates * hidden, w, 0, inputs);
        recurrent.packTransposed(hidden, gates * hidden, r, 0, hidden);
        bias = newBias;
        recurrentBias = newRecurrentBias;
        return this;
    }

    /** Takes over W [inputs, gates * hidden] and R [hidden, gates * hidden], for the forward pass alone or for both. */
    public void load(float[] w, float[] r, float[] newBias, float[] newRecurrentBias, boolean backwardToo) {
        int columns = gates * hidden;
        kernel.pack(inputs, columns, w, 0, columns);
        recurrent.pack(hidden, columns, r, 0, columns);
        if (backwardToo) {
            kernelTransposed.packTransposed(columns, inputs, w, 0, columns);
            recurrentTransposed.packTransposed(columns, hidden, r, 0, columns);
        }
        bias = newBias;
        recurrentBias = newRecurrentBias;
    }
}
