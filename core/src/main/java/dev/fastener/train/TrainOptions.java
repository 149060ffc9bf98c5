package dev.fastener.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that decides what a training gives, besides the sentences. What the defaults reach stands in docs/benchmarks.md.
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
 * @param budget time that training may take: where it is too short for all epochs, the learning rate falls as if those that
 *     fit were all; null for none
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
        boolean resume,
        @Nullable Duration budget) {
    public TrainOptions {
        Require.that(batchSize >= 1 && batchSize <= 1 << 16, "batch size", "1 to 65536", batchSize);
        Require.that(epochs >= 1, "epochs", "at least 1", epochs);
        Require.that(patience >= 0, "patience", "at least 0", patience);
        Require.that(maxLength >= 0, "maximum length", "at least 0", maxLength);
        Require.that(minCount >= 1, "minimum count", "at least 1", minCount);
        Require.that(minBigramCount >= 1, "minimum bigram count", "at least 1", minBigramCount);
        Require.that(threads >= 1 && threads <= 1024, "threads", "1 to 1024", threads);
        Require.that(budget == null || budget.toMillis() > 0, "budget", "more than no time", String.valueOf(budget));
    }

    /** As many threads as the JVM has processors. */
    public static TrainOptions defaults() {
        return new TrainOptions(
                Architecture.defaults(),
                Regularisation.defaults(),
                Optimisation.defaults(),
                32,
                40,
                0,
                256,
                1,
                2,
                1,
                Runtime.getRuntime().availableProcessors(),
                null,
                null,
                false,
                null);
    }

    public TrainOptions withArchitecture(Architecture other) {
        return with(draft -> draft.architecture = other);
    }

    public TrainOptions withRegularisation(Regularisation other) {
        return with(draft -> draft.regularisation = other);
    }

    public TrainOptions withOptimisation(Optimisation other) {
        return with(draft -> draft.optimisation = other);
    }

    public TrainOptions withBatchSize(int other) {
        return with(draft -> draft.batchSize = other);
    }

    public TrainOptions withEpochs(int other) {
        return with(draft -> draft.epochs = other);
    }

    public TrainOptions withPatience(int other) {
        return with(draft -> draft.patience = other);
    }

    public TrainOptions withMaxLength(int other) {
        return with(draft -> draft.maxLength = other);
    }

    public TrainOptions withMinCount(int other) {
        return with(draft -> draft.minCount = other);
    }

    public TrainOptions withMinBigramCount(int other) {
        return with(draft -> draft.minBigramCount = other);
    }

    public TrainOptions withSeed(long other) {
        return with(draft -> draft.seed = other);
    }

    public TrainOptions withThreads(int other) {
        return with(draft -> draft.threads = other);
    }

    public TrainOptions withEmbeddings(@Nullable Path other) {
        return with(draft -> draft.embeddings = other);
    }

    public TrainOptions withCheckpoint(@Nullable Path other) {
        return with(draft -> draft.checkpoint = other);
    }

    public TrainOptions withResume(boolean other) {
        return with(draft -> draft.resume = other);
    }

    public TrainOptions withBudget(@Nullable Duration other) {
        return with(draft -> draft.budget = other);
    }

    private TrainOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** These options while one of them changes. */
    private static final class Draft {
        private Architecture architecture;
        private Regularisation regularisation;
        private Optimisation optimisation;
        private int batchSize;
        private int epochs;
        private int patience;
        private int maxLength;
        private int minCount;
        private int minBigramCount;
        private long seed;
        private int threads;
        private @Nullable Path embeddings;
        private @Nullable Path checkpoint;
        private boolean resume;
        private @Nullable Duration budget;

        Draft(TrainOptions options) {
            architecture = options.architecture;
            regularisation = options.regularisation;
            optimisation = options.optimisation;
            batchSize = options.batchSize;
            epochs = options.epochs;
            patience = options.patience;
            maxLength = options.maxLength;
            minCount = options.minCount;
            minBigramCount = options.minBigramCount;
            seed = options.seed;
            threads = options.threads;
            embeddings = options.embeddings;
            checkpoint = options.checkpoint;
            resume = options.resume;
            budget = options.budget;
        }

        TrainOptions options() {
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
                    resume,
                    budget);
        }
    }
}
