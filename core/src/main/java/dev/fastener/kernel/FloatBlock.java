package dev.fastener.kernel;

/**
 * Memory that the fused kernels of one tier compute in: an array for the Java tiers, 64-byte aligned memory outside the
 * heap for the native one. What it holds at first is undefined. Used by one thread at a time unless nobody writes;
 * {@link #close} frees it, at the latest the garbage collector does.
 */
public interface FloatBlock extends AutoCloseable {
    /** Number of values. */
    int capacity();

    /** Copies {@code count} values in. */
    void set(int at, float[] from, int first, int count);

    /** Copies {@code count} values out. */
    void get(int at, float[] to, int first, int count);

    @Override
    void close();
}
