package dev.fastener.kernel;

/** Matrix products by the native library, which works on the Java arrays in place. */
final class NativeMatrixProduct implements MatrixProduct {
    private final NativeVariant chosen;
    private final int variant;

    NativeMatrixProduct(NativeVariant variant) {
        this.chosen = variant;
        this.variant = variant.ordinal();
    }

    NativeVariant variant() {
        return chosen;
    }

    @Override
    public String name() {
        return "native " + chosen.label();
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
}
