package dev.fastener.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets calls that have begun end before what they use is freed: reference counting, where the owner holds one reference and
 * each call another. Closing doesn't wait; whoever ends last frees. Thread-safe, without locks.
 */
public final class CallsUnderWay implements AutoCloseable {
    private final String owner;
    private final Runnable free;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param owner for the message of calls that come too late: "the tagger"
     * @param free run once, after {@link #close} and the last call
     */
    public CallsUnderWay(String owner, Runnable free) {
        this.owner = owner;
        this.free = free;
    }

    /**
     * Begins a call; {@link #end} has to follow.
     *
     * @throws IllegalStateException once closed
     */
    public void begin() {
        int count = references.get();
        while (count > 0 && !closed.get()) {
            if (references.compareAndSet(count, count + 1)) {
                return;
            }
            count = references.get();
        }
        throw new IllegalStateException(owner + " is closed");
    }

    /** Ends a call. */
    public void end() {
        if (references.decrementAndGet() == 0) {
            free.run();
        }
    }

    /** Refuses further calls; frees at once where none is under way. Closing again does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            end();
        }
    }
}
