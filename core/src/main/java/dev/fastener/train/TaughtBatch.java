package dev.fastener.train;

/**
 * What a teacher says of the sequences of a batch.
 *
 * @param marginals its probabilities, [steps, tags] in the order of the input
 * @param labelled [sequences], whether the gold tags of a sequence are known
 * @param weight of the teacher's part of the loss
 */
record TaughtBatch(float[] marginals, boolean[] labelled, float weight) {}
