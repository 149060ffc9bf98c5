package dev.fastener.kernel;

/** Matrix products on the Vector API, in blocks that stay in the caches; see {@link VectorTiles}. */
final class VectorMatrixProduct implements MatrixProduct {
    private static final int PANEL = VectorTiles.PANEL;

    /** Inner dimension of one pass: so much of a panel, at most 64 KB, stays in the first two caches. */
    private static final int DEPTH = 256;

    /** Rows of one pass, so that A's part stays in the second cache and C's in few pages. */
    private static final int ROWS = 96;

    @Override
    public String name() {
        return "vector " + VectorTiles.W * Float.SIZE + " bits";
    }

    @Override
    public int panelWidth() {
        return PANEL;
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
        for (int i = 0; i < m; i += ROWS) {
            int rows = Math.min(ROWS, m - i);
            int from = aOffset + i * aRowStride;
            int to = cOffset + i * cRowStride;
            for (int p = 0; p == 0 || p < b.rows(); p += DEPTH) {
                block(rows, a, from + p, aRowStride, b, p, c, to, cRowStride, accumulate || p > 0);
            }
        }
    }

    /** Adds up to DEPTH products to each value of some rows of C, from inner index p on. */
    private static void block(
            int m, float[] a, int ao, int ar, PackedMatrix b, int p, float[] c, int co, int cr, boolean add) {
        int depth = Math.min(DEPTH, b.rows() - p);
        int whole = b.columns() / PANEL * PANEL;
        for (int j = 0; j < whole; j += PANEL) {
            VectorTiles.rows(m, a, ao, ar, b.values(), j * b.rows() + p * PANEL, depth, c, co + j, cr, add);
        }
        if (whole < b.columns()) {
            edge(m, a, ao, ar, b, whole, p, depth, c, co + whole, cr, add);
        }
    }

    /** The panel that is not full: its tiles are computed beside C and the columns that exist are copied. */
    private static void edge(
            int m,
            float[] a,
            int ao,
            int ar,
            PackedMatrix b,
            int whole,
            int p,
            int k,
            float[] c,
            int co,
            int cr,
            boolean add) {
        int used = b.columns() - whole;
        int panel = whole * b.rows() + p * PANEL;
        float[] tile = new float[VectorTiles.ROWS * PANEL];
        for (int i = 0; i < m; i += VectorTiles.ROWS) {
            int count = Math.min(VectorTiles.ROWS, m - i);
            for (int r = 0; add && r < count; r++) {
                System.arraycopy(c, co + (i + r) * cr, tile, r * PANEL, used);
            }
            VectorTiles.rows(count, a, ao + i * ar, ar, b.values(), panel, k, tile, 0, PANEL, add);
            for (int r = 0; r < count; r++) {
                System.arraycopy(tile, r * PANEL, c, co + (i + r) * cr, used);
            }
        }
    }
}
