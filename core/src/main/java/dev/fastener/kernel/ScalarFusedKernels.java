package dev.fastener.kernel;

/** The specification of the fused kernels: plain loops, every cell, activation and precision, on any JVM. */
final class ScalarFusedKernels implements FusedKernels {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public boolean supports(
            RecurrentCell cell, GateActivation activation, GateActivation gateActivation, WeightPrecision precision) {
        return true;
    }

    @Override
    public FloatBlock allocate(int capacity) {
        return new ArrayBlock(capacity);
    }

    @Override
    public Direction direction(DirectionWeights weights) {
        return new ScalarDirection(weights);
    }

    @Override
    public Projection projection(DirectionWeights weights, int firstInput, int inputs, boolean withBias) {
        NarrowMatrix kernel = NarrowMatrix.kernel(weights, firstInput, inputs);
        return new ScalarProjection(
                kernel, withBias ? weights.bias() : new float[kernel.rows()], GateActivation.LINEAR);
    }

    @Override
    public Projection dense(int inputs, int outputs, float[] weights, float[] bias, GateActivation activation) {
        NarrowMatrix matrix =
                NarrowMatrix.of(WeightPrecision.FP32, outputs, weights, inputs, 0, inputs, new float[0], 0f);
        return new ScalarProjection(matrix, bias, activation);
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
        float[] in = ArrayBlock.values(table);
        float[] out = ArrayBlock.values(target);
        for (int row = from; row < to; row++) {
            int source = ArrayBlock.START + offsets[row];
            int at = ArrayBlock.START + row * targetStride + targetColumn;
            if (add) {
                add(in, source, out, at, size);
            } else {
                System.arraycopy(in, source, out, at, size);
            }
        }
    }

    private static void add(float[] in, int source, float[] out, int at, int size) {
        for (int i = 0; i < size; i++) {
            out[at + i] += in[source + i];
        }
    }
}
