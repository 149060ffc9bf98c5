package dev.fastener.kernel;

/** A few floats of each thread, for a call that has no block for what it needs in between; grows and is then kept. */
final class ThreadScratch {
    private static final ThreadLocal<float[]> VALUES = ThreadLocal.withInitial(() -> new float[0]);

    private ThreadScratch() {}

    /** At least {@code size} values of undefined content, this thread's until its next call of this method. */
    static float[] take(int size) {
        float[] values = VALUES.get();
        if (values.length < size) {
            values = new float[size];
            VALUES.set(values);
        }
        return values;
    }
}
