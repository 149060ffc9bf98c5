package dev.fastener.app.tag;

import dev.fastener.text.CorpusFormatException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Locale;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a text, in constant memory: a line of more than {@link #LONGEST} chars comes in pieces that end after a sentence
 * or before white space where they can. A line ends at LF or CR LF; a byte order mark at the start is no text. Not
 * thread-safe.
 */
final class TextLines implements Closeable {
    /** Most chars of a piece. */
    static final int LONGEST = 1 << 14;

    private static final String SENTENCE_ENDS = "。！？!?；;";

    private final InputStream in;
    private final String name;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(1 << 16).limit(0);
    private boolean atEnd;
    /** Position in the file of the first byte of {@link #bytes}. */
    private long bytesBefore;

    private @Nullable CoderResult malformed;
    private boolean atStart = true;
    private long line = 1;
    /** Code points of the line in work that were given already; 0 at its start. */
    private long given;

    /** @param name of the source, for errors */
    TextLines(InputStream in, String name, Charset charset) {
        this.in = in;
        this.name = name;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /**
     * The next line or piece; null at the end.
     *
     * @throws CorpusFormatException where bytes are not of the encoding
     */
    @Nullable
    TextPiece next() throws IOException {
        int scanned = 0;
        while (true) {
            int end = lineFeed(scanned);
            if (end >= 0) {
                return line(end);
            }
            scanned = chars.remaining();
            if (scanned > LONGEST) {
                return piece(cut());
            }
            if (!fill()) {
                return scanned == 0 && given == 0 ? null : line(scanned);
            }
        }
    }

    /** Whether the next line can be had without waiting for input. */
    boolean ready() throws IOException {
        return lineFeed(0) >= 0 || in.available() > 0;
    }

    private int lineFeed(int from) {
        int end = Math.min(chars.remaining(), LONGEST + 1);
        for (int i = from; i < end; i++) {
            if (chars.get(chars.position() + i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private TextPiece line(int length) {
        boolean ended = length < chars.remaining();
        boolean carriageReturn = ended && length > 0 && chars.charAt(length - 1) == '\r';
        TextPiece piece = new TextPiece(take(carriageReturn ? length - 1 : length), line, given, given == 0);
        chars.position(chars.position() + (carriageReturn ? 1 : 0) + (ended ? 1 : 0));
        line++;
        given = 0;
        return piece;
    }

    private TextPiece piece(int length) {
        TextPiece piece = new TextPiece(take(length), line, given, false);
        given += piece.text().codePointCount(0, length);
        return piece;
    }

    private String take(int length) {
        String text = chars.subSequence(0, length).toString();
        chars.position(chars.position() + length);
        return text;
    }

    /** Where to part a line that goes on: after a sentence, else before white space, else anywhere but inside a surrogate pair. */
    private int cut() {
        int space = 0;
        for (int i = LONGEST; i > LONGEST / 2; i--) {
            if (SENTENCE_ENDS.indexOf(chars.charAt(i - 1)) >= 0 && SENTENCE_ENDS.indexOf(chars.charAt(i)) < 0) {
                return i;
            }
            if (space == 0 && Character.isWhitespace(chars.charAt(i))) {
                space = i;
            }
        }
        return space > 0 ? space : Character.isLowSurrogate(chars.charAt(LONGEST)) ? LONGEST - 1 : LONGEST;
    }

    /** Decodes more; false at the end. */
    private boolean fill() throws IOException {
        if (malformed != null) {
            throw notOfTheEncoding(malformed);
        }
        if (atEnd && !bytes.hasRemaining()) {
            return false;
        }
        chars.compact();
        int before = chars.position();
        while (chars.position() == before && !atEnd && malformed == null) {
            bytesBefore += bytes.position();
            bytes.compact();
            int read = read();
            atEnd = read < 0;
            bytes.position(bytes.position() + Math.max(0, read)).flip();
            CoderResult result = decoder.decode(bytes, chars, atEnd);
            if (result.isError()) {
                malformed = result;
            }
        }
        chars.flip();
        if (atStart && chars.hasRemaining()) {
            atStart = false;
            if (chars.charAt(0) == '\uFEFF') {
                chars.position(1);
            }
        }
        return true;
    }

    private int read() throws IOException {
        try {
            return in.read(bytes.array(), bytes.position(), bytes.remaining());
        } catch (EOFException | ZipException e) {
            throw new CorpusFormatException(name, line, "damaged or truncated gzip file: " + e.getMessage());
        }
    }

    private CorpusFormatException notOfTheEncoding(CoderResult result) {
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < result.length() && i < bytes.remaining(); i++) {
            found.append(String.format(Locale.ROOT, " %02X", bytes.get(bytes.position() + i)));
        }
        String encoding = decoder.charset().name();
        return new CorpusFormatException(
                name,
                line,
                "expected text in " + encoding + ", found the byte" + (result.length() > 1 ? "s" : "") + found
                        + " at byte " + (bytesBefore + bytes.position())
                        + (encoding.equals("UTF-8")
                                ? "; name another encoding (--encoding GB18030) or convert the file"
                                : "; is it another encoding?"));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
