package dev.fastener.kernel;

/** Products of matrices on the heap, the part of {@link Kernels} that the native library has too. Thread-safe. */
public interface MatrixProduct {
    /** "scalar", "vector 512 bits", "native avx512vnni". */
    String name();

    /** Columns of one panel of a {@link PackedMatrix}. */
    int panelWidth();

    /**
     * C = A B, or C += A B. Each value of C is summed up over k in ascending order, whatever m is: a row's result does
     * not depend on the rows beside it.
     *
     * @param m rows of A and C
     * @param a A, [m, k]: value (i, p) at aOffset + i * aRowStride + p
     * @param b B, [k, n]
     * @param c C, [m, n]: value (i, j) at cOffset + i * cRowStride + j
     */
    void multiply(
            int m,
            float[] a,
            int aOffset,
            int aRowStride,
            PackedMatrix b,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate);
}
