package dev.fastener.app.bench;

import dev.fastener.app.CellName;
import dev.fastener.app.Writes;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.train.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The model that all engines run: a file, or random weights of some shape. */
final class ModelFlags {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "An .onnx file of ours; without it a model of random weights, with its vocabulary and its tags"
                            + " from the corpus.")
    private @Nullable Path model;

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            description = "Of a random model: slim (1 layer of 256, the default), small (1 of 128) or big (3 of 512);"
                    + " the options below change it.")
    private @Nullable Shape shape;

    @Option(names = "--cell", paramLabel = "NAME", description = "Of a random model: lstm or gru.")
    private @Nullable CellName cell;

    @Option(names = "--layers", paramLabel = "N", description = "Of a random model.")
    private @Nullable Integer layers;

    @Option(names = "--hidden-size", paramLabel = "N", description = "Of a random model, in one direction.")
    private @Nullable Integer hiddenSize;

    @Option(names = "--embedding-dim", paramLabel = "N", description = "Of a random model.")
    private @Nullable Integer embeddingDimension;

    @Option(
            names = "--bigram-dim",
            paramLabel = "N",
            description = "Of a random model: it looks up bigrams, too, in embeddings of this size.")
    private @Nullable Integer bigramDimension;

    @Option(names = "--seed", paramLabel = "N", description = "Of the random weights (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--save-model",
            paramLabel = "FILE",
            description = "Write the random model to FILE, for other programs.")
    @Writes
    private @Nullable Path saveModel;

    /**
     * Reads the corpus and reads or makes the model.
     *
     * @param corpusFile null for the sample corpus
     * @param most sentences
     */
    Opened open(@Nullable Path corpusFile, CorpusArguments arguments, int most) throws IOException {
        if (model == null) {
            BenchCorpus corpus = BenchCorpus.read(corpusFile, arguments.options(), most);
            Architecture architecture = architecture();
            TaggerModel random = RandomModel.of(architecture, corpus, seed);
            if (saveModel != null) {
                OnnxWriter.write(random, saveModel);
            }
            return new Opened(random, describe(architecture), corpus);
        }
        if (shape != null
                || cell != null
                || layers != null
                || hiddenSize != null
                || embeddingDimension != null
                || bigramDimension != null
                || saveModel != null) {
            throw new IllegalArgumentException("--model: expected no --shape, --cell, --layers, --hidden-size,"
                    + " --embedding-dim, --bigram-dim or --save-model beside it: they are for a random model");
        }
        TaggerModel read = OnnxReader.read(model);
        return new Opened(
                read,
                model.toString(),
                BenchCorpus.read(corpusFile, arguments.options(read.text().unit()), most));
    }

    /** The model's file; null where it has random weights. */
    @Nullable
    Path file() {
        return model;
    }

    /** @param name what the model is, for the report */
    record Opened(TaggerModel model, String name, BenchCorpus corpus) {}

    private Architecture architecture() {
        Architecture chosen = (shape == null ? Shape.SLIM : shape).architecture();
        if (cell != null) {
            chosen = chosen.withCell(cell.cell());
        }
        if (layers != null) {
            chosen = chosen.withLayers(layers);
        }
        if (hiddenSize != null) {
            chosen = chosen.withHiddenSize(hiddenSize);
        }
        if (embeddingDimension != null) {
            chosen = chosen.withEmbeddingDimension(embeddingDimension);
        }
        return bigramDimension == null ? chosen : chosen.withBigramDimension(bigramDimension);
    }

    private String describe(Architecture architecture) {
        return String.format(
                Locale.ROOT,
                "random weights (seed %d), %d x bidirectional %s of %d, embeddings of %d%s",
                seed,
                architecture.layers(),
                architecture.cell() == Recurrent.Cell.LSTM ? "LSTM" : "GRU",
                architecture.hiddenSize(),
                architecture.embeddingDimension(),
                architecture.bigramDimension() == 0 ? "" : ", bigrams of " + architecture.bigramDimension());
    }
}
