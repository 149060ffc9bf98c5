package dev.fastener.kernel;

import java.util.Arrays;

/** The specification: plain loops. */
final class ScalarMatrixProduct implements MatrixProduct {
    private static final int PANEL = 32;

    @Override
    public String name() {
        return "scalar";
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
        float[] sums = new float[PANEL];
        for (int column = 0; column < b.columns(); column += PANEL) {
            int used = Math.min(PANEL, b.columns() - column);
            int panel = column * b.rows();
            for (int i = 0; i < m; i++) {
                int target = cOffset + i * cRowStride + column;
                Arrays.fill(sums, 0f);
                if (accumulate) {
                    System.arraycopy(c, target, sums, 0, used);
                }
                addProducts(b.rows(), a, aOffset + i * aRowStride, b.values(), panel, sums);
                System.arraycopy(sums, 0, c, target, used);
            }
        }
    }

    private static void addProducts(int k, float[] a, int aOffset, float[] b, int bOffset, float[] sums) {
        for (int p = 0; p < k; p++) {
            float value = a[aOffset + p];
            int row = bOffset + p * PANEL;
            for (int j = 0; j < PANEL; j++) {
                sums[j] += value * b[row + j];
            }
        }
    }
}
