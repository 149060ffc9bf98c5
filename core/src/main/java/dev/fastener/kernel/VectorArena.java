package dev.fastener.kernel;

/**
 * Room for weights that starts on a cache line: a vector that straddles two lines costs two reads, which makes the product
 * with one row half as fast again. Java aligns arrays to 8 bytes only, but G1 puts an array of half a region or more at the
 * start of a region of its own and never moves it. So weights are cut from arrays of that size; one is shared by all that
 * fit in it and freed with the last of them.
 */
final class VectorArena {
    /** Values in a cache line before the first that starts one: an array's header has 16 bytes. */
    private static final int FIRST_FLOAT = ArrayBlock.START;

    private static final int FIRST_SHORT = 2 * ArrayBlock.START;

    /** G1's regions are at most a 1024th of the largest heap, and at most 32 MB. */
    private static final int CHUNK_BYTES =
            (int) Math.max(1 << 20, Math.min(1 << 24, Runtime.getRuntime().maxMemory() / 2048));

    private static float[] floats = {};
    private static int usedFloats;
    private static short[] shorts = {};
    private static int usedShorts;

    private VectorArena() {}

    /** {@code count} values from {@code at} on, zeros. */
    record Floats(float[] values, int at) {}

    /** {@code count} values from {@code at} on, zeros. */
    record Shorts(short[] values, int at) {}

    static synchronized Floats floats(int count) {
        if (count > floats.length - usedFloats) {
            floats = new float[Math.max(Math.addExact(FIRST_FLOAT, count), CHUNK_BYTES / Float.BYTES)];
            usedFloats = FIRST_FLOAT;
        }
        Floats floatsHere = new Floats(floats, usedFloats);
        usedFloats += (count + 15) / 16 * 16;
        return floatsHere;
    }

    static synchronized Shorts shorts(int count) {
        if (count > shorts.length - usedShorts) {
            shorts = new short[Math.max(Math.addExact(FIRST_SHORT, count), CHUNK_BYTES / Short.BYTES)];
            usedShorts = FIRST_SHORT;
        }
        Shorts shortsHere = new Shorts(shorts, usedShorts);
        usedShorts += (count + 31) / 32 * 32;
        return shortsHere;
    }
}
