package dev.fastener.train;

import dev.fastener.model.EncodedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Sequences with their gold tags.
 *
 * @param input ids
 * @param gold [steps], tag of each step, in the order of the input
 * @param taught what a teacher says of them; null without one
 */
record TrainBatch(EncodedBatch input, int[] gold, @Nullable TaughtBatch taught) {
    /** Without a teacher. */
    TrainBatch(EncodedBatch input, int[] gold) {
        this(input, gold, null);
    }
}
