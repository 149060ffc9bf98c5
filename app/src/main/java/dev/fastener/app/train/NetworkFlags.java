package dev.fastener.app.train;

import dev.fastener.app.CellName;
import dev.fastener.train.Architecture;
import dev.fastener.train.TrainOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The shape of the network and what its embeddings start from. */
final class NetworkFlags {
    private static final TrainOptions DEFAULTS = TrainOptions.defaults();
    private static final int BIGRAM_DIMENSION = 64;

    @Option(names = "--cell", paramLabel = "NAME", description = "lstm or gru (default: lstm).")
    private CellName cell = CellName.LSTM;

    @Option(names = "--layers", paramLabel = "N", description = "Recurrent layers (default: ${DEFAULT-VALUE}).")
    private int layers = DEFAULTS.architecture().layers();

    @Option(
            names = "--hidden-size",
            paramLabel = "N",
            description = "Hidden size of one direction (default: ${DEFAULT-VALUE}).")
    private int hiddenSize = DEFAULTS.architecture().hiddenSize();

    @Option(
            names = "--embedding-dim",
            paramLabel = "N",
            description = "Values of an embedding (default: ${DEFAULT-VALUE}).")
    private int embeddingDimension = DEFAULTS.architecture().embeddingDimension();

    @Option(
            names = "--embeddings",
            paramLabel = "FILE",
            description = "Start from these vectors: a piece and its values per line, with or without a header line."
                    + " --embedding-dim is then theirs.")
    private @Nullable Path embeddings;

    @Option(
            names = "--min-count",
            paramLabel = "N",
            description = "Characters or words seen less often are unknown (default: ${DEFAULT-VALUE}).")
    private int minCount = DEFAULTS.minCount();

    @Option(names = "--bigrams", description = "Look up each character together with the next one, too.")
    private boolean bigrams;

    @Option(
            names = "--bigram-dim",
            paramLabel = "N",
            description = "Values of a bigram's embedding (default: ${DEFAULT-VALUE}).")
    private int bigramDimension = BIGRAM_DIMENSION;

    @Option(
            names = "--min-bigram-count",
            paramLabel = "N",
            description = "Bigrams seen less often are unknown (default: ${DEFAULT-VALUE}).")
    private int minBigramCount = DEFAULTS.minBigramCount();

    @Option(
            names = "--max-len",
            paramLabel = "N",
            description = "Longest sequence; longer sentences are split, at punctuation if possible"
                    + " (default: ${DEFAULT-VALUE}; 0: 4096).")
    private int maxLength = DEFAULTS.maxLength();

    TrainOptions applyTo(TrainOptions options) {
        return options.withArchitecture(new Architecture(
                        cell.cell(), layers, hiddenSize, embeddingDimension, bigrams ? bigramDimension : 0))
                .withEmbeddings(embeddings)
                .withMinCount(minCount)
                .withMinBigramCount(minBigramCount)
                .withMaxLength(maxLength);
    }
}
