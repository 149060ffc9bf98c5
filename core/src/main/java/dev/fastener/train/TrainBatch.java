package dev.fastener.train;

import dev.fastener.model.EncodedBatch;

/**
 * Sequences with their gold tags.
 *
 * @param input ids
 * @param gold [steps], tag of each step, in the order of the input
 */
record TrainBatch(EncodedBatch input, int[] gold) {}
