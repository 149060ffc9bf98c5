package dev.fastener.text;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines that end with LF or CR LF, numbered from 1, of bounded length. */
final class LineReader implements Closeable {
    /** A sentence, even one JSON record of a long document, is far below. */
    static final int MAX_LINE_CHARS = 1 << 24;

    private final DecodedText text;
    private final String name;
    private char[] chars = new char[1 << 16];
    private int from;
    private int to;
    private long line;

    LineReader(CorpusSource source) throws IOException {
        name = source.name();
        text = source.open();
    }

    /** Number of the line returned last. */
    long line() {
        return line;
    }

    String name() {
        return name;
    }

    /** The next line without its end; null after the last. */
    @Nullable
    String next() throws IOException {
        int scanned = 0;
        while (true) {
            int end = Text.indexOf(chars, from + scanned, to - from - scanned, '\n');
            if (end >= 0) {
                return line(scanned + end, 1);
            }
            scanned = to - from;
            if (!fill()) {
                return scanned == 0 ? null : line(scanned, 0);
            }
        }
    }

    private String line(int length, int lineFeed) {
        line++;
        boolean carriageReturn = length > 0 && chars[from + length - 1] == '\r';
        String result = new String(chars, from, carriageReturn ? length - 1 : length);
        from += length + lineFeed;
        return result;
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(chars, from, chars, 0, to - from);
            to -= from;
            from = 0;
        }
        // Two, for a surrogate pair is decoded as a whole.
        if (to + 2 > chars.length) {
            if (to >= MAX_LINE_CHARS) {
                throw new CorpusFormatException(
                        name,
                        line + 1,
                        "is longer than " + MAX_LINE_CHARS + " characters; expected one sentence a line");
            }
            chars = Arrays.copyOf(chars, 2 * chars.length);
        }
        int read = text.read(chars, to, chars.length - to);
        if (read > 0) {
            to += read;
        }
        return read > 0;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
