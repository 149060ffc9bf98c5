package dev.fastener.kernel;

/** z = activation(W x + b) by plain loops, one row after another. */
final class ScalarProjection implements FusedKernels.Projection {
    private final ScalarProduct product;
    private final int outputs;

    /** [outputs]. */
    private final float[] bias;

    private final GateActivation activation;

    ScalarProjection(NarrowMatrix matrix, float[] bias, GateActivation activation) {
        this.product = new ScalarProduct(matrix);
        this.outputs = matrix.rows();
        this.bias = bias;
        this.activation = activation;
    }

    @Override
    public int rowSize() {
        return outputs;
    }

    @Override
    public void run(FloatBlock x, int xStride, int from, int to, FloatBlock z, int zStride) {
        float[] in = ArrayBlock.values(x);
        float[] out = ArrayBlock.values(z);
        float[] scratch = ThreadScratch.take(product.scratchSize());
        for (int row = from; row < to; row++) {
            int at = ArrayBlock.START + row * zStride;
            product.rows(0, outputs, in, ArrayBlock.START + row * xStride, out, at, scratch, 0);
            for (int j = 0; j < outputs; j++) {
                out[at + j] = activation.apply(out[at + j] + bias[j]);
            }
        }
    }

    @Override
    public void close() {}
}
