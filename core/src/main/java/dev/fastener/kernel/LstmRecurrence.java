package dev.fastener.kernel;

import java.util.Arrays;

/** One direction of an LSTM. */
final class LstmRecurrence extends Recurrence {
    /** [rows, hidden]. */
    private float[] cell = {};

    /** [rows, hidden]. */
    private float[] tanhCell = {};

    /** [sequences, hidden]. */
    private float[] dCell = {};

    LstmRecurrence(Kernels kernels, RecurrentMatrices weights, boolean reverse) {
        super(kernels, weights, reverse);
    }

    @Override
    public void reserve(int rows) {
        super.reserve(rows);
        cell = grown(cell, rows * hidden);
        tanhCell = grown(tanhCell, rows * hidden);
    }

    @Override
    void recurrentProducts(int firstRow, int count, int known, float[] y, int previous, int yStride) {
        if (known > 0) {
            kernels.multiply(known, y, previous, yStride, weights.recurrent, z, firstRow * columns, columns, true);
        }
    }

    @Override
    void cellForward(int row, int before, float[] y, int yColumn, int yStride) {
        kernels.lstmForward(
                hidden,
                z,
                row * columns,
                weights.bias,
                before < 0 ? zeros : cell,
                before < 0 ? 0 : before * hidden,
                cell,
                tanhCell,
                row * hidden,
                y,
                row * yStride + yColumn);
    }

    @Override
    void cellBackward(int row, int before, int rank, float[] y, float[] dy, int yColumn, int yStride) {
        kernels.lstmBackward(
                hidden,
                z,
                row * columns,
                before < 0 ? zeros : cell,
                before < 0 ? 0 : before * hidden,
                tanhCell,
                row * hidden,
                dy,
                row * yStride + yColumn,
                dHidden,
                dCell,
                rank * hidden);
    }

    @Override
    void stateGradient(int firstRow, int known) {
        if (known > 0) {
            kernels.multiply(
                    known, z, firstRow * columns, columns, weights.recurrentTransposed, dHidden, 0, hidden, false);
        }
    }

    @Override
    void clearState(int sequences) {
        dCell = grown(dCell, sequences * hidden);
        Arrays.fill(dCell, 0, sequences * hidden, 0f);
    }

    @Override
    float[] recurrentGradients() {
        return z;
    }
}
