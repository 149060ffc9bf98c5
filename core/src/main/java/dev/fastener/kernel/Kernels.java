package dev.fastener.kernel;

/**
 * Arithmetic on primitive arrays, in tiers with one contract: plain loops, which are the specification, the Vector API,
 * and for the matrix products a native library. Matrices are row-major, an offset is the index of the first value.
 * Thread-safe: a call touches only its arguments.
 *
 * <p>Gates stand in the order of ONNX: LSTM i o f c, GRU z r h.
 */
public interface Kernels {
    /**
     * The fastest tier that this JVM can run, chosen once. {@code -Dfastener.kernels=scalar|vector|native} forces one; the
     * native one has the matrix products and leaves all else to the fastest of the others.
     */
    static Kernels best() {
        return KernelChoice.best();
    }

    /** "scalar", "vector 512 bits", or "native avx512vnni, vector 512 bits". */
    String name();

    /** What {@link #multiply} computes with: of the same tier, or of the native library. */
    MatrixProduct product();

    /** Columns of one panel of a {@link PackedMatrix}. */
    default int panelWidth() {
        return product().panelWidth();
    }

    /** C = A B, or C += A B; see {@link MatrixProduct#multiply}. */
    default void multiply(
            int m,
            float[] a,
            int aOffset,
            int aRowStride,
            PackedMatrix b,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        product().multiply(m, a, aOffset, aRowStride, b, c, cOffset, cRowStride, accumulate);
    }

    /**
     * The transposed of a matrix.
     *
     * @param source [rows, columns]
     * @param target [columns, rows]
     */
    void transpose(
            int rows,
            int columns,
            float[] source,
            int sourceOffset,
            int sourceRowStride,
            float[] target,
            int targetOffset,
            int targetRowStride);

    /**
     * One step of one sequence of an LSTM (Hochreiter and Schmidhuber 1997, with forget gate).
     *
     * @param z [4 * hidden] pre-activations without bias; afterwards the gates' values, the candidate's included
     * @param bias [4 * hidden]
     * @param previousCell [hidden]
     * @param cell [hidden] out: f * previousCell + i * candidate
     * @param tanhCell [hidden] out, at the offset of {@code cell}
     * @param output [hidden] out: o * tanh(cell)
     */
    void lstmForward(
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] previousCell,
            int previousOffset,
            float[] cell,
            float[] tanhCell,
            int cellOffset,
            float[] output,
            int outputOffset);

    /**
     * Gradient of {@link #lstmForward}.
     *
     * @param z [4 * hidden] the gates' values; afterwards the gradient of their pre-activations
     * @param dOutput [hidden] gradient of the output from the layer above
     * @param dHidden [hidden] gradient of the output from the step after
     * @param dCell [hidden] in: gradient of the cell from the step after; out: gradient of the previous cell
     */
    void lstmBackward(
            int hidden,
            float[] z,
            int zOffset,
            float[] previousCell,
            int previousOffset,
            float[] tanhCell,
            int cellOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            float[] dCell,
            int stateOffset);

    /**
     * One step of one sequence of a GRU that resets after the recurrent product (cuDNN's and PyTorch's).
     *
     * @param z [3 * hidden] input products W x without bias; afterwards the values of z, r and the candidate
     * @param bias [3 * hidden] of the input products
     * @param u [3 * hidden] recurrent products R h without bias; afterwards its last third holds R h + bias of the candidate
     * @param recurrentBias [3 * hidden]
     * @param previous [hidden] output of the step before
     * @param output [hidden] out: (1 - z) * candidate + z * previous
     */
    void gruForward(
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] u,
            int uOffset,
            float[] recurrentBias,
            float[] previous,
            int previousOffset,
            float[] output,
            int outputOffset);

    /**
     * Gradient of {@link #gruForward}.
     *
     * @param z [3 * hidden] values of z, r and the candidate; afterwards the gradient of the input products
     * @param u [3 * hidden] its last third as the forward step left it; afterwards the gradient of the recurrent products
     * @param dHidden [hidden] in: gradient of the output from the step after; out: what of it reaches the previous output
     *     past the recurrent product
     */
    void gruBackward(
            int hidden,
            float[] z,
            int zOffset,
            float[] u,
            int uOffset,
            float[] previous,
            int previousOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            int stateOffset);

    /** x = tanh(x), largest error 4e-7; NaN stays NaN. */
    void tanh(int n, float[] x, int offset);

    /** x = 1 / (1 + exp(-x)), largest error 3e-7; NaN stays NaN. */
    void sigmoid(int n, float[] x, int offset);

    /** y += alpha * x. */
    void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset);

    /** x *= alpha. */
    void scale(int n, float alpha, float[] x, int offset);

    /** Sum of the squares, in blocks of 1024 values so that long sums keep their precision. */
    double sumOfSquares(int n, float[] x, int offset);

    /**
     * One step of Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019): m and v move
     * towards g and g squared, then w -= rate * (m / (sqrt(v) * inverseRoot + epsilon)) + decay * w.
     *
     * @param rate learning rate / (1 - beta1^step)
     * @param inverseRoot 1 / sqrt(1 - beta2^step)
     * @param gradientScale factor on the gradient (clipping)
     * @param decay learning rate * weight decay
     */
    void adam(
            int n,
            float[] w,
            float[] gradient,
            float[] m,
            float[] v,
            int offset,
            float rate,
            float inverseRoot,
            float gradientScale,
            float decay);

    /**
     * Inverted dropout: x[i] becomes 0 with the given probability, else x[i] / (1 - probability). Which, depends on the
     * seed and {@code first + i} only, so the backward pass repeats it on the gradient, in any parts.
     *
     * @param first number of the first value; a multiple of 64
     */
    void dropout(int n, float[] x, int offset, long seed, int first, float probability);
}
