package dev.fastener.app.train;

import dev.fastener.app.Outputs;
import dev.fastener.app.Writes;
import dev.fastener.app.bench.DurationConverter;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.TrainResult;
import dev.fastener.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fastener train}: labelled text in, a model file out. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Use when you have labelled text and want a tagger.",
            "",
            "Trains a Bi-LSTM-CRF and writes it as one .onnx file, the best epoch on dev. Ctrl-C ends it early and keeps"
                    + " the best so far; after a kill, --resume goes on.",
            ""
        })
public final class TrainCommand implements Callable<Integer> {
    /** Exit code where nothing came of it, as of a process that Ctrl-C ended. */
    private static final int STOPPED = 130;

    @Option(
            names = "--train",
            paramLabel = "FILE",
            required = true,
            description = "Labelled text to learn from; any format that \"fastener data inspect\" reads.")
    private Path train = Path.of("");

    @Option(
            names = "--dev",
            paramLabel = "FILE",
            description = "Labelled text to choose the best epoch by; without it a tenth of --train is held out.")
    private @Nullable Path dev;

    @Option(names = "--test", paramLabel = "FILE", description = "Labelled text to score the model on at the end.")
    private @Nullable Path test;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The model file to write.")
    @Writes
    private Path out = Path.of("");

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "End after this time (90s, 20m, 2h): where it is too short for --epochs, the learning rate falls"
                            + " as if the epochs that fit were all. Such a model can't be trained again bit for bit.")
    private @Nullable Duration budget;

    @Option(names = "--log", paramLabel = "FILE", description = "Write a JSON object for each epoch to FILE.")
    @Writes
    private @Nullable Path log;

    @Option(
            names = "--resume",
            description =
                    "Go on from the checkpoint that a training to the same --out left; it ends with the same model"
                            + " as an unbroken one.")
    private boolean resume;

    @Mixin
    private CorpusArguments corpus = new CorpusArguments();

    @ArgGroup(validate = false, heading = "%nThe network%n")
    private NetworkFlags network = new NetworkFlags();

    @ArgGroup(validate = false, heading = "%nThe recipe%n")
    private RecipeFlags recipe = new RecipeFlags();

    @Override
    public Integer call() throws IOException {
        Path checkpoint = out.resolveSibling(out.getFileName() + ".checkpoint");
        TrainOptions options = recipe.applyTo(network.applyTo(TrainOptions.defaults()))
                .withCheckpoint(checkpoint)
                .withResume(resume)
                .withBudget(budget);
        Outputs.requireOther(
                checkpoint, Stream.of(train, dev, test).filter(Objects::nonNull).toList());
        if (Files.exists(checkpoint) && !resume) {
            throw new IllegalArgumentException(checkpoint + ": an earlier training to " + out
                    + " was broken off; --resume goes on with it, or delete the file to begin anew");
        }
        Sentences sentences = Sentences.read(train, dev, test, corpus.options(), recipe.seed());
        try (Interruption interruption = new Interruption()) {
            TrainResult result = train(sentences, options, interruption);
            if (result.history().isEmpty()) {
                System.err.println("fastener: stopped before an epoch had ended; " + out + " is as it was");
                return STOPPED;
            }
            OnnxWriter.write(result.model(), out);
            if (interruption.requested()) {
                System.err.println("fastener: stopped; " + out
                        + " holds the best so far, and --resume goes on after the last whole epoch");
            } else {
                Files.deleteIfExists(checkpoint);
                Conclusion.print(result, sentences, out, options.threads());
            }
            System.out.flush();
        }
        return 0;
    }

    private TrainResult train(Sentences sentences, TrainOptions options, Interruption interruption) throws IOException {
        TrainingLog progress = new TrainingLog(sentences.data().unit(), log, interruption::requested);
        try {
            return Trainer.train(sentences.data(), options, progress);
        } finally {
            progress.finish();
        }
    }
}
