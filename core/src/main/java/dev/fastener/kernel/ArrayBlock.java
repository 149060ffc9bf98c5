package dev.fastener.kernel;

/** Memory of the Java tiers. */
final class ArrayBlock implements FloatBlock {
    /**
     * Index of the first value. An array's header has 16 bytes, so in an array that starts on a cache line, as G1's large
     * ones do, value 12 does too: vectors that straddle two lines cost a tenth of the speed.
     */
    static final int START = 12;

    /** [START + capacity]. */
    final float[] values;

    ArrayBlock(int capacity) {
        values = new float[Math.addExact(START, capacity)];
    }

    static float[] values(FloatBlock block) {
        return ((ArrayBlock) block).values;
    }

    @Override
    public int capacity() {
        return values.length - START;
    }

    @Override
    public void set(int at, float[] from, int first, int count) {
        System.arraycopy(from, first, values, START + at, count);
    }

    @Override
    public void get(int at, float[] to, int first, int count) {
        System.arraycopy(values, START + at, to, first, count);
    }

    @Override
    public void close() {}
}
