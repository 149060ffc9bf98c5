package dev.fastener.app.data;

import dev.fastener.app.Outputs;
import dev.fastener.app.Writes;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.CorpusFormat;
import dev.fastener.text.CorpusReader;
import dev.fastener.text.CorpusWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Path;
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
        name = "convert",
        description =
                "Use when another program wants your corpus in another format or another tag scheme. What the target"
                        + " can't hold is said.")
public final class ConvertCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The corpus.")
    private Path file = Path.of("");

    @Mixin
    private CorpusArguments corpus = new CorpusArguments();

    @Option(
            names = "--to",
            paramLabel = "NAME",
            converter = CorpusArguments.FormatConverter.class,
            description = "Format to write; that of the corpus unless given.")
    private @Nullable CorpusFormat to;

    @Option(
            names = "--to-scheme",
            paramLabel = "NAME",
            converter = CorpusArguments.SchemeConverter.class,
            description = "Tag scheme to write; that of the corpus unless given, BIOES where it has none.")
    private @Nullable TagScheme toScheme;

    @Option(
            names = "--to-separator",
            paramLabel = "C",
            description = "Character between the letter and the type of a tag; that of the corpus unless given.")
    private @Nullable Character toSeparator;

    @Option(names = "--to-type-first", description = "Write ORG-B, not B-ORG.")
    private boolean toTypeFirst;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "File to write, packed if it ends with .gz; x.txt of pair has x.tags.txt beside it, of brat x.ann."
                            + " Standard output unless given.")
    @Writes
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CorpusReader reader = CorpusReader.open(file, corpus.options());
        CorpusFormat format = to != null ? to : reader.layout().format();
        CorpusFiles files =
                new CorpusFiles(format, reader.layout(), tags(reader.layout().tagFormat()));
        if (out != null) {
            for (Path target : files.paths(out)) {
                Outputs.requireOther(target, corpus.files(file));
            }
            files.write(Map.of(out, reader::read));
        } else if (CorpusWriter.parts(format).size() > 1) {
            throw bad("--to " + format + ": makes two files; expected --out FILE");
        } else {
            files.write(reader::read, CorpusWriter.Part.TEXT, new FilterOutputStream(System.out) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    out.write(bytes, offset, length);
                }

                @Override
                public void close() throws IOException {
                    flush();
                }
            });
        }
        files.printLosses();
        return 0;
    }

    private TagFormat tags(TagFormat found) {
        return new TagFormat(
                toScheme != null ? toScheme : found.scheme(),
                toSeparator != null ? toSeparator.toString() : found.separator(),
                toTypeFirst || found.typeFirst());
    }

    private ParameterException bad(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
