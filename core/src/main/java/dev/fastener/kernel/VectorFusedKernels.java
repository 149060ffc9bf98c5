package dev.fastener.kernel;

/**
 * The fused kernels on the Vector API, for any vector width of 128 to 512 bits. All precisions run on fp32 products: what
 * INT8 multiplies are integers whose sums fp32 holds exactly, up to a size beyond which the scalar tier takes over.
 */
final class VectorFusedKernels implements FusedKernels {
    /** 2^24 / 127^2: the most products of 8-bit integers whose sum has no rounding in fp32. */
    private static final int MOST_EXACT = (1 << 24) / (Narrow.INT8_LIMIT * Narrow.INT8_LIMIT);

    private final ScalarFusedKernels scalar = new ScalarFusedKernels();

    @Override
    public String name() {
        return "vector " + VectorTiles.W * Float.SIZE + " bits";
    }

    @Override
    public boolean supports(
            RecurrentCell cell, GateActivation activation, GateActivation gateActivation, WeightPrecision precision) {
        return true;
    }

    @Override
    public FloatBlock allocate(int capacity) {
        return scalar.allocate(capacity);
    }

    private static boolean exact(DirectionWeights weights) {
        int widest = weights.inputScale() == 0f ? weights.hidden() : Math.max(weights.hidden(), weights.inputs());
        return weights.precision() != WeightPrecision.INT8 || widest <= MOST_EXACT;
    }

    @Override
    public Direction direction(DirectionWeights weights) {
        if (!exact(weights)) {
            return scalar.direction(weights);
        }
        return weights.cell() == RecurrentCell.LSTM ? new VectorLstm(weights) : new VectorGru(weights);
    }

    /** The biases that are only ever added to W x come with it: of all of Rb but what a reset gate is applied to. */
    @Override
    public Projection projection(DirectionWeights weights, int firstInput, int inputs, boolean withBias) {
        if (!exact(weights)) {
            return scalar.projection(weights, firstInput, inputs, withBias);
        }
        NarrowMatrix kernel = NarrowMatrix.kernel(weights, firstInput, inputs);
        int hidden = weights.hidden();
        int[] order = weights.cell() == RecurrentCell.LSTM ? VectorLstm.order(hidden) : VectorGru.order(hidden);
        int added = weights.cell() == RecurrentCell.GRU_RESET_AFTER ? 2 * hidden : kernel.rows();
        float[] bias = new float[kernel.rows()];
        for (int row = 0; withBias && row < bias.length; row++) {
            bias[row] = weights.bias()[row] + (row < added ? weights.recurrentBias()[row] : 0f);
        }
        return new VectorProjection(kernel, order, bias, GateActivation.LINEAR);
    }

    @Override
    public Projection dense(int inputs, int outputs, float[] weights, float[] bias, GateActivation activation) {
        NarrowMatrix matrix =
                NarrowMatrix.of(WeightPrecision.FP32, outputs, weights, inputs, 0, inputs, new float[0], 0f);
        int[] order = new int[(outputs + VectorTiles.W - 1) / VectorTiles.W * VectorTiles.W];
        for (int j = 0; j < order.length; j++) {
            order[j] = j < outputs ? j : -1;
        }
        return new VectorProjection(matrix, order, bias, activation);
    }

    @Override
    public void gather(
            FloatBlock table,
            int[] offsets,
            int from,
            int to,
            int size,
            FloatBlock target,
            int targetColumn,
            int targetStride,
            boolean add) {
        scalar.gather(table, offsets, from, to, size, target, targetColumn, targetStride, add);
    }
}
