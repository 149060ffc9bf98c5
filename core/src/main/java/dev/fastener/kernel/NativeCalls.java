package dev.fastener.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The functions of the native library, in core/src/main/native/jni.cpp. Nothing is checked there: addresses, offsets and
 * shapes must be right. A result of 0 or false stands for lack of memory.
 */
final class NativeCalls {
    /** Changes with every change of a function's signature or meaning, in jni.cpp too. */
    static final int ABI = 5;

    private NativeCalls() {}

    static native int abi();

    /** One bit for each {@link NativeVariant} that this CPU and operating system run. */
    static native int usableVariants();

    /** fp32 values of a vector. */
    static native int lanes(int variant);

    /** Address of memory, 64-byte aligned. */
    static native long allocate(long bytes);

    static native void free(long address);

    static native void write(long address, float[] from, int first, int count);

    static native void read(long address, float[] to, int first, int count);

    /**
     * Address of a matrix in panels, to be freed.
     *
     * @param vectors of a panel: as many as gates, or with one gate 1 to 4
     * @param weights row r of [gates * units, inputs] from offset + r * rowStride on
     * @param scales of the rows, from scaleOffset on; or their largest magnitudes decide
     * @param bias of the rows, from biasOffset on; or zeros
     */
    static native long matrix(
            int variant,
            int precision,
            int gates,
            int vectors,
            int units,
            int inputs,
            float[] weights,
            int offset,
            int rowStride,
            float @Nullable [] scales,
            int scaleOffset,
            float inputScale,
            float @Nullable [] bias,
            int biasOffset);

    /**
     * One direction over a batch.
     *
     * @param recurrent matrix of all gates; of z and r where the GRU resets before the product
     * @param candidate matrix of the candidate in that case, else 0
     * @param stepOffsets [longest + 1]
     * @param rowOffsets [rows]
     * @param y address of the first row's first output
     */
    static native boolean recurrence(
            int variant,
            int cell,
            int gateActivation,
            boolean reverse,
            long recurrent,
            long candidate,
            int longest,
            int[] stepOffsets,
            int rows,
            int[] rowOffsets,
            int @Nullable [] initialOffsets,
            long initial,
            long input,
            long y,
            long yStride,
            long state);

    static native boolean project(
            int variant, long matrix, int activation, int rows, long x, long xStride, long z, long zStride);

    static native void gather(
            int variant,
            long table,
            int[] offsets,
            int from,
            int rows,
            int size,
            long target,
            long targetStride,
            boolean add);

    /** See {@link Kernels#multiply}; b is [k, n] in panels of four vectors. */
    static native boolean multiply(
            int variant,
            int m,
            float[] a,
            int aOffset,
            int aStride,
            float[] b,
            int k,
            int n,
            float[] c,
            int cOffset,
            int cStride,
            boolean accumulate);

    /** {@link ChainKernels#viterbi}; NaN for lack of memory. */
    static native float viterbi(
            int variant,
            int rows,
            int tags,
            int stride,
            float[] transitions,
            float[] transposed,
            float[] start,
            float[] end,
            float[] emissions,
            int offset,
            float[] best,
            int[] path,
            int at);

    /** {@link ChainKernels#potentials}; NaN for lack of memory. */
    static native double potentials(
            int variant, int rows, int tags, int stride, float[] emissions, int offset, double[] potentials);

    /** {@link ChainKernels#forward}: 1, or 0 where no path is left; -1 for lack of memory. */
    static native int forward(
            int variant,
            int rows,
            int tags,
            int stride,
            double[] moves,
            double[] potentials,
            double[] alpha,
            double[] sums);

    /** {@link ChainKernels#backward}. */
    static native boolean backward(
            int variant,
            int rows,
            int tags,
            int stride,
            double[] movesTransposed,
            double[] potentials,
            double[] sums,
            double[] beta,
            double[] rest);
}
