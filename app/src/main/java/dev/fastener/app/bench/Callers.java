package dev.fastener.app.bench;

import dev.fastener.engine.CpuQuota;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The threads that call one contestant at the same time; a single caller is the measuring thread itself. */
final class Callers {
    private final int calls;
    private final List<IntConsumer> callers = new ArrayList<>();
    private final @Nullable ExecutorService threads;

    /** @param threads as many as callers; null for one caller */
    Callers(Contestant contestant, int concurrency, @Nullable ExecutorService threads) {
        this.calls = contestant.calls();
        this.threads = threads;
        for (int i = 0; i < concurrency; i++) {
            callers.add(contestant.newCaller());
        }
    }

    /** Makes all calls once, each by the next caller that is free. */
    Timing.Pass pass() {
        long[] callNanos = new long[calls];
        AtomicInteger next = new AtomicInteger();
        long throttled = CpuQuota.read().throttledPeriods();
        long start = System.nanoTime();
        if (threads == null) {
            call(callers.get(0), next, callNanos);
        } else {
            List<Future<?>> running = new ArrayList<>();
            for (IntConsumer caller : callers) {
                running.add(threads.submit(() -> call(caller, next, callNanos)));
            }
            running.forEach(Callers::await);
        }
        long nanos = System.nanoTime() - start;
        return new Timing.Pass(nanos, callNanos, CpuQuota.read().throttledPeriods() - throttled);
    }

    private void call(IntConsumer caller, AtomicInteger next, long[] callNanos) {
        for (int i = next.getAndIncrement(); i < calls; i = next.getAndIncrement()) {
            long start = System.nanoTime();
            caller.accept(i);
            callNanos[i] = System.nanoTime() - start;
        }
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
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
}
