package dev.fastener.slim;

import dev.fastener.train.TrainOptions;
import dev.fastener.train.TrainResult;
import java.io.IOException;
import java.time.Duration;

/** Trains students one after another, within the time there is. */
final class Students {
    /** Of the whole time, for one training: a search needs some. */
    private static final int SHARES = 3;

    private final Measurements measurements;
    private final SlimOptions options;
    private final SlimListener listener;
    private final long startNanos = System.nanoTime();

    /** Time of the longest training so far. */
    private long longestNanos;

    Students(Measurements measurements, SlimOptions options, SlimListener listener) {
        this.measurements = measurements;
        this.options = options;
        this.listener = listener;
    }

    /** Trains one and measures it. */
    Measured train(String step, String shape, Recipe recipe, long seed) throws IOException {
        TrainOptions training = options.training().withSeed(seed);
        Duration budget = options.budget();
        long mostNanos = Long.MAX_VALUE;
        if (budget != null) {
            mostNanos = Math.max(1_000_000, Math.min(leftNanos(), budget.toNanos() / SHARES));
            training = training.withBudget(Duration.ofNanos(mostNanos));
        }
        long started = System.nanoTime();
        TrainResult result = recipe.train(training, listener.training(shape));
        long nanos = System.nanoTime() - started;
        longestNanos = Math.max(longestNanos, nanos);
        Measured student = measurements.measure(result.model(), step, shape, seed, nanos >= mostNanos, recipe);
        listener.trained(student.candidate(), student.model());
        return student;
    }

    /** Whether no training should begin: another as long as the longest would end too late, or the listener ended it. */
    boolean mustEnd() {
        return listener.stop() || (options.budget() != null && leftNanos() <= longestNanos);
    }

    private long leftNanos() {
        Duration budget = options.budget();
        return budget == null ? Long.MAX_VALUE : startNanos + budget.toNanos() - System.nanoTime();
    }
}
