package dev.fastener.app.train;

import dev.fastener.train.Optimisation;
import dev.fastener.train.Optimisation.Optimiser;
import dev.fastener.train.Optimisation.Schedule;
import dev.fastener.train.Regularisation;
import dev.fastener.train.TrainOptions;
import picocli.CommandLine.Option;

/** How the weights are learnt. */
final class RecipeFlags extends LearningFlags {
    private static final TrainOptions DEFAULTS = TrainOptions.defaults();

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Optimiser optimiser = DEFAULTS.optimisation().optimiser();

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description = "How the learning rate falls: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Schedule schedule = DEFAULTS.optimisation().schedule();

    @Option(
            names = "--warm-up",
            paramLabel = "X",
            description = "Share of all steps in which the learning rate rises from 0 (default: ${DEFAULT-VALUE}).")
    private float warmUp = DEFAULTS.optimisation().warmUp();

    @Option(
            names = "--clip",
            paramLabel = "X",
            description = "Largest norm of a gradient (default: ${DEFAULT-VALUE}; 0: none).")
    private float clipping = DEFAULTS.optimisation().clipping();

    @Option(names = "--weight-decay", paramLabel = "X", description = "Weight decay (default: ${DEFAULT-VALUE}).")
    private float weightDecay = DEFAULTS.optimisation().weightDecay();

    @Option(
            names = "--averaging",
            paramLabel = "X",
            description = "Keep a running mean of the weights with this decay per step (default: ${DEFAULT-VALUE}; 0:"
                    + " none).")
    private float averaging = DEFAULTS.optimisation().averaging();

    @Option(
            names = "--embedding-dropout",
            paramLabel = "P",
            description = "Dropout on embeddings (default: ${DEFAULT-VALUE}).")
    private float embeddingDropout = DEFAULTS.regularisation().embeddingDropout();

    @Option(
            names = "--layer-dropout",
            paramLabel = "P",
            description = "Dropout between layers (default: ${DEFAULT-VALUE}).")
    private float layerDropout = DEFAULTS.regularisation().layerDropout();

    @Option(
            names = "--unknown-rate",
            paramLabel = "P",
            description = "Probability that what was seen once is read as unknown (default: ${DEFAULT-VALUE}).")
    private float unknown = DEFAULTS.regularisation().unknown();

    @Option(
            names = "--token-dropout",
            paramLabel = "P",
            description = "Probability that anything else is read as unknown (default: ${DEFAULT-VALUE}).")
    private float tokenDropout = DEFAULTS.regularisation().tokenDropout();

    TrainOptions applyTo(TrainOptions options) {
        float learningRate = options.optimisation().learningRate();
        float outputDropout = options.regularisation().outputDropout();
        return learning(options.withOptimisation(
                        new Optimisation(optimiser, learningRate, schedule, warmUp, clipping, weightDecay, averaging))
                .withRegularisation(
                        new Regularisation(embeddingDropout, layerDropout, outputDropout, unknown, tokenDropout)));
    }
}
