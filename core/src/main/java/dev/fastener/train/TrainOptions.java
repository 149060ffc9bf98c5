package dev.fastener.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All that decides what a training gives, besides the sentences. The defaults are the recipe that did best on the dev sets
 * of docs/benchmarks.md.
 *
 * @param batchSize sentences of a batch
 * @param epochs most passes over the training sentences
 * @param patience epochs without a better dev F1 after which training stops; 0 to run all epochs
 * @param maxLength longest sequence in tokens; longer sentences are split, preferably at their punctuation; 0 for 4096
 * @param minCount how often a character or word must occur in training to have an embedding
 * @param minBigramCount the same for bigrams
 * @param seed of initial weights, order and dropout: the same seed and threads give the same model
 * @param threads at least 1
 * @param embeddings text file of vectors, a piece and its values per line, with or without a header line; null for none
 * @param checkpoint file that holds the state after each epoch; null for none
 * @param resume whether to go on from {@code checkpoint} where it exists
 */
public record TrainOptions(
        Architecture architecture,
        Regularisation regularisation,
        Optimisation optimisation,
        int batchSize,
        int epochs,
        int patience,
        int maxLength,
        int minCount,
        int minBigramCount,
        long seed,
        int threads,
        @Nullable Path embeddings,
        @Nullable Path checkpoint,
        boolean resume) {
    public TrainOptions {
        Require.that(batchSize >= 1 && batchSize <= 1 << 16, "batch size", "1 to 65536", batchSize);
        Require.that(epochs >= 1, "epochs", "at least 1", epochs);
        Require.that(patience >= 0, "patience", "at least 0", patience);
        Require.that(maxLength >= 0, "maximum length", "at least 0", maxLength);
        Require.that(minCount >= 1, "minimum count", "at least 1", minCount);
        Require.that(minBigramCount >= 1, "minimum bigram count", "at least 1", minBigramCount);
        Require.that(threads >= 1 && threads <= 1024, "threads", "1 to 1024", threads);
    }

    /** As many threads as the JVM has processors. */
    public static TrainOptions defaults() {
        return new TrainOptions(
                Architecture.defaults(),
                Regularisation.defaults(),
                Optimisation.defaults(),
                32,
                30,
                0,
                256,
                1,
                2,
                1,
                Runtime.getRuntime().availableProcessors(),
                null,
                null,
                false);
    }

    public TrainOptions withArchitecture(Architecture other) {
        return new TrainOptions(
                other,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withRegularisation(Regularisation other) {
        return new TrainOptions(
                architecture,
                other,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withOptimisation(Optimisation other) {
        return new TrainOptions(
                architecture,
                regularisation,
                other,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withBatchSize(int other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                other,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withEpochs(int other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                other,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withPatience(int other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                other,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withMaxLength(int other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                other,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withMinCount(int other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                other,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withMinBigramCount(int other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                other,
                seed,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withSeed(long other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                other,
                threads,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withThreads(int other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                other,
                embeddings,
                checkpoint,
                resume);
    }

    public TrainOptions withEmbeddings(@Nullable Path other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                other,
                checkpoint,
                resume);
    }

    public TrainOptions withCheckpoint(@Nullable Path other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                other,
                resume);
    }

    public TrainOptions withResume(boolean other) {
        return new TrainOptions(
                architecture,
                regularisation,
                optimisation,
                batchSize,
                epochs,
                patience,
                maxLength,
                minCount,
                minBigramCount,
                seed,
                threads,
                embeddings,
                checkpoint,
                other);
    }
}
