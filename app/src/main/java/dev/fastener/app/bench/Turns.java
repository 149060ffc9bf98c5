package dev.fastener.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;

/**
 * Times contestants by turns, a pass each in every round: whatever slows the machine down for a while slows all of them. Each
 * round begins with another one, so that none always follows the same.
 */
public final class Turns {
    private Turns() {}

    /**
     * Warms all up and times them.
     *
     * @param concurrency callers of a contestant at the same time
     * @param warmUpNanos that each runs before; one pass at least
     * @param another whether there is another round after that many; the first number it is asked with is 0
     * @return in the order of the contestants
     */
    public static List<Timing> measure(
            List<? extends Contestant> contestants, int concurrency, long warmUpNanos, IntPredicate another) {
        ExecutorService threads = concurrency == 1 ? null : Executors.newFixedThreadPool(concurrency);
        try {
            List<Callers> all = new ArrayList<>();
            List<Timing> timings = new ArrayList<>();
            for (Contestant contestant : contestants) {
                Callers callers = new Callers(contestant, concurrency, threads);
                warmUp(callers, warmUpNanos);
                all.add(callers);
                timings.add(new Timing());
            }
            for (int round = 0; another.test(round); round++) {
                for (int turn = 0; turn < all.size(); turn++) {
                    int i = (round + turn) % all.size();
                    timings.get(i).add(all.get(i).pass());
                }
            }
            return timings;
        } finally {
            if (threads != null) {
                threads.shutdownNow();
            }
        }
    }

    private static void warmUp(Callers callers, long nanos) {
        long end = System.nanoTime() + nanos;
        do {
            callers.pass();
        } while (System.nanoTime() < end);
    }
}
