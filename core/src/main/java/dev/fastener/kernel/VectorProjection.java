package dev.fastener.kernel;

/** z = activation(W x + b) on vectors. */
final class VectorProjection implements FusedKernels.Projection {
    /** Rows of one pass over the panels: x's part stays in the second cache. */
    private static final int BLOCK = 48;

    private final VectorPanels panels;

    /** [rowSize]. */
    private final float[] bias;

    private final GateActivation activation;

    /**
     * @param order row of W at each place of an output row, -1 for none
     * @param bias of each row of W
     */
    VectorProjection(NarrowMatrix matrix, int[] order, float[] bias, GateActivation activation) {
        this.panels = new VectorPanels(matrix, order);
        this.activation = activation;
        this.bias = new float[order.length];
        for (int j = 0; j < order.length; j++) {
            this.bias[j] = order[j] < 0 ? 0f : bias[order[j]];
        }
    }

    @Override
    public int rowSize() {
        return bias.length;
    }

    @Override
    public void run(FloatBlock x, int xStride, int from, int to, FloatBlock z, int zStride) {
        float[] in = ArrayBlock.values(x);
        float[] out = ArrayBlock.values(z);
        for (int row = from; row < to; row += BLOCK) {
            int rows = Math.min(BLOCK, to - row);
            int at = ArrayBlock.START + row * xStride;
            if (panels.narrowsInputs()) {
                float[] narrow = ThreadScratch.take(BLOCK * panels.columns);
                for (int r = 0; r < rows; r++) {
                    panels.narrow(in, at + r * xStride, narrow, r * panels.columns);
                }
                block(rows, narrow, 0, panels.columns, out, ArrayBlock.START + row * zStride, zStride);
            } else {
                block(rows, in, at, xStride, out, ArrayBlock.START + row * zStride, zStride);
            }
        }
    }

    private void block(int rows, float[] x, int xAt, int xStride, float[] z, int zAt, int zStride) {
        panels.rows(rows, x, xAt, xStride, z, zAt, zStride);
        for (int r = 0; r < rows; r++) {
            VectorActivations.affine(rowSize(), z, zAt + r * zStride, panels.scales, 0, bias, 0);
        }
        if (activation != GateActivation.LINEAR) {
            for (int r = 0; r < rows; r++) {
                VectorActivations.apply(activation, rowSize(), z, zAt + r * zStride);
            }
        }
    }

    @Override
    public void close() {}
}
