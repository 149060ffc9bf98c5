package dev.fastener.engine;

/** Scratch of one thread for one engine; grows to the largest batch seen. Not thread-safe. */
public interface Workspace extends AutoCloseable {
    @Override
    void close();
}
