package dev.fastener.kernel;

import java.util.Arrays;

/**
 * One direction of a recurrent layer over a packed batch, forward beside backward, with the values that the backward pass
 * needs. All matrices are row-major with one row per packed row. Scratch of one thread; grows to the largest batch seen.
 *
 * <p>Order of calls: {@link #project} for all rows, {@link #forward}; then {@link #backward}, and in any order
 * {@link #inputGradient} and {@link #weightGradient}.
 */
public abstract sealed class Recurrence permits LstmRecurrence, GruRecurrence {
    final Kernels kernels;
    final RecurrentMatrices weights;
    final int hidden;

    /** Columns of {@link #z}. */
    final int columns;

    /** Pre-activations, then values of the gates, then their gradients: [rows, columns]. */
    float[] z = {};

    /** Gradient of the state that a step hands on, [sequences, hidden]. */
    float[] dHidden = {};

    /** What stands before the first step. */
    final float[] zeros;

    private final boolean reverse;
    private final PackedMatrix dz;
    private float[] previousTransposed = {};

    Recurrence(Kernels kernels, RecurrentMatrices weights, boolean reverse) {
        this.kernels = kernels;
        this.weights = weights;
        this.reverse = reverse;
        this.hidden = weights.hidden;
        this.columns = weights.gates * hidden;
        this.zeros = new float[hidden];
        this.dz = new PackedMatrix(kernels);
    }

    /** An LSTM or a GRU, by the number of gates; {@code reverse} runs from the last step to the first. */
    public static Recurrence of(Kernels kernels, RecurrentMatrices weights, boolean reverse) {
        return weights.gates == 4
                ? new LstmRecurrence(kernels, weights, reverse)
                : new GruRecurrence(kernels, weights, reverse);
    }

    /** Makes room for a batch. */
    public void reserve(int rows) {
        z = grown(z, rows * columns);
    }

    /** Input products of some rows. {@code x} is [rows, inputs]. */
    public void project(int fromRow, int toRow, float[] x) {
        int inputs = weights.inputs;
        kernels.multiply(
                toRow - fromRow, x, fromRow * inputs, inputs, weights.kernel, z, fromRow * columns, columns, false);
    }

    /** Runs through all steps; the output is {@code y}, [rows, yStride], from column {@code yColumn} on. */
    public void forward(PackedSteps steps, float[] y, int yColumn, int yStride) {
        for (int i = 0; i < steps.longest(); i++) {
            int t = reverse ? steps.longest() - 1 - i : i;
            int known = steps.continued(t, reverse);
            int previous = known == 0 ? 0 : steps.offset(previousStep(t)) * yStride + yColumn;
            recurrentProducts(steps.offset(t), steps.count(t), known, y, previous, yStride);
            for (int r = 0; r < steps.count(t); r++) {
                int row = steps.offset(t) + r;
                int before = r < known ? steps.offset(previousStep(t)) + r : -1;
                cellForward(row, before, y, yColumn, yStride);
            }
        }
    }

    /**
     * Runs back through all steps: the gates' gradients.
     *
     * @param dy [rows, yStride] gradient of the output
     */
    public void backward(PackedSteps steps, float[] y, float[] dy, int yColumn, int yStride) {
        int sequences = steps.count(0);
        dHidden = grown(dHidden, sequences * hidden);
        Arrays.fill(dHidden, 0, sequences * hidden, 0f);
        clearState(sequences);
        for (int i = steps.longest() - 1; i >= 0; i--) {
            int t = reverse ? steps.longest() - 1 - i : i;
            int known = steps.continued(t, reverse);
            for (int r = 0; r < steps.count(t); r++) {
                int row = steps.offset(t) + r;
                int before = r < known ? steps.offset(previousStep(t)) + r : -1;
                cellBackward(row, before, r, y, dy, yColumn, yStride);
            }
            stateGradient(steps.offset(t), known);
        }
    }

    /** Adds this direction's share of the gradient of some input rows to {@code dx}, [rows, inputs], or sets it. */
    public void inputGradient(int fromRow, int toRow, float[] dx, boolean accumulate) {
        int inputs = weights.inputs;
        kernels.multiply(
                toRow - fromRow,
                z,
                fromRow * columns,
                columns,
                weights.kernelTransposed,
                dx,
                fromRow * inputs,
                inputs,
                accumulate);
    }

    /**
     * Gradients of the weights, laid out as in {@link RecurrentMatrices#load}; what the arrays held is lost.
     *
     * @param xTransposed the layer's input, [inputs, rows]
     * @param y the layer's output, as {@link #forward} left it
     */
    public void weightGradient(
            PackedSteps steps,
            float[] xTransposed,
            float[] y,
            int yColumn,
            int yStride,
            float[] dKernel,
            float[] dRecurrent,
            float[] dBias,
            float[] dRecurrentBias) {
        int rows = steps.rows();
        dz.pack(rows, columns, z, 0, columns);
        kernels.multiply(weights.inputs, xTransposed, 0, rows, dz, dKernel, 0, columns, false);
        sumRows(rows, z, dBias);
        float[] du = recurrentGradients();
        if (du != z) {
            dz.pack(rows, columns, du, 0, columns);
            sumRows(rows, du, dRecurrentBias);
        }
        transposePrevious(steps, y, yColumn, yStride);
        kernels.multiply(hidden, previousTransposed, 0, rows, dz, dRecurrent, 0, columns, false);
    }

    private void sumRows(int rows, float[] from, float[] sums) {
        Arrays.fill(sums, 0, columns, 0f);
        for (int row = 0; row < rows; row++) {
            kernels.axpy(columns, 1f, from, row * columns, sums, 0);
        }
    }

    /** The output that each row's step read, [hidden, rows]. */
    private void transposePrevious(PackedSteps steps, float[] y, int yColumn, int yStride) {
        int rows = steps.rows();
        previousTransposed = grown(previousTransposed, hidden * rows);
        for (int t = 0; t < steps.longest(); t++) {
            int known = steps.continued(t, reverse);
            int first = steps.offset(t);
            if (known > 0) {
                int from = steps.offset(previousStep(t)) * yStride + yColumn;
                kernels.transpose(known, hidden, y, from, yStride, previousTransposed, first, rows);
            }
            for (int j = 0; known < steps.count(t) && j < hidden; j++) {
                Arrays.fill(previousTransposed, j * rows + first + known, j * rows + first + steps.count(t), 0f);
            }
        }
    }

    private int previousStep(int t) {
        return reverse ? t + 1 : t - 1;
    }

    /** {@code array}, or a new one where it is too small; what it held is lost then. */
    public static float[] grown(float[] array, int size) {
        return array.length >= size ? array : new float[size + size / 4];
    }

    /** Products of R with the previous outputs, for the first {@code known} of {@code count} rows; the others have none. */
    abstract void recurrentProducts(int firstRow, int count, int known, float[] y, int previous, int yStride);

    /** One row; {@code before} is the row of the previous step or -1. */
    abstract void cellForward(int row, int before, float[] y, int yColumn, int yStride);

    /** One row of rank {@code rank}. */
    abstract void cellBackward(int row, int before, int rank, float[] y, float[] dy, int yColumn, int yStride);

    /** Puts the gradient of the previous outputs of {@code known} rows into {@link #dHidden}. */
    abstract void stateGradient(int firstRow, int known);

    /** Sets further state gradients to zero. */
    abstract void clearState(int sequences);

    /** Gradients of the recurrent products: {@link #z} itself where they are those of the input products. */
    abstract float[] recurrentGradients();
}
