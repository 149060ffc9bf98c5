package dev.fastener.kernel;

import java.lang.ref.Cleaner;

/** Memory outside the heap. Freed by {@link #close}, at the latest once nothing refers to this object any more. */
final class NativeMemory implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Release release;
    private final Cleaner.Cleanable cleanable;

    /**
     * @param address what an allocating function of {@link NativeCalls} returned
     * @param what for the message if that is 0
     */
    NativeMemory(long address, String what) {
        if (address == 0) {
            throw new OutOfMemoryError(what + ": no memory left outside the heap");
        }
        release = new Release(address);
        cleanable = CLEANER.register(this, release);
    }

    static NativeMemory allocate(long bytes) {
        return new NativeMemory(NativeCalls.allocate(bytes), bytes + " bytes");
    }

    long address() {
        long address = release.address;
        if (address == 0) {
            throw new IllegalStateException("native memory is used after it was closed");
        }
        return address;
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    /** Knows nothing of the memory's owner, which could never be collected otherwise. */
    private static final class Release implements Runnable {
        private volatile long address;

        Release(long address) {
            this.address = address;
        }

        @Override
        public void run() {
            long last = address;
            address = 0;
            NativeCalls.free(last);
        }
    }
}
