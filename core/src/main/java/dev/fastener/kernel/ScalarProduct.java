package dev.fastener.kernel;

import java.util.Arrays;

/**
 * The product of a matrix with one vector: what each precision computes, by plain loops. FP32, INT16 and BF16 sum up in
 * fp32 over the columns in ascending order; INT8 sums up integers.
 */
final class ScalarProduct {
    private final NarrowMatrix matrix;
    private final boolean exact;

    /** The weights [columns, rows], so that the inner loop runs over neighbours. */
    private final float[] transposed;

    /** With INT8 the weights [rows, columns]. */
    private final byte[] integers;

    ScalarProduct(NarrowMatrix matrix) {
        this.matrix = matrix;
        this.exact = matrix.precision() == WeightPrecision.INT8;
        int rows = matrix.rows();
        int columns = matrix.columns();
        float[] values = matrix.values();
        transposed = new float[exact ? 0 : rows * columns];
        integers = new byte[exact ? rows * columns : 0];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (exact) {
                    integers[row * columns + column] = (byte) values[row * columns + column];
                } else {
                    transposed[column * rows + row] = values[row * columns + column];
                }
            }
        }
    }

    /** Values of scratch that {@link #rows} needs. */
    int scratchSize() {
        return matrix.columns();
    }

    /**
     * sums[sumsAt + j] = row j times x, for the rows from {@code from} to {@code to}.
     *
     * @param x [columns] from xAt on
     * @param scratch [columns] from scratchAt on
     */
    void rows(int from, int to, float[] x, int xAt, float[] sums, int sumsAt, float[] scratch, int scratchAt) {
        Narrow.inputs(matrix.precision(), matrix.inputScale(), matrix.columns(), x, xAt, scratch, scratchAt);
        if (exact) {
            integerSums(from, to, scratch, scratchAt, sums, sumsAt);
        } else {
            Arrays.fill(sums, sumsAt + from, sumsAt + to, 0f);
            for (int column = 0; column < matrix.columns(); column++) {
                addColumn(column, from, to, scratch[scratchAt + column], sums, sumsAt);
            }
            if (matrix.precision() == WeightPrecision.INT16) {
                for (int row = from; row < to; row++) {
                    sums[sumsAt + row] *= matrix.scales()[row];
                }
            }
        }
    }

    private void addColumn(int column, int from, int to, float x, float[] sums, int sumsAt) {
        int at = column * matrix.rows();
        for (int row = from; row < to; row++) {
            sums[sumsAt + row] += x * transposed[at + row];
        }
    }

    private void integerSums(int from, int to, float[] x, int xAt, float[] sums, int sumsAt) {
        int columns = matrix.columns();
        for (int row = from; row < to; row++) {
            int sum = 0;
            for (int column = 0; column < columns; column++) {
                sum += integers[row * columns + column] * (int) x[xAt + column];
            }
            sums[sumsAt + row] = sum * matrix.scales()[row];
        }
    }
}
