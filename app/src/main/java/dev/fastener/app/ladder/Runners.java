package dev.fastener.app.ladder;

import dev.fastener.app.bench.Setup;
import dev.fastener.engine.EngineException;
import java.util.ArrayList;
import java.util.List;

/** Opens engines and closes them all. Of one thread. */
final class Runners implements AutoCloseable {
    private final List<Runner> opened = new ArrayList<>();

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
     * Those that run here.
     *
     * @throws EngineException where none runs, as the last one says
     */
    List<Runner> open(LadderModel model, List<Setup> setups) {
        List<Runner> runners = new ArrayList<>();
        EngineException failure = null;
        for (Setup setup : setups) {
            try {
                runners.add(open(model, setup));
            } catch (EngineException e) {
                failure = e;
            }
        }
        if (runners.isEmpty()) {
            throw failure == null ? new IllegalArgumentException("no settings to open") : failure;
        }
        return runners;
    }

    @Override
    public void close() {
        opened.forEach(Runner::close);
    }
}
