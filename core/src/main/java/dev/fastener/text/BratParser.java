package dev.fastener.text;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * brat standoff (brat.nlplab.org/standoff.html): a text file and beside it an .ann file whose T lines label spans. Relations,
 * events, attributes and notes are left out.
 */
final class BratParser implements CorpusParser {
    private static final int MAX_DOCUMENT_CHARS = 1 << 24;
    private static final String TEXT = ".txt";
    private static final String ANNOTATION = ".ann";

    private final List<Path> texts;
    private final Charset charset;

    /** @param path a folder, a text or its annotation file */
    BratParser(Path path, Charset charset) throws IOException {
        this.charset = charset;
        if (!Files.isDirectory(path)) {
            texts = List.of(Path.of(stem(path) + TEXT));
            return;
        }
        try (Stream<Path> files = Files.walk(path, 8)) {
            texts = files.filter(file -> file.toString().endsWith(TEXT))
                    .sorted()
                    .toList();
        }
        if (texts.isEmpty()) {
            throw new CorpusFormatException(
                    path.toString(), 0, "holds no .txt file; expected brat's .txt and .ann files");
        }
    }

    /** Whether {@code path} is a folder with .ann files, or a file with its other half beside it. */
    static boolean isBrat(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.walk(path, 8)) {
                return files.anyMatch(file -> file.toString().endsWith(ANNOTATION));
            }
        }
        String name = path.toString();
        return (name.endsWith(ANNOTATION) && Files.exists(Path.of(stem(path) + TEXT)))
                || (name.endsWith(TEXT) && Files.exists(Path.of(stem(path) + ANNOTATION)));
    }

    private static String stem(Path path) {
        String name = path.toString();
        return name.endsWith(TEXT) || name.endsWith(ANNOTATION) ? name.substring(0, name.length() - 4) : name;
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        for (Path text : texts) {
            Path annotation = Path.of(stem(text) + ANNOTATION);
            if (!Files.exists(annotation)) {
                sink.problem(ProblemKind.SKIPPED_TASK, text.toString(), 0, "no .ann file beside it");
            } else if (Files.size(text) > 0) {
                sink.spanned(new SpannedText(document(text), spans(annotation, sink), true, text.toString(), 1));
            }
        }
    }

    private String document(Path path) throws IOException {
        StringBuilder document = new StringBuilder();
        char[] buffer = new char[1 << 16];
        try (DecodedText text = CorpusSource.of(path, charset).open()) {
            for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
                document.append(buffer, 0, read);
                if (document.length() > MAX_DOCUMENT_CHARS) {
                    throw new CorpusFormatException(
                            path.toString(),
                            0,
                            "a document of more than " + MAX_DOCUMENT_CHARS + " characters; split it");
                }
            }
        }
        return document.toString();
    }

    private List<CharSpan> spans(Path annotation, SentenceSink sink) throws IOException {
        List<CharSpan> spans = new ArrayList<>();
        if (Files.size(annotation) == 0) {
            return spans;
        }
        try (LineReader lines = new LineReader(CorpusSource.of(annotation, charset))) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.startsWith("T")) {
                    spans.add(span(line, annotation.toString(), lines.line(), sink));
                } else if (!line.isBlank()) {
                    sink.problem(ProblemKind.UNKNOWN_ANNOTATION, annotation.toString(), lines.line(), Excerpt.of(line));
                }
            }
        }
        return spans;
    }

    /** {@code T1<TAB>Type 0 5;8 12<TAB>surface}. */
    private static CharSpan span(String line, String file, long number, SentenceSink sink) {
        String[] fields = line.split("\t", 3);
        String[] typeAndOffsets = fields.length < 2 ? new String[0] : fields[1].split(" ", 2);
        if (typeAndOffsets.length < 2) {
            throw malformed(file, number, line);
        }
        String[] offsets = typeAndOffsets[1].split("[ ;]", 0);
        if (offsets.length < 2) {
            throw malformed(file, number, line);
        }
        boolean whole = offsets.length == 2;
        if (!whole) {
            sink.problem(ProblemKind.DISCONTINUOUS, file, number, Excerpt.of(line));
        }
        try {
            String surface = whole && fields.length == 3 ? fields[2] : null;
            return new CharSpan(
                    Long.parseLong(offsets[0]),
                    Long.parseLong(offsets[offsets.length - 1]),
                    typeAndOffsets[0],
                    surface);
        } catch (NumberFormatException e) {
            throw malformed(file, number, line);
        }
    }

    private static CorpusFormatException malformed(String file, long number, String line) {
        return new CorpusFormatException(
                file, number, "expected T1<TAB>Type start end<TAB>text, found " + Excerpt.of(line));
    }
}
