package dev.fastener.kernel;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads, the caller among them; any number of callers share them. Idle threads wait without spinning,
 * and none is started before the first call that has work for it. A caller never waits for a part that no thread has begun:
 * it does that part itself.
 */
public final class Workers implements AutoCloseable {
    /** Jobs that wait for a free thread; where there are more, their callers do them alone. */
    private static final int WAITING = 1024;

    /** A part of a range: from (inclusive) to (exclusive). */
    @FunctionalInterface
    public interface RangeTask {
        void run(int from, int to);
    }

    /** A task in parts, to be run any number of times without allocation, by one caller at a time. */
    public static final class Job {
        private final IntConsumer task;

        /** Parts that no thread has begun; written last when a run starts, so that who claims one sees all the rest. */
        private final AtomicInteger unclaimed = new AtomicInteger();

        private final AtomicInteger unfinished = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private volatile @Nullable Thread caller;

        /** @param task takes the number of a part, from 0 on */
        public Job(IntConsumer task) {
            this.task = task;
        }

        private void start(int parts) {
            caller = Thread.currentThread();
            failure.set(null);
            unfinished.set(parts);
            unclaimed.set(parts);
        }

        /** Does parts until all are claimed. An entry of an earlier run that is still queued does no harm: it helps. */
        private void work() {
            for (int left = unclaimed.get(); left > 0; left = unclaimed.get()) {
                if (unclaimed.compareAndSet(left, left - 1)) {
                    perform(left - 1);
                }
            }
        }

        private void perform(int part) {
            Thread waiting = caller;
            try {
                task.accept(part);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                if (unfinished.decrementAndGet() == 0) {
                    LockSupport.unpark(waiting);
                }
            }
        }

        private void await() {
            boolean interrupted = false;
            while (unfinished.get() > 0) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = failure.get();
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
        }
    }

    private final int threads;
    private final Thread[] others;
    private final ArrayBlockingQueue<Job> queue = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean started;
    private volatile boolean closed;

    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
        }
        this.threads = threads;
        this.others = new Thread[threads - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Thread(this::serve, "fastener-worker");
            others[i].setDaemon(true);
        }
    }

    private void serve() {
        try {
            while (!closed) {
                queue.take().work();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    public int threads() {
        return threads;
    }

    /** Runs a job's parts 0 to parts - 1 and returns when all are done; the first failure is thrown. */
    public void run(Job job, int parts) {
        job.start(parts);
        int helpers = Math.min(threads, parts) - 1;
        if (helpers > 0 && !closed) {
            startThreads();
            for (int i = 0; i < helpers && queue.offer(job); i++) {}
        }
        job.work();
        job.await();
    }

    /** Runs {@code task} for 0 to parts - 1 and returns when all are done; the first failure is thrown. */
    public void run(int parts, IntConsumer task) {
        run(new Job(task), parts);
    }

    private void startThreads() {
        if (!started) {
            synchronized (others) {
                if (!started) {
                    for (Thread thread : others) {
                        thread.start();
                    }
                    started = true;
                }
            }
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

    /** Ends the threads; what is under way is finished by its callers. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : others) {
            thread.interrupt();
        }
    }
}
