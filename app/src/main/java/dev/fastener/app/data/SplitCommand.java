package dev.fastener.app.data;

import dev.fastener.app.Outputs;
import dev.fastener.app.Writes;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusFormat;
import dev.fastener.text.CorpusSplit;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "split",
        description =
                "Use when you have one corpus and need train, dev and test. Equal sentences stay on one side; the same"
                        + " seed gives the same split.")
public final class SplitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The corpus.")
    private Path file = Path.of("");

    @Mixin
    private CorpusArguments corpus = new CorpusArguments();

    @Option(
            names = "--dev",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Of the sentences (${DEFAULT-VALUE}).")
    private double dev;

    @Option(
            names = "--test",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Of the sentences (${DEFAULT-VALUE}).")
    private double test;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Draws another split (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--to",
            paramLabel = "NAME",
            converter = CorpusArguments.FormatConverter.class,
            description = "Format to write; that of the corpus unless given.")
    private @Nullable CorpusFormat to;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            required = true,
            description = "Folder for the files train, dev and test; made where it is missing.")
    @Writes(late = true)
    private Path out = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!(dev >= 0 && test >= 0 && dev + test < 1)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--dev and --test: expected shares of at least 0 and together below 1, found " + dev + " and "
                            + test);
        }
        Corpus whole = Corpus.read(file, corpus.options());
        CorpusSplit split = CorpusSplit.of(whole.sentences(), dev, test, seed);
        CorpusFormat format = to != null ? to : whole.layout().format();
        CorpusFiles files =
                new CorpusFiles(format, whole.layout(), whole.layout().tagFormat());
        Map<Path, List<LabelledSentence>> parts = new LinkedHashMap<>();
        parts.put(out.resolve("train" + ending(format)), split.train());
        parts.put(out.resolve("dev" + ending(format)), split.dev());
        parts.put(out.resolve("test" + ending(format)), split.test());
        parts.values().removeIf(List::isEmpty);
        Map<Path, CorpusFiles.Sentences> targets = new LinkedHashMap<>();
        for (Map.Entry<Path, List<LabelledSentence>> part : parts.entrySet()) {
            targets.put(part.getKey(), part.getValue()::forEach);
            for (Path target : files.paths(part.getKey())) {
                Outputs.requireOther(target, corpus.files(file));
            }
        }
        Files.createDirectories(out);
        files.write(targets);
        parts.forEach((file, sentences) -> System.out.printf("%s: %,d sentences%n", file, sentences.size()));
        files.printLosses();
        return 0;
    }

    private static String ending(CorpusFormat format) {
        return switch (format) {
            case COLUMNS, INLINE, PAIR, BRAT -> ".txt";
            case TOKENS, DOCCANO, CLUENER -> ".jsonl";
            case SPANS, LABEL_STUDIO -> ".json";
        };
    }
}
