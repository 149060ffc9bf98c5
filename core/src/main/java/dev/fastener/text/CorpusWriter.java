package dev.fastener.text;

import dev.fastener.scheme.TagFormat;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Writes labelled sentences in one format, one by one; {@link #close} ends the file. Not thread-safe. */
public interface CorpusWriter extends Closeable, Flushable {
    void write(LabelledSentence sentence) throws IOException;

    /** Which of a format's files. */
    enum Part {
        /** The only one, or the sentences. */
        TEXT,
        /** Tags of {@link CorpusFormat#PAIR}, annotations of {@link CorpusFormat#BRAT}. */
        LABELS
    }

    /** The files that {@code format} consists of. */
    static List<Part> parts(CorpusFormat format) {
        return format == CorpusFormat.PAIR || format == CorpusFormat.BRAT
                ? List.of(Part.TEXT, Part.LABELS)
                : List.of(Part.TEXT);
    }

    /** The file of {@code part} beside {@code first}, the file of the texts: x.tags.txt for x.txt, x.ann for x.txt. */
    static Path file(Path first, CorpusFormat format, Part part) {
        if (part == Part.TEXT) {
            return first;
        }
        String name = String.valueOf(first.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String ending = dot > 0 ? name.substring(dot) : "";
        return first.resolveSibling(format == CorpusFormat.BRAT ? stem + ".ann" : stem + ".tags" + ending);
    }

    /**
     * A writer of UTF-8 to {@code out}.
     *
     * @param layout of the sentences that will come
     * @param tags how formats of tagged tokens write them
     * @param losses counts what the format can't hold
     */
    static CorpusWriter of(
            CorpusFormat format, Part part, CorpusLayout layout, TagFormat tags, Losses losses, OutputStream out)
            throws IOException {
        return switch (format) {
            case COLUMNS -> new TokenWriter.Columns(out, layout, tags, losses);
            case INLINE -> new TokenWriter.Inline(out, layout, tags, losses);
            case PAIR -> new TokenWriter.Pair(out, layout, tags, losses, part);
            case TOKENS, SPANS, DOCCANO, LABEL_STUDIO, CLUENER -> new JsonWriter(format, out, layout, tags, losses);
            case BRAT -> new BratWriter(out, layout, losses, part);
        };
    }
}
