package dev.fastener.kernel;

import java.util.Arrays;

/**
 * An LSTM on vectors. A panel holds the gates i o f c of as many units as a vector has values, so that the activations of
 * those units follow their products while both are in the first cache.
 */
final class VectorLstm extends VectorDirection {
    private static final int W = VectorTiles.W;
    private static final int PANEL = VectorTiles.PANEL;

    private final GateActivation activation;
    private final GateActivation gate;

    VectorLstm(DirectionWeights weights) {
        super(weights, order(weights.hidden()).length / 4, order(weights.hidden()));
        this.activation = weights.activation();
        this.gate = weights.gateActivation();
    }

    /** Row of W and R at each place of a row of input products. */
    static int[] order(int hidden) {
        int panels = (hidden + W - 1) / W;
        int[] order = new int[panels * PANEL];
        for (int j = 0; j < order.length; j++) {
            int unit = j / PANEL * W + j % W;
            order[j] = unit < hidden ? j % PANEL / W * hidden + unit : -1;
        }
        return order;
    }

    @Override
    boolean cellsAreOutputs() {
        return false;
    }

    /** Sums of a tile or of one row's panels, and half as much for what stands between the parts of a step. */
    @Override
    int scratchSize() {
        return Math.max(VectorTiles.ROWS, recurrent.panels) * PANEL * 3 / 2;
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
        if (count == 1) {
            if (known == 1) {
                x[free] = VectorTiles.touch(1, inputs, offsets, first, ArrayBlock.START, rowSize());
                recurrent.row(x, before, x, free, descending);
            } else {
                Arrays.fill(x, free, free + rowSize(), 0f);
            }
            activate(recurrent.panels, x, free, 0, PANEL, inputs, offsets, first, 0, 0, PANEL, cells, now, W);
            return;
        }
        for (int p = 0; p < recurrent.panels; p++) {
            int panel = descending ? recurrent.panels - 1 - p : p;
            for (int r = 0; r < count; ) {
                int m = r < known ? VectorTiles.rows(known - r) : Math.min(VectorTiles.ROWS, count - r);
                if (r < known) {
                    int column = ArrayBlock.START + panel * PANEL;
                    x[free] = VectorTiles.touch(m, inputs, offsets, first + r, column, PANEL);
                    recurrent.tile(panel, m, x, before + r * padded, padded, x, free);
                } else {
                    Arrays.fill(x, free, free + m * PANEL, 0f);
                }
                int unit = r * padded + panel * W;
                activate(
                        m,
                        x,
                        free,
                        panel * PANEL,
                        0,
                        inputs,
                        offsets,
                        first + r,
                        1,
                        panel * PANEL,
                        0,
                        cells + unit,
                        now + unit,
                        padded);
                r += m;
            }
        }
    }

    /** From sums to outputs; see {@link VectorActivations#lstmInput} for the arguments. */
    private void activate(
            int m,
            float[] x,
            int sums,
            int scaleAt,
            int scaleStep,
            float[] inputs,
            int[] offsets,
            int first,
            int step,
            int column,
            int columnStep,
            int cells,
            int outputs,
            int cellStep) {
        int from = ArrayBlock.START + column;
        if (gate == GateActivation.SIGMOID && activation == GateActivation.TANH) {
            float[] scales = recurrent.scales;
            int parts = sums + m * PANEL;
            VectorActivations.lstmInput(
                    m, x, sums, parts, scales, scaleAt, scaleStep, inputs, offsets, first, step, from, columnStep);
            VectorActivations.lstmCell(
                    m,
                    x,
                    sums,
                    parts,
                    scales,
                    scaleAt,
                    scaleStep,
                    inputs,
                    offsets,
                    first,
                    step,
                    from,
                    columnStep,
                    cells,
                    cellStep);
            VectorActivations.lstmOutput(
                    m,
                    x,
                    sums,
                    scales,
                    scaleAt,
                    scaleStep,
                    inputs,
                    offsets,
                    first,
                    step,
                    from,
                    columnStep,
                    cells,
                    outputs,
                    cellStep);
            return;
        }
        for (int r = 0; r < m; r++) {
            int z = offsets[first + r * step] + from + r * columnStep;
            int at = sums + r * PANEL;
            VectorActivations.affine(PANEL, x, at, recurrent.scales, scaleAt + r * scaleStep, inputs, z);
            VectorActivations.apply(gate, 3 * W, x, at);
            VectorActivations.apply(activation, W, x, at + 3 * W);
            units(x, at, cells + r * cellStep, outputs + r * cellStep);
        }
    }

    private void units(float[] x, int gates, int cells, int outputs) {
        for (int j = 0; j < W; j++) {
            x[cells + j] = x[gates + 2 * W + j] * x[cells + j] + x[gates + j] * x[gates + 3 * W + j];
            x[outputs + j] = x[cells + j];
        }
        VectorActivations.apply(activation, W, x, outputs);
        for (int j = 0; j < W; j++) {
            x[outputs + j] *= x[gates + W + j];
        }
    }
}
