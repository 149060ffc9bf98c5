package dev.fastener.engine;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;

/**
 * Runs the network of one model: ids in, the scores of each tag at each step out. Thread-safe: the model is shared, the
 * scratch is in a {@link Workspace} that one thread uses at a time. Results do not depend on how sentences are batched,
 * beyond rounding.
 */
public interface Engine extends AutoCloseable {
    /** What runs, for logs and reports: "core scalar", "onnxruntime cpu". */
    String name();

    /**
     * Scratch for one thread; close it with the thread's last call, before the engine or after it.
     *
     * @throws IllegalStateException once closed
     */
    Workspace newWorkspace();

    /**
     * Emissions of {@code batch}.
     *
     * @throws IllegalArgumentException where an id is not below its vocabulary's size or a feature is missing; the engine
     *     goes on working
     * @throws IllegalStateException once closed
     */
    TagScores score(EncodedBatch batch, Workspace workspace);

    /**
     * Frees what lies outside the heap, at once or with the last call that is under way; doesn't wait for it. Calls that begin
     * later throw IllegalStateException.
     */
    @Override
    void close();
}
