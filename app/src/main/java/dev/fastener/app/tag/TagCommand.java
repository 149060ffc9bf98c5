package dev.fastener.app.tag;

import dev.fastener.TaggedText;
import dev.fastener.Tagger;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.CorpusFormat;
import dev.fastener.text.PackedInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fastener tag}: text in, entities out, line by line in constant memory, in the order of the lines. */
@Command(
        name = "tag",
        description = {
            "Use when you want the entities of a text.",
            "",
            "Reads lines from FILE or standard input and writes their entities to standard output, in the order of the"
                    + " lines. JSON offsets count Unicode code points. A line of more than 16,384 characters is tagged and"
                    + " written in pieces, cut after sentences.",
            ""
        })
public final class TagCommand implements Callable<Integer> {
    /** Chars and lines that are tagged together. */
    private static final int BATCH_CHARS = 1 << 15;

    private static final int BATCH_LINES = 512;

    private enum Format {
        PRETTY,
        JSONL,
        CONLL,
        INLINE,
        LABEL_STUDIO,
        DOCCANO
    }

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model: an .onnx file of ours.")
    private Path model = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "pretty",
            description = "pretty (the default), jsonl, conll (token TAB tag), inline (token\\tag), label-studio or"
                    + " doccano.")
    private String format = "pretty";

    @Option(names = "--scores", description = "Add how probable each entity is, 0 to 1.")
    private boolean scores;

    @Option(
            names = "--least-confident",
            paramLabel = "N",
            description = "Write only the N lines that the model is least sure of, to be labelled next.")
    private @Nullable Integer leastConfident;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            defaultValue = "UTF-8",
            description = "Of the input: UTF-8 (the default), GB18030, ...")
    private Charset encoding = StandardCharsets.UTF_8;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Parameters(
            paramLabel = "FILE",
            description =
                    "Texts, a sentence or a paragraph a line, packed with gzip or not; - or none: standard input.")
    private List<String> files = List.of();

    @Override
    public Integer call() throws IOException {
        if (leastConfident != null && leastConfident < 1) {
            throw new IllegalArgumentException("--least-confident: expected at least 1, found " + leastConfident);
        }
        Format chosen = format();
        for (String file : files) {
            requireFile(file);
        }
        try (ModelOptions.OpenModel opened = options.open(model, scores || leastConfident != null)) {
            TagWriter writer = writer(chosen, opened.model(), System.out);
            TagWriter target = leastConfident == null ? writer : new LeastConfident(writer, leastConfident);
            for (String file : files.isEmpty() ? List.of("-") : files) {
                try (TextLines lines = lines(file)) {
                    tag(lines, opened.tagger(), target);
                }
            }
            target.end();
        }
        return 0;
    }

    private Format format() {
        for (Format candidate : Format.values()) {
            if (candidate.name().equalsIgnoreCase(format.replace('-', '_'))) {
                return candidate;
            }
        }
        throw new IllegalArgumentException(
                "--format: expected pretty, jsonl, conll, inline, label-studio or doccano, found " + format);
    }

    private static void requireFile(String file) throws IOException {
        if (!file.equals("-")) {
            if (Files.isDirectory(Path.of(file))) {
                throw new IllegalArgumentException(file + ": expected a file of text, found a directory");
            }
            Files.newInputStream(Path.of(file)).close();
        }
    }

    private TextLines lines(String file) throws IOException {
        InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
        String name = file.equals("-") ? "standard input" : file;
        try {
            return new TextLines(PackedInput.unpacked(in, name), name, encoding);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private TagWriter writer(Format chosen, TaggerModel tagger, PrintStream out) throws IOException {
        return switch (chosen) {
            case PRETTY -> new PrettyWriter(out, scores);
            case JSONL -> new JsonWriter.Lines(out, scores);
            case DOCCANO -> new JsonWriter.Doccano(out, scores);
            case LABEL_STUDIO -> new JsonWriter.LabelStudio(out, scores, String.valueOf(model.getFileName()));
            case CONLL -> new TokenLines(out, CorpusFormat.COLUMNS, tagger);
            case INLINE -> new TokenLines(out, CorpusFormat.INLINE, tagger);
        };
    }

    /** Tags what is there without waiting for more: a pipe that pauses gets its answers. */
    private static void tag(TextLines lines, Tagger tagger, TagWriter target) throws IOException {
        List<TextPiece> batch = new ArrayList<>();
        int chars = 0;
        for (TextPiece piece = lines.next(); piece != null; piece = lines.next()) {
            batch.add(piece);
            chars += piece.text().length();
            boolean pause = !lines.ready();
            if (pause || chars >= BATCH_CHARS || batch.size() >= BATCH_LINES) {
                write(batch, tagger, target);
                batch.clear();
                chars = 0;
                if (pause) {
                    target.flush();
                }
            }
        }
        write(batch, tagger, target);
        target.flush();
    }

    private static void write(List<TextPiece> batch, Tagger tagger, TagWriter target) throws IOException {
        List<TaggedText> tagged =
                tagger.tagTexts(batch.stream().map(TextPiece::text).toList());
        for (int i = 0; i < batch.size(); i++) {
            target.write(batch.get(i), tagged.get(i));
        }
    }
}
