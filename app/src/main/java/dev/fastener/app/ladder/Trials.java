package dev.fastener.app.ladder;

import dev.fastener.app.bench.Contestant;
import dev.fastener.app.bench.Setup;
import dev.fastener.app.bench.Timing;
import dev.fastener.app.bench.Turns;
import dev.fastener.engine.EngineException;
import dev.fastener.model.EncodedBatch;
import java.util.ArrayList;
import java.util.List;

/** Opens engines, of several settings the one that a few passes show to be the fastest, and closes them all. Of one thread. */
final class Trials implements AutoCloseable {
    private static final int MOST_ROUNDS = 3;

    private final long mostNanos;
    private final List<Runner> opened = new ArrayList<>();

    /** @param mostNanos of a trial, but for a pass of each */
    Trials(long mostNanos) {
        this.mostNanos = mostNanos;
    }

    /** Keeps {@code runner} until the end. */
    Runner keep(Runner runner) {
        opened.add(runner);
        return runner;
    }

    /** @throws EngineException where this machine can't run it */
    Runner open(LadderModel model, Setup setup) {
        return keep(Runner.open(model, setup));
    }

    /**
     * The fastest that runs here.
     *
     * @param batches that tell
     * @throws EngineException where none runs, as the last one says
     */
    Runner fastest(LadderModel model, List<Setup> setups, List<EncodedBatch> batches) {
        List<Runner> candidates = new ArrayList<>();
        EngineException failure = null;
        for (Setup setup : setups) {
            try {
                candidates.add(open(model, setup));
            } catch (EngineException e) {
                failure = e;
            }
        }
        if (candidates.isEmpty()) {
            throw failure == null ? new IllegalArgumentException("no settings to try") : failure;
        }
        Runner best = candidates.get(fastest(
                candidates.stream().map(runner -> runner.over(batches, 1)).toList()));
        for (Runner runner : candidates) {
            if (runner != best) {
                opened.remove(runner);
                runner.close();
            }
        }
        return best;
    }

    /** Those that {@code runner} gets through fastest; all hold the same sentences. */
    Batches fastest(Runner runner, List<Batches> ways) {
        return ways.get(
                fastest(ways.stream().map(way -> runner.over(way.timed(), 1)).toList()));
    }

    private int fastest(List<Contestant> contestants) {
        if (contestants.size() == 1) {
            return 0;
        }
        long end = System.nanoTime() + mostNanos;
        List<Timing> timings = Turns.measure(
                contestants, 1, 0, round -> round == 0 || (round < MOST_ROUNDS && System.nanoTime() < end));
        int best = 0;
        for (int i = 1; i < timings.size(); i++) {
            if (timings.get(i).passMillis() < timings.get(best).passMillis()) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void close() {
        opened.forEach(Runner::close);
    }
}
