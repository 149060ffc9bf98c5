package dev.fastener.app.ladder;

import org.jspecify.annotations.Nullable;

/**
 * A rung before it is timed.
 *
 * @param engine in words, with its batches
 * @param course what is run; null where nothing is
 * @param notRun why nothing is
 */
record Step(
        String name,
        LadderModel model,
        String engine,
        @Nullable Course course,
        String notRun) {
    /** @param peer that the answers are checked against */
    record Course(Runner runner, Batches batches, Runner peer) {}

    static Step of(String name, Runner runner, Batches batches, Runner peer) {
        return new Step(
                name, runner.model(), runner.words() + ", " + batches.words(), new Course(runner, batches, peer), "");
    }

    static Step notRun(String name, LadderModel model, String engine, String reason) {
        return new Step(name, model, engine, null, reason);
    }
}
