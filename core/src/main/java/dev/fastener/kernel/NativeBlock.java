package dev.fastener.kernel;

import java.lang.ref.Reference;
import java.util.Objects;

/** 64-byte aligned memory outside the heap. */
final class NativeBlock implements FloatBlock {
    private final int capacity;
    private final NativeMemory memory;

    NativeBlock(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity: expected at least 0, found " + capacity);
        }
        this.capacity = capacity;
        this.memory = NativeMemory.allocate(capacity * 4L);
    }

    /** {@code block} as this tier's. */
    static NativeBlock of(FloatBlock block) {
        if (block instanceof NativeBlock own) {
            return own;
        }
        throw new IllegalArgumentException("block: expected one that the native kernels allocated, found "
                + block.getClass().getName());
    }

    @Override
    public int capacity() {
        return capacity;
    }

    /** Address of value {@code at}; {@code count} values from there on exist. */
    long address(long at, long count) {
        if (at < 0 || count < 0 || at + count > capacity) {
            throw new IndexOutOfBoundsException("values " + at + " to " + (at + count) + " of a block of " + capacity);
        }
        return memory.address() + at * 4;
    }

    @Override
    public void set(int at, float[] from, int first, int count) {
        Objects.checkFromIndexSize(first, count, from.length);
        NativeCalls.write(address(at, count), from, first, count);
        Reference.reachabilityFence(this);
    }

    @Override
    public void get(int at, float[] to, int first, int count) {
        Objects.checkFromIndexSize(first, count, to.length);
        NativeCalls.read(address(at, count), to, first, count);
        Reference.reachabilityFence(this);
    }

    @Override
    public void close() {
        memory.close();
    }
}
