package dev.fastener.kernel;

import java.util.Arrays;

/** Both GRUs on vectors: a panel holds one gate of as many units as it has places; the gates z r h come one after another. */
final class VectorGru extends VectorDirection {
    private static final int PANEL = VectorTiles.PANEL;

    private final boolean resetsAfter;

    /** Rb of the candidate where the reset gate is applied to the product, [padded]; zeros otherwise. */
    private final float[] candidateBias;

    private final GateActivation activation;
    private final GateActivation gate;

    VectorGru(DirectionWeights weights) {
        super(weights, order(weights.hidden()).length / 3, order(weights.hidden()));
        this.resetsAfter = weights.cell() == RecurrentCell.GRU_RESET_AFTER;
        this.candidateBias = new float[padded];
        if (resetsAfter) {
            System.arraycopy(weights.recurrentBias(), 2 * hidden, candidateBias, 0, hidden);
        }
        this.activation = weights.activation();
        this.gate = weights.gateActivation();
    }

    /** Row of W and R at each place of a row of input products. */
    static int[] order(int hidden) {
        int padded = (hidden + PANEL - 1) / PANEL * PANEL;
        int[] order = new int[3 * padded];
        for (int j = 0; j < order.length; j++) {
            order[j] = j % padded < hidden ? j / padded * hidden + j % padded : -1;
        }
        return order;
    }

    @Override
    boolean cellsAreOutputs() {
        return true;
    }

    /** Of a tile's rows: sums of all gates, then r * h and the same as the product reads it. */
    @Override
    int scratchSize() {
        return VectorTiles.ROWS * (5 * padded + PANEL);
    }

    @Override
    void step(
            float[] x,
            int cells,
            int before,
            int now,
            int free,
            int known,
            int count,
            float[] inputs,
            int[] offsets,
            int first,
            boolean descending) {
        for (int r = 0; r < count; ) {
            int m = r < known ? VectorTiles.rows(known - r) : Math.min(VectorTiles.ROWS, count - r);
            int from = before + r * padded;
            int previous = cells + r * padded;
            products(0, resetsAfter ? 3 : 2, descending, m, x, r < known ? from : -1, free);
            for (int i = 0; i < m; i++) {
                gates(x, free + i * 3 * padded, inputs, ArrayBlock.START + offsets[first + r + i]);
            }
            if (!resetsAfter) {
                resetStates(m, x, previous, free);
                int reset = free + VectorTiles.ROWS * 3 * padded + (recurrent.narrowsInputs() ? m * padded : 0);
                products(2, 3, descending, m, x, r < known ? reset : -1, free);
            }
            for (int i = 0; i < m; i++) {
                int z = ArrayBlock.START + offsets[first + r + i];
                units(x, free + i * 3 * padded, previous + i * padded, now + (r + i) * padded, inputs, z);
            }
            r += m;
        }
    }

    /** Sums of some gates for {@code m} rows, [m, 3 * padded]; zeros where nothing stands before. */
    private void products(int fromGate, int toGate, boolean descending, int m, float[] x, int from, int sums) {
        int first = fromGate * (padded / PANEL);
        int count = (toGate - fromGate) * (padded / PANEL);
        int tile = sums + VectorTiles.ROWS * 5 * padded;
        for (int p = 0; p < count; p++) {
            int panel = descending ? first + count - 1 - p : first + p;
            if (from < 0) {
                Arrays.fill(x, tile, tile + m * PANEL, 0f);
            } else {
                recurrent.tile(panel, m, x, from, padded, x, tile);
            }
            for (int i = 0; i < m; i++) {
                System.arraycopy(x, tile + i * PANEL, x, sums + i * 3 * padded + panel * PANEL, PANEL);
            }
        }
    }

    /** Values of the gates z and r. */
    private void gates(float[] x, int sums, float[] inputs, int z) {
        VectorActivations.affine(2 * padded, x, sums, recurrent.scales, 0, inputs, z);
        VectorActivations.apply(gate, 2 * padded, x, sums);
    }

    /** r * h of {@code m} rows, as it is and as the product reads it. */
    private void resetStates(int m, float[] x, int previous, int sums) {
        int reset = sums + VectorTiles.ROWS * 3 * padded;
        for (int i = 0; i < m; i++) {
            int r = sums + i * 3 * padded + padded;
            for (int j = 0; j < padded; j++) {
                x[reset + i * padded + j] = x[r + j] * x[previous + i * padded + j];
            }
        }
        for (int i = 0; recurrent.narrowsInputs() && i < m; i++) {
            recurrent.narrow(x, reset + i * padded, x, reset + (m + i) * padded);
        }
    }

    /** h = (1 - z) candidate + z h'. */
    private void units(float[] x, int sums, int previous, int outputs, float[] inputs, int z) {
        int h = 2 * padded;
        VectorActivations.affine(padded, x, sums + h, recurrent.scales, h, candidateBias, 0);
        for (int j = 0; j < padded; j++) {
            float reset = resetsAfter ? x[sums + padded + j] : 1f;
            x[outputs + j] = inputs[z + h + j] + reset * x[sums + h + j];
        }
        VectorActivations.apply(activation, padded, x, outputs);
        for (int j = 0; j < padded; j++) {
            float update = x[sums + j];
            x[outputs + j] = (1 - update) * x[outputs + j] + update * x[previous + j];
            x[previous + j] = x[outputs + j];
        }
    }
}
