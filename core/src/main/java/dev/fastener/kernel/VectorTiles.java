package dev.fastener.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of matrix products: a few rows of A times one panel of B, four vectors wide, into C. Each value is
 * summed up in ascending order whatever tile it is in, so results do not depend on how rows are cut into tiles.
 */
final class VectorTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    /** Half as wide: the 16-bit weights that become one vector of floats. */
    private static final VectorSpecies<Short> H =
            VectorSpecies.of(short.class, VectorShape.forBitSize(S.vectorBitSize() / 2));

    /** Values in a vector. */
    static final int W = S.length();

    /** Columns of a panel. */
    static final int PANEL = 4 * W;

    /** Rows of the largest tile: x86 has 32 vector registers with AVX-512 and 16 without, ARM has 32. */
    static final int ROWS = W == 16 || System.getProperty("os.arch").equals("aarch64") ? 6 : 2;

    /** Values in a cache line. */
    private static final int LINE = 64 / Float.BYTES;

    private VectorTiles() {}

    /** Rows of the next tile where {@code left} rows are left: no tile of one row, whose sums wait for each other, if possible. */
    static int rows(int left) {
        if (ROWS == 2) {
            return Math.min(left, 2);
        }
        return left >= 9 ? 6 : left == 7 || left == 8 ? 4 : left == 5 ? 3 : left;
    }

    /**
     * C = A B or C += A B for one panel.
     *
     * @param m rows
     * @param a A, value (i, p) at ao + i * ar + p
     * @param b panel, value (p, j) at bo + p * PANEL + j
     * @param k columns of A
     * @param c C, value (i, j) at co + i * cr + j
     */
    static void rows(
            int m, float[] a, int ao, int ar, float[] b, int bo, int k, float[] c, int co, int cr, boolean add) {
        for (int i = 0; i < m; ) {
            int count = rows(m - i);
            tile(count, a, ao + i * ar, ar, b, bo, k, c, co + i * cr, cr, add);
            i += count;
        }
    }

    /** As {@link #rows}, for a number of rows that {@link #rows(int)} gave. */
    static void tile(
            int m, float[] a, int ao, int ar, float[] b, int bo, int k, float[] c, int co, int cr, boolean add) {
        switch (m) {
            case 6 -> tile6(a, ao, ar, b, bo, k, c, co, cr, add);
            case 4 -> tile4(a, ao, ar, b, bo, k, c, co, cr, add);
            case 3 -> tile3(a, ao, ar, b, bo, k, c, co, cr, add);
            case 2 -> tile2(a, ao, ar, b, bo, k, c, co, cr, add);
            case 1 -> tile1(a, ao, b, bo, k, c, co, add);
            default -> throw new IllegalArgumentException("tile: expected 1, 2, 3, 4 or 6 rows, found " + m);
        }
    }

    private static FloatVector start(float[] c, int at, boolean add) {
        return add ? FloatVector.fromArray(S, c, at) : FloatVector.zero(S);
    }

    private static void tile6(
            float[] a, int ao, int ar, float[] b, int bo, int k, float[] c, int co, int cr, boolean add) {
        int a1 = ao + ar;
        int a2 = a1 + ar;
        int a3 = a2 + ar;
        int a4 = a3 + ar;
        int a5 = a4 + ar;
        int r1 = co + cr;
        int r2 = r1 + cr;
        int r3 = r2 + cr;
        int r4 = r3 + cr;
        int r5 = r4 + cr;
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + W, add);
        FloatVector c02 = start(c, co + 2 * W, add);
        FloatVector c03 = start(c, co + 3 * W, add);
        FloatVector c10 = start(c, r1, add);
        FloatVector c11 = start(c, r1 + W, add);
        FloatVector c12 = start(c, r1 + 2 * W, add);
        FloatVector c13 = start(c, r1 + 3 * W, add);
        FloatVector c20 = start(c, r2, add);
        FloatVector c21 = start(c, r2 + W, add);
        FloatVector c22 = start(c, r2 + 2 * W, add);
        FloatVector c23 = start(c, r2 + 3 * W, add);
        FloatVector c30 = start(c, r3, add);
        FloatVector c31 = start(c, r3 + W, add);
        FloatVector c32 = start(c, r3 + 2 * W, add);
        FloatVector c33 = start(c, r3 + 3 * W, add);
        FloatVector c40 = start(c, r4, add);
        FloatVector c41 = start(c, r4 + W, add);
        FloatVector c42 = start(c, r4 + 2 * W, add);
        FloatVector c43 = start(c, r4 + 3 * W, add);
        FloatVector c50 = start(c, r5, add);
        FloatVector c51 = start(c, r5 + W, add);
        FloatVector c52 = start(c, r5 + 2 * W, add);
        FloatVector c53 = start(c, r5 + 3 * W, add);
        for (int p = 0; p < k; p++) {
            int q = bo + p * 4 * W;
            FloatVector b0 = FloatVector.fromArray(S, b, q);
            FloatVector b1 = FloatVector.fromArray(S, b, q + W);
            FloatVector b2 = FloatVector.fromArray(S, b, q + 2 * W);
            FloatVector b3 = FloatVector.fromArray(S, b, q + 3 * W);
            FloatVector s = FloatVector.broadcast(S, a[ao + p]);
            c00 = s.fma(b0, c00);
            c01 = s.fma(b1, c01);
            c02 = s.fma(b2, c02);
            c03 = s.fma(b3, c03);
            s = FloatVector.broadcast(S, a[a1 + p]);
            c10 = s.fma(b0, c10);
            c11 = s.fma(b1, c11);
            c12 = s.fma(b2, c12);
            c13 = s.fma(b3, c13);
            s = FloatVector.broadcast(S, a[a2 + p]);
            c20 = s.fma(b0, c20);
            c21 = s.fma(b1, c21);
            c22 = s.fma(b2, c22);
            c23 = s.fma(b3, c23);
            s = FloatVector.broadcast(S, a[a3 + p]);
            c30 = s.fma(b0, c30);
            c31 = s.fma(b1, c31);
            c32 = s.fma(b2, c32);
            c33 = s.fma(b3, c33);
            s = FloatVector.broadcast(S, a[a4 + p]);
            c40 = s.fma(b0, c40);
            c41 = s.fma(b1, c41);
            c42 = s.fma(b2, c42);
            c43 = s.fma(b3, c43);
            s = FloatVector.broadcast(S, a[a5 + p]);
            c50 = s.fma(b0, c50);
            c51 = s.fma(b1, c51);
            c52 = s.fma(b2, c52);
            c53 = s.fma(b3, c53);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c02.intoArray(c, co + 2 * W);
        c03.intoArray(c, co + 3 * W);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + W);
        c12.intoArray(c, r1 + 2 * W);
        c13.intoArray(c, r1 + 3 * W);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + W);
        c22.intoArray(c, r2 + 2 * W);
        c23.intoArray(c, r2 + 3 * W);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + W);
        c32.intoArray(c, r3 + 2 * W);
        c33.intoArray(c, r3 + 3 * W);
        c40.intoArray(c, r4);
        c41.intoArray(c, r4 + W);
        c42.intoArray(c, r4 + 2 * W);
        c43.intoArray(c, r4 + 3 * W);
        c50.intoArray(c, r5);
        c51.intoArray(c, r5 + W);
        c52.intoArray(c, r5 + 2 * W);
        c53.intoArray(c, r5 + 3 * W);
    }

    private static void tile4(
            float[] a, int ao, int ar, float[] b, int bo, int k, float[] c, int co, int cr, boolean add) {
        int a1 = ao + ar;
        int a2 = a1 + ar;
        int a3 = a2 + ar;
        int r1 = co + cr;
        int r2 = r1 + cr;
        int r3 = r2 + cr;
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + W, add);
        FloatVector c02 = start(c, co + 2 * W, add);
        FloatVector c03 = start(c, co + 3 * W, add);
        FloatVector c10 = start(c, r1, add);
        FloatVector c11 = start(c, r1 + W, add);
        FloatVector c12 = start(c, r1 + 2 * W, add);
        FloatVector c13 = start(c, r1 + 3 * W, add);
        FloatVector c20 = start(c, r2, add);
        FloatVector c21 = start(c, r2 + W, add);
        FloatVector c22 = start(c, r2 + 2 * W, add);
        FloatVector c23 = start(c, r2 + 3 * W, add);
        FloatVector c30 = start(c, r3, add);
        FloatVector c31 = start(c, r3 + W, add);
        FloatVector c32 = start(c, r3 + 2 * W, add);
        FloatVector c33 = start(c, r3 + 3 * W, add);
        for (int p = 0; p < k; p++) {
            int q = bo + p * 4 * W;
            FloatVector b0 = FloatVector.fromArray(S, b, q);
            FloatVector b1 = FloatVector.fromArray(S, b, q + W);
            FloatVector b2 = FloatVector.fromArray(S, b, q + 2 * W);
            FloatVector b3 = FloatVector.fromArray(S, b, q + 3 * W);
            FloatVector s = FloatVector.broadcast(S, a[ao + p]);
            c00 = s.fma(b0, c00);
            c01 = s.fma(b1, c01);
            c02 = s.fma(b2, c02);
            c03 = s.fma(b3, c03);
            s = FloatVector.broadcast(S, a[a1 + p]);
            c10 = s.fma(b0, c10);
            c11 = s.fma(b1, c11);
            c12 = s.fma(b2, c12);
            c13 = s.fma(b3, c13);
            s = FloatVector.broadcast(S, a[a2 + p]);
            c20 = s.fma(b0, c20);
            c21 = s.fma(b1, c21);
            c22 = s.fma(b2, c22);
            c23 = s.fma(b3, c23);
            s = FloatVector.broadcast(S, a[a3 + p]);
            c30 = s.fma(b0, c30);
            c31 = s.fma(b1, c31);
            c32 = s.fma(b2, c32);
            c33 = s.fma(b3, c33);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c02.intoArray(c, co + 2 * W);
        c03.intoArray(c, co + 3 * W);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + W);
        c12.intoArray(c, r1 + 2 * W);
        c13.intoArray(c, r1 + 3 * W);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + W);
        c22.intoArray(c, r2 + 2 * W);
        c23.intoArray(c, r2 + 3 * W);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + W);
        c32.intoArray(c, r3 + 2 * W);
        c33.intoArray(c, r3 + 3 * W);
    }

    private static void tile3(
            float[] a, int ao, int ar, float[] b, int bo, int k, float[] c, int co, int cr, boolean add) {
        int a1 = ao + ar;
        int a2 = a1 + ar;
        int r1 = co + cr;
        int r2 = r1 + cr;
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + W, add);
        FloatVector c02 = start(c, co + 2 * W, add);
        FloatVector c03 = start(c, co + 3 * W, add);
        FloatVector c10 = start(c, r1, add);
        FloatVector c11 = start(c, r1 + W, add);
        FloatVector c12 = start(c, r1 + 2 * W, add);
        FloatVector c13 = start(c, r1 + 3 * W, add);
        FloatVector c20 = start(c, r2, add);
        FloatVector c21 = start(c, r2 + W, add);
        FloatVector c22 = start(c, r2 + 2 * W, add);
        FloatVector c23 = start(c, r2 + 3 * W, add);
        for (int p = 0; p < k; p++) {
            int q = bo + p * 4 * W;
            FloatVector b0 = FloatVector.fromArray(S, b, q);
            FloatVector b1 = FloatVector.fromArray(S, b, q + W);
            FloatVector b2 = FloatVector.fromArray(S, b, q + 2 * W);
            FloatVector b3 = FloatVector.fromArray(S, b, q + 3 * W);
            FloatVector s = FloatVector.broadcast(S, a[ao + p]);
            c00 = s.fma(b0, c00);
            c01 = s.fma(b1, c01);
            c02 = s.fma(b2, c02);
            c03 = s.fma(b3, c03);
            s = FloatVector.broadcast(S, a[a1 + p]);
            c10 = s.fma(b0, c10);
            c11 = s.fma(b1, c11);
            c12 = s.fma(b2, c12);
            c13 = s.fma(b3, c13);
            s = FloatVector.broadcast(S, a[a2 + p]);
            c20 = s.fma(b0, c20);
            c21 = s.fma(b1, c21);
            c22 = s.fma(b2, c22);
            c23 = s.fma(b3, c23);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c02.intoArray(c, co + 2 * W);
        c03.intoArray(c, co + 3 * W);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + W);
        c12.intoArray(c, r1 + 2 * W);
        c13.intoArray(c, r1 + 3 * W);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + W);
        c22.intoArray(c, r2 + 2 * W);
        c23.intoArray(c, r2 + 3 * W);
    }

    private static void tile2(
            float[] a, int ao, int ar, float[] b, int bo, int k, float[] c, int co, int cr, boolean add) {
        int a1 = ao + ar;
        int r1 = co + cr;
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + W, add);
        FloatVector c02 = start(c, co + 2 * W, add);
        FloatVector c03 = start(c, co + 3 * W, add);
        FloatVector c10 = start(c, r1, add);
        FloatVector c11 = start(c, r1 + W, add);
        FloatVector c12 = start(c, r1 + 2 * W, add);
        FloatVector c13 = start(c, r1 + 3 * W, add);
        for (int p = 0; p < k; p++) {
            int q = bo + p * 4 * W;
            FloatVector b0 = FloatVector.fromArray(S, b, q);
            FloatVector b1 = FloatVector.fromArray(S, b, q + W);
            FloatVector b2 = FloatVector.fromArray(S, b, q + 2 * W);
            FloatVector b3 = FloatVector.fromArray(S, b, q + 3 * W);
            FloatVector s = FloatVector.broadcast(S, a[ao + p]);
            c00 = s.fma(b0, c00);
            c01 = s.fma(b1, c01);
            c02 = s.fma(b2, c02);
            c03 = s.fma(b3, c03);
            s = FloatVector.broadcast(S, a[a1 + p]);
            c10 = s.fma(b0, c10);
            c11 = s.fma(b1, c11);
            c12 = s.fma(b2, c12);
            c13 = s.fma(b3, c13);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c02.intoArray(c, co + 2 * W);
        c03.intoArray(c, co + 3 * W);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + W);
        c12.intoArray(c, r1 + 2 * W);
        c13.intoArray(c, r1 + 3 * W);
    }

    private static void tile1(float[] a, int ao, float[] b, int bo, int k, float[] c, int co, boolean add) {
        FloatVector c00 = start(c, co, add);
        FloatVector c01 = start(c, co + W, add);
        FloatVector c02 = start(c, co + 2 * W, add);
        FloatVector c03 = start(c, co + 3 * W, add);
        for (int p = 0; p < k; p++) {
            int q = bo + p * 4 * W;
            FloatVector b0 = FloatVector.fromArray(S, b, q);
            FloatVector b1 = FloatVector.fromArray(S, b, q + W);
            FloatVector b2 = FloatVector.fromArray(S, b, q + 2 * W);
            FloatVector b3 = FloatVector.fromArray(S, b, q + 3 * W);
            FloatVector s = FloatVector.broadcast(S, a[ao + p]);
            c00 = s.fma(b0, c00);
            c01 = s.fma(b1, c01);
            c02 = s.fma(b2, c02);
            c03 = s.fma(b3, c03);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c02.intoArray(c, co + 2 * W);
        c03.intoArray(c, co + 3 * W);
    }

    /**
     * Reads a value of each cache line of some rows of {@code width} values, so that the lines are on their way while something
     * else is computed: a table's rows lie far apart, and nothing but an early read brings them in time.
     *
     * @param offsets where row r starts less {@code at}, at first + r
     * @return a number of no meaning, for the caller to store: else the reads would be left out
     */
    static float touch(int m, float[] rows, int[] offsets, int first, int at, int width) {
        float sum = 0;
        for (int r = first; r < first + m; r++) {
            int from = offsets[r] + at;
            for (int i = from; i < from + width; i += LINE) {
                sum += rows[i];
            }
        }
        return sum;
    }

    /**
     * C = A B for a strip of B that is one vector wide.
     *
     * @param b strip, value (p, j) at bo + p * W + j
     */
    static void strip(int m, float[] a, int ao, int ar, float[] b, int bo, int k, float[] c, int co, int cr) {
        int i = 0;
        for (; i + 8 <= m; i += 8) {
            strip8(a, ao + i * ar, ar, b, bo, k, c, co + i * cr, cr);
        }
        for (; i < m; i++) {
            strip1(a, ao + i * ar, b, bo, k, c, co + i * cr);
        }
    }

    private static void strip8(float[] a, int ao, int ar, float[] b, int bo, int k, float[] c, int co, int cr) {
        int a1 = ao + ar;
        int a2 = a1 + ar;
        int a3 = a2 + ar;
        int a4 = a3 + ar;
        int a5 = a4 + ar;
        int a6 = a5 + ar;
        int a7 = a6 + ar;
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector c4 = c0;
        FloatVector c5 = c0;
        FloatVector c6 = c0;
        FloatVector c7 = c0;
        for (int p = 0; p < k; p++) {
            FloatVector w = FloatVector.fromArray(S, b, bo + p * W);
            c0 = w.fma(FloatVector.broadcast(S, a[ao + p]), c0);
            c1 = w.fma(FloatVector.broadcast(S, a[a1 + p]), c1);
            c2 = w.fma(FloatVector.broadcast(S, a[a2 + p]), c2);
            c3 = w.fma(FloatVector.broadcast(S, a[a3 + p]), c3);
            c4 = w.fma(FloatVector.broadcast(S, a[a4 + p]), c4);
            c5 = w.fma(FloatVector.broadcast(S, a[a5 + p]), c5);
            c6 = w.fma(FloatVector.broadcast(S, a[a6 + p]), c6);
            c7 = w.fma(FloatVector.broadcast(S, a[a7 + p]), c7);
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + cr);
        c2.intoArray(c, co + 2 * cr);
        c3.intoArray(c, co + 3 * cr);
        c4.intoArray(c, co + 4 * cr);
        c5.intoArray(c, co + 5 * cr);
        c6.intoArray(c, co + 6 * cr);
        c7.intoArray(c, co + 7 * cr);
    }

    private static void strip1(float[] a, int ao, float[] b, int bo, int k, float[] c, int co) {
        FloatVector c0 = FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            c0 = FloatVector.fromArray(S, b, bo + p * W).fma(FloatVector.broadcast(S, a[ao + p]), c0);
        }
        c0.intoArray(c, co);
    }

    /**
     * One row of A times all panels of B, two at a time so that the sums don't wait for each other.
     *
     * @param descending the last panels first
     * @param c C, [panels * PANEL] from co on
     */
    static void row(float[] a, int ao, float[] b, int bo, int k, int panels, float[] c, int co, boolean descending) {
        for (int left = panels; left > 0; left -= 2) {
            int panel = descending ? Math.max(left - 2, 0) : panels - left;
            int at = bo + panel * k * PANEL;
            if (left == 1) {
                tile1(a, ao, b, at, k, c, co + panel * PANEL, false);
            } else {
                pair(a, ao, b, at, at + k * PANEL, k, c, co + panel * PANEL);
            }
        }
    }

    private static void pair(float[] a, int ao, float[] b, int bo, int bo2, int k, float[] c, int co) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = c00;
        FloatVector c02 = c00;
        FloatVector c03 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c12 = c00;
        FloatVector c13 = c00;
        for (int p = 0; p < k; p++) {
            int q = bo + p * 4 * W;
            int q2 = bo2 + p * 4 * W;
            FloatVector s = FloatVector.broadcast(S, a[ao + p]);
            c00 = s.fma(FloatVector.fromArray(S, b, q), c00);
            c01 = s.fma(FloatVector.fromArray(S, b, q + W), c01);
            c02 = s.fma(FloatVector.fromArray(S, b, q + 2 * W), c02);
            c03 = s.fma(FloatVector.fromArray(S, b, q + 3 * W), c03);
            c10 = s.fma(FloatVector.fromArray(S, b, q2), c10);
            c11 = s.fma(FloatVector.fromArray(S, b, q2 + W), c11);
            c12 = s.fma(FloatVector.fromArray(S, b, q2 + 2 * W), c12);
            c13 = s.fma(FloatVector.fromArray(S, b, q2 + 3 * W), c13);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c02.intoArray(c, co + 2 * W);
        c03.intoArray(c, co + 3 * W);
        c10.intoArray(c, co + 4 * W);
        c11.intoArray(c, co + 5 * W);
        c12.intoArray(c, co + 6 * W);
        c13.intoArray(c, co + 7 * W);
    }

    /** As {@link #row(float[], int, float[], int, int, int, float[], int, boolean)}, over weights of 16 bits. */
    static void row(float[] a, int ao, short[] b, int bo, int k, int panels, float[] c, int co, boolean descending) {
        for (int left = panels; left > 0; left -= 2) {
            int panel = descending ? Math.max(left - 2, 0) : panels - left;
            int at = bo + panel * k * PANEL;
            if (left == 1) {
                single(a, ao, b, at, k, c, co + panel * PANEL);
            } else {
                pair(a, ao, b, at, at + k * PANEL, k, c, co + panel * PANEL);
            }
        }
    }

    private static FloatVector widen(short[] b, int at) {
        return (FloatVector) ShortVector.fromArray(H, b, at).castShape(S, 0);
    }

    private static void pair(float[] a, int ao, short[] b, int bo, int bo2, int k, float[] c, int co) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = c00;
        FloatVector c02 = c00;
        FloatVector c03 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c12 = c00;
        FloatVector c13 = c00;
        for (int p = 0; p < k; p++) {
            int q = bo + p * 4 * W;
            int q2 = bo2 + p * 4 * W;
            FloatVector s = FloatVector.broadcast(S, a[ao + p]);
            c00 = s.fma(widen(b, q), c00);
            c01 = s.fma(widen(b, q + W), c01);
            c02 = s.fma(widen(b, q + 2 * W), c02);
            c03 = s.fma(widen(b, q + 3 * W), c03);
            c10 = s.fma(widen(b, q2), c10);
            c11 = s.fma(widen(b, q2 + W), c11);
            c12 = s.fma(widen(b, q2 + 2 * W), c12);
            c13 = s.fma(widen(b, q2 + 3 * W), c13);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c02.intoArray(c, co + 2 * W);
        c03.intoArray(c, co + 3 * W);
        c10.intoArray(c, co + 4 * W);
        c11.intoArray(c, co + 5 * W);
        c12.intoArray(c, co + 6 * W);
        c13.intoArray(c, co + 7 * W);
    }

    private static void single(float[] a, int ao, short[] b, int bo, int k, float[] c, int co) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = c00;
        FloatVector c02 = c00;
        FloatVector c03 = c00;
        for (int p = 0; p < k; p++) {
            int q = bo + p * 4 * W;
            FloatVector s = FloatVector.broadcast(S, a[ao + p]);
            c00 = s.fma(widen(b, q), c00);
            c01 = s.fma(widen(b, q + W), c01);
            c02 = s.fma(widen(b, q + 2 * W), c02);
            c03 = s.fma(widen(b, q + 3 * W), c03);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c02.intoArray(c, co + 2 * W);
        c03.intoArray(c, co + 3 * W);
    }
}
