package dev.fastener.kernel;

/** Matrix products by the native library, all else by another tier. */
final class NativeKernels implements Kernels {
    private final NativeVariant chosen;
    private final int variant;
    private final Kernels others;

    NativeKernels(NativeVariant variant, Kernels others) {
        this.chosen = variant;
        this.variant = variant.ordinal();
        this.others = others;
    }

    NativeVariant variant() {
        return chosen;
    }

    /** The tier that computes what isn't a matrix product. */
    Kernels others() {
        return others;
    }

    @Override
    public String name() {
        return "native " + chosen.label() + ", " + others.name();
    }

    @Override
    public int panelWidth() {
        return 4 * NativeCalls.lanes(variant);
    }

    @Override
    public void multiply(
            int m,
            float[] a,
            int aOffset,
            int aRowStride,
            PackedMatrix b,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        if (m == 0 || b.columns() == 0) {
            return;
        }
        check("A", a, aOffset, m, aRowStride, b.rows());
        check("C", c, cOffset, m, cRowStride, b.columns());
        boolean done = NativeCalls.multiply(
                variant,
                m,
                a,
                aOffset,
                aRowStride,
                b.values(),
                b.rows(),
                b.columns(),
                c,
                cOffset,
                cRowStride,
                accumulate);
        if (!done) {
            throw new OutOfMemoryError("matrix product: no memory left outside the heap");
        }
    }

    /** The library checks nothing. */
    private static void check(String name, float[] values, int offset, int rows, int stride, int columns) {
        if (rows < 0 || offset < 0 || stride < 0 || offset + (rows - 1L) * stride + columns > values.length) {
            throw new IndexOutOfBoundsException("matrix " + name + ": " + rows + " rows of " + columns + ", " + stride
                    + " apart, from " + offset + " on are not within " + values.length + " values");
        }
    }

    @Override
    public void transpose(
            int rows,
            int columns,
            float[] source,
            int sourceOffset,
            int sourceRowStride,
            float[] target,
            int targetOffset,
            int targetRowStride) {
        others.transpose(rows, columns, source, sourceOffset, sourceRowStride, target, targetOffset, targetRowStride);
    }

    @Override
    public void lstmForward(
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] previousCell,
            int previousOffset,
            float[] cell,
            float[] tanhCell,
            int cellOffset,
            float[] output,
            int outputOffset) {
        others.lstmForward(
                hidden,
                z,
                zOffset,
                bias,
                previousCell,
                previousOffset,
                cell,
                tanhCell,
                cellOffset,
                output,
                outputOffset);
    }

    @Override
    public void lstmBackward(
            int hidden,
            float[] z,
            int zOffset,
            float[] previousCell,
            int previousOffset,
            float[] tanhCell,
            int cellOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            float[] dCell,
            int stateOffset) {
        others.lstmBackward(
                hidden,
                z,
                zOffset,
                previousCell,
                previousOffset,
                tanhCell,
                cellOffset,
                dOutput,
                dOutputOffset,
                dHidden,
                dCell,
                stateOffset);
    }

    @Override
    public void gruForward(
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] u,
            int uOffset,
            float[] recurrentBias,
            float[] previous,
            int previousOffset,
            float[] output,
            int outputOffset) {
        others.gruForward(
                hidden, z, zOffset, bias, u, uOffset, recurrentBias, previous, previousOffset, output, outputOffset);
    }

    @Override
    public void gruBackward(
            int hidden,
            float[] z,
            int zOffset,
            float[] u,
            int uOffset,
            float[] previous,
            int previousOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            int stateOffset) {
        others.gruBackward(
                hidden, z, zOffset, u, uOffset, previous, previousOffset, dOutput, dOutputOffset, dHidden, stateOffset);
    }

    @Override
    public void tanh(int n, float[] x, int offset) {
        others.tanh(n, x, offset);
    }

    @Override
    public void sigmoid(int n, float[] x, int offset) {
        others.sigmoid(n, x, offset);
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
        others.axpy(n, alpha, x, xOffset, y, yOffset);
    }

    @Override
    public void scale(int n, float alpha, float[] x, int offset) {
        others.scale(n, alpha, x, offset);
    }

    @Override
    public double sumOfSquares(int n, float[] x, int offset) {
        return others.sumOfSquares(n, x, offset);
    }

    @Override
    public void adam(
            int n,
            float[] w,
            float[] gradient,
            float[] m,
            float[] v,
            int offset,
            float rate,
            float inverseRoot,
            float gradientScale,
            float decay) {
        others.adam(n, w, gradient, m, v, offset, rate, inverseRoot, gradientScale, decay);
    }

    @Override
    public void dropout(int n, float[] x, int offset, long seed, int first, float probability) {
        others.dropout(n, x, offset, seed, first, probability);
    }
}
