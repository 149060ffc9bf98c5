package dev.fastener.train;

import java.util.List;

/**
 * What a training sets out to do.
 *
 * @param sequences of an epoch; more than there are sentences where long ones are split
 * @param characters tokens of an epoch
 * @param batches of an epoch
 * @param vocabularySizes of each feature
 * @param labels the model's tags
 * @param parameters weights in all
 * @param embeddingsFound how many entries of the vocabulary the embeddings file has; 0 without a file
 * @param resumedAfter epochs that the checkpoint held; 0 for a fresh start
 * @param resumedUnchecked whether that checkpoint is of an earlier version, in which damage isn't noticed
 * @param kernels which arithmetic runs
 */
public record TrainingPlan(
        int sequences,
        long characters,
        int batches,
        List<Integer> vocabularySizes,
        List<String> labels,
        long parameters,
        int embeddingsFound,
        int resumedAfter,
        boolean resumedUnchecked,
        String kernels) {
    public TrainingPlan {
        vocabularySizes = List.copyOf(vocabularySizes);
        labels = List.copyOf(labels);
    }
}
