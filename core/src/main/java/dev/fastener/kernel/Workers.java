package dev.fastener.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** A fixed number of threads, the caller among them. Idle threads wait without spinning. */
public final class Workers implements AutoCloseable {
    /** A part of a range: from (inclusive) to (exclusive). */
    @FunctionalInterface
    public interface RangeTask {
        void run(int from, int to);
    }

    private final int threads;
    private final ExecutorService pool;

    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
        }
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            Thread thread = new Thread(task, "fastener-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    public int threads() {
        return threads;
    }

    /** Runs {@code task} for 0 to parts - 1 and returns when all are done; the first failure is thrown. */
    public void run(int parts, IntConsumer task) {
        if (threads == 1 || parts == 1) {
            for (int part = 0; part < parts; part++) {
                task.accept(part);
            }
            return;
        }
        List<Future<?>> others = new ArrayList<>(parts - 1);
        for (int part = 1; part < parts; part++) {
            int mine = part;
            others.add(pool.submit(() -> task.accept(mine)));
        }
        try {
            task.accept(0);
        } finally {
            others.forEach(Workers::await);
        }
    }

    /** Runs {@code task} over 0 to {@code end} in one part per thread, cut at multiples of {@code grain}. */
    public void split(int end, int grain, RangeTask task) {
        int units = (end + grain - 1) / grain;
        int parts = Math.max(1, Math.min(threads, units));
        run(parts, part -> {
            int from = (int) ((long) units * part / parts) * grain;
            int to = Math.min(end, (int) ((long) units * (part + 1) / parts) * grain);
            if (from < to) {
                task.run(from, to);
            }
        });
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while computing", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
