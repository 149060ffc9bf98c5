package dev.fastener.text;

import java.util.Arrays;

/** Where the steps of a text stand, in UTF-16 units; grows, and is used again and again. Not thread-safe. */
public final class Steps {
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int size;

    /** Forgets all steps. */
    public void clear() {
        size = 0;
    }

    /** Adds the step from {@code start} to {@code end}. */
    public void add(int start, int end) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        starts[size] = start;
        ends[size++] = end;
    }

    /** Forgets all steps but those from {@code from} to {@code to} (exclusive). */
    public void keep(int from, int to) {
        System.arraycopy(starts, from, starts, 0, to - from);
        System.arraycopy(ends, from, ends, 0, to - from);
        size = to - from;
    }

    public int size() {
        return size;
    }

    /** Offset of the first unit of step {@code i}. */
    public int start(int i) {
        return starts[i];
    }

    /** Offset after the last unit of step {@code i}. */
    public int end(int i) {
        return ends[i];
    }

    /** A copy of all starts. */
    public int[] starts() {
        return Arrays.copyOf(starts, size);
    }

    /** A copy of all ends. */
    public int[] ends() {
        return Arrays.copyOf(ends, size);
    }
}
