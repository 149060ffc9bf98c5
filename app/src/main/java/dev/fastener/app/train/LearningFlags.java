package dev.fastener.app.train;

import dev.fastener.train.TrainOptions;
import picocli.CommandLine.Option;

/**
 * How long, how fast and with how much dropout a network learns, for the options of every command that trains one: a group of
 * picocli holds no mixin.
 */
public abstract class LearningFlags {
    private static final TrainOptions DEFAULTS = TrainOptions.defaults();

    @Option(names = "--epochs", paramLabel = "N", description = "Most epochs (default: ${DEFAULT-VALUE}).")
    private int epochs = DEFAULTS.epochs();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop after N epochs without a better dev F1 (default: ${DEFAULT-VALUE}; 0: never).")
    private int patience = DEFAULTS.patience();

    @Option(names = "--batch-size", paramLabel = "N", description = "Sentences of a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = DEFAULTS.batchSize();

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "The highest learning rate (default: ${DEFAULT-VALUE}).")
    private float learningRate = DEFAULTS.optimisation().learningRate();

    @Option(
            names = "--output-dropout",
            paramLabel = "P",
            description = "Dropout before the last layer; less where there is much text or few epochs"
                    + " (default: ${DEFAULT-VALUE}).")
    private float outputDropout = DEFAULTS.regularisation().outputDropout();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Same seed and threads, same model (default: ${DEFAULT-VALUE}).")
    private long seed = DEFAULTS.seed();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads (default: ${DEFAULT-VALUE}, as many as there are processors).")
    private int threads = DEFAULTS.threads();

    long seed() {
        return seed;
    }

    /** The options with these. */
    protected TrainOptions learning(TrainOptions options) {
        return options.withOptimisation(options.optimisation().withLearningRate(learningRate))
                .withRegularisation(options.regularisation().withOutputDropout(outputDropout))
                .withEpochs(epochs)
                .withPatience(patience)
                .withBatchSize(batchSize)
                .withSeed(seed)
                .withThreads(threads);
    }
}
