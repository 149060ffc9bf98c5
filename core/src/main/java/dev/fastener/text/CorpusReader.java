package dev.fastener.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a corpus of any format sentence by sentence, in memory that doesn't grow with it: once to find out what it is, and
 * once for each {@link #read}. Not thread-safe.
 */
public final class CorpusReader {
    private final CorpusOptions options;
    private final String name;
    private final CorpusParser parser;
    private final CorpusLayout layout;
    private final CorpusSurvey survey;

    private CorpusReader(Path path, CorpusOptions options) throws IOException {
        this.options = options;
        name = path.toString();
        CorpusFormat format;
        if (options.format() == CorpusFormat.BRAT || (options.format() == null && BratParser.isBrat(path))) {
            format = CorpusFormat.BRAT;
            parser = new BratParser(path, options.charset());
        } else {
            CorpusSource source = CorpusSource.of(path, options.charset());
            Path tags = options.tags() != null ? options.tags() : FormatDetector.tagsBeside(path);
            format = options.format() != null
                    ? options.format()
                    : tags != null ? CorpusFormat.PAIR : FormatDetector.detect(source);
            parser = parserOf(format, source, tags, options);
        }
        survey = new CorpusSurvey(format, options);
        parser.parse(survey);
        if (survey.sentences() == 0) {
            throw new CorpusFormatException(
                    name, 0, "holds no labelled sentence (read as " + format.description() + ")");
        }
        layout = survey.layout(format, name);
    }

    /** Files that may be read with the corpus {@code path} although nobody names them, whether they exist or not. */
    public static List<Path> filesBeside(Path path) {
        List<Path> beside = new ArrayList<>();
        Path tags = FormatDetector.tagsBeside(path);
        if (tags != null) {
            beside.add(tags);
        }
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".txt") || name.endsWith(".ann")) {
            String stem = name.substring(0, name.length() - 4);
            beside.add(path.resolveSibling(stem + (name.endsWith(".txt") ? ".ann" : ".txt")));
        }
        beside.add(path.resolveSibling(TagNumbers.INFO));
        return beside;
    }

    private static CorpusParser parserOf(
            CorpusFormat format, CorpusSource source, @Nullable Path tags, CorpusOptions options) throws IOException {
        return switch (format) {
            case COLUMNS ->
                Table.isTable(source) ? new Table(source) : new ColumnParser(source, ColumnLayout.of(source));
            case INLINE -> new InlineParser(source);
            case PAIR -> {
                if (tags == null) {
                    throw new CorpusFormatException(
                            source.name(), 0, "expected a file of tags beside it: name it with --tags");
                }
                yield new PairParser(source, CorpusSource.of(tags, options.charset()));
            }
            case TOKENS, SPANS, DOCCANO, LABEL_STUDIO, CLUENER -> {
                if (format == CorpusFormat.SPANS && !FormatDetector.looksLikeJson(source)) {
                    yield new MarkedTextParser(source);
                }
                CorpusFormat found = JsonCorpusParser.formatOf(source);
                if (found.isTagged() != format.isTagged()) {
                    throw new CorpusFormatException(
                            source.name(), 0, "expected " + format.description() + ", found " + found.description());
                }
                yield new JsonCorpusParser(source, options);
            }
            case BRAT -> new BratParser(source.path(), options.charset());
        };
    }

    /**
     * Finds out what {@code path} holds, reading it once.
     *
     * @throws CorpusFormatException where it is missing, empty, binary, of another encoding or of no format known
     */
    public static CorpusReader open(Path path, CorpusOptions options) throws IOException {
        return new CorpusReader(path, options);
    }

    /** What was found out. */
    public CorpusLayout layout() {
        return layout;
    }

    /**
     * Gives all sentences to {@code target}, in file order.
     *
     * @return the oddities met
     * @throws CorpusFormatException where the file breaks its format's rules
     */
    public CorpusProblems read(Consumer<LabelledSentence> target) throws IOException {
        CorpusProblems problems = new CorpusProblems();
        if (survey.segmentedTokens() > 0 && !options.stripSegmentation()) {
            problems.add(ProblemKind.SEGMENTATION_DIGITS, name, 1, "from here on", survey.segmentedTokens());
        }
        TaggedAssembler tagged =
                new TaggedAssembler(survey.labels(), layout, options.stripSegmentation(), problems, target);
        SpanAligner spanned = new SpanAligner(layout.offsets(), layout.unit(), problems, target);
        parser.parse(new SentenceSink() {
            @Override
            public void tagged(TaggedSentence sentence) {
                tagged.accept(sentence);
            }

            @Override
            public void spanned(SpannedText text) {
                spanned.accept(text);
            }

            @Override
            public void problem(ProblemKind kind, String file, long line, String detail) {
                problems.add(kind, file, line, detail);
            }
        });
        return problems;
    }
}
