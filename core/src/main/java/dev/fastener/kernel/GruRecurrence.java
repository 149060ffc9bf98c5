package dev.fastener.kernel;

import java.util.Arrays;

/** One direction of a GRU that resets after the recurrent product. */
final class GruRecurrence extends Recurrence {
    /** Recurrent products, then their gradients: [rows, 3 * hidden]. */
    private float[] u = {};

    GruRecurrence(Kernels kernels, RecurrentMatrices weights, boolean reverse) {
        super(kernels, weights, reverse);
    }

    @Override
    public void reserve(int rows) {
        super.reserve(rows);
        u = grown(u, rows * columns);
    }

    @Override
    void recurrentProducts(int firstRow, int count, int known, float[] y, int previous, int yStride) {
        if (known > 0) {
            kernels.multiply(known, y, previous, yStride, weights.recurrent, u, firstRow * columns, columns, false);
        }
        Arrays.fill(u, (firstRow + known) * columns, (firstRow + count) * columns, 0f);
    }

    @Override
    void cellForward(int row, int before, float[] y, int yColumn, int yStride) {
        kernels.gruForward(
                hidden,
                z,
                row * columns,
                weights.bias,
                u,
                row * columns,
                weights.recurrentBias,
                before < 0 ? zeros : y,
                before < 0 ? 0 : before * yStride + yColumn,
                y,
                row * yStride + yColumn);
    }

    @Override
    void cellBackward(int row, int before, int rank, float[] y, float[] dy, int yColumn, int yStride) {
        kernels.gruBackward(
                hidden,
                z,
                row * columns,
                u,
                row * columns,
                before < 0 ? zeros : y,
                before < 0 ? 0 : before * yStride + yColumn,
                dy,
                row * yStride + yColumn,
                dHidden,
                rank * hidden);
    }

    @Override
    void stateGradient(int firstRow, int known) {
        if (known > 0) {
            kernels.multiply(
                    known, u, firstRow * columns, columns, weights.recurrentTransposed, dHidden, 0, hidden, true);
        }
    }

    @Override
    void clearState(int sequences) {}

    @Override
    float[] recurrentGradients() {
        return u;
    }
}
