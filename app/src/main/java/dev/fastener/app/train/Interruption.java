package dev.fastener.app.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a model is being trained: asks for an end, and keeps the JVM from halting until the best model so far has
 * been written.
 */
public final class Interruption implements AutoCloseable {
    private static final long LONGEST_WAIT_SECONDS = 120;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean requested;
    private final Thread hook = new Thread(this::requestAndWait, "interruption");

    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public boolean requested() {
        return requested;
    }

    /** All is written: the JVM may halt. */
    @Override
    public void close() {
        done.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The interruption came after the last question for it; the hook ends by itself now.
            }
        }
    }

    private void requestAndWait() {
        requested = true;
        try {
            if (!done.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("fastener: gave up waiting for the training to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
