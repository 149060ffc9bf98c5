package dev.fastener.text;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipException;

/** Decodes bytes strictly: what the charset forbids is an error with its position, never a replacement. */
final class DecodedText extends Reader {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final InputStream in;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final String name;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private byte[] head = new byte[0];
    /** Bytes read before those in {@link #bytes}. */
    private long bytesBefore;

    private long lines = 1;
    private boolean atStart = true;
    private boolean ended;

    DecodedText(InputStream in, Charset charset, String name) {
        this.in = in;
        this.charset = charset;
        this.name = name;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            int read = decode(target, offset, length);
            if (read != 0) {
                return read;
            }
        }
    }

    /** Number of chars decoded, which may be 0 before the end; -1 at the end. */
    private int decode(char[] target, int offset, int length) throws IOException {
        CharBuffer chars = CharBuffer.wrap(target, offset, length);
        CoderResult result = decoder.decode(bytes, chars, ended);
        int count = chars.position() - offset;
        if (result.isError()) {
            lines += Text.count(target, offset, count, '\n');
            throw malformed();
        }
        if (count > 0) {
            return accept(target, offset, count);
        }
        // A target of one char has no room for a surrogate pair: never the case, callers give whole buffers.
        if (ended) {
            return -1;
        }
        fill();
        return 0;
    }

    private int accept(char[] target, int offset, int count) {
        int nul = Text.indexOf(target, offset, count, '\0');
        if (nul >= 0) {
            throw new CorpusFormatException(
                    name,
                    lines + Text.count(target, offset, nul, '\n'),
                    "holds a NUL character: binary data or UTF-16, expected " + charset + " text");
        }
        lines += Text.count(target, offset, count, '\n');
        if (atStart && target[offset] == BYTE_ORDER_MARK) {
            System.arraycopy(target, offset + 1, target, offset, count - 1);
            count--;
        }
        atStart = false;
        return count;
    }

    private void fill() throws IOException {
        bytesBefore += bytes.position();
        bytes.compact();
        int read = readBytes();
        if (read < 0) {
            ended = true;
        } else {
            if (head.length == 0) {
                head = Arrays.copyOfRange(bytes.array(), 0, bytes.position() + read);
            }
            bytes.position(bytes.position() + read);
        }
        bytes.flip();
    }

    private int readBytes() throws IOException {
        try {
            return in.read(bytes.array(), bytes.position(), bytes.remaining());
        } catch (EOFException | ZipException e) {
            throw new CorpusFormatException(name, lines, "damaged or truncated gzip file: " + e.getMessage());
        }
    }

    private CorpusFormatException malformed() {
        long at = bytesBefore + bytes.position();
        String found = String.format("0x%02X", bytes.get(bytes.position()));
        return new CorpusFormatException(
                name, lines, "byte " + at + " (" + found + ") is not " + charset + "; " + advice());
    }

    private String advice() {
        if (!charset.equals(StandardCharsets.UTF_8)) {
            return "pass the file's own --encoding";
        }
        if (head.length >= 2 && ((head[0] & 0xff) == 0xff || (head[0] & 0xff) == 0xfe) && head[0] != head[1]) {
            return "the file looks like UTF-16: pass --encoding UTF-16";
        }
        return looksLikeGb18030()
                ? "the file looks like GB18030 (GBK, GB2312): pass --encoding GB18030"
                : "expected UTF-8 text; pass the file's --encoding if it is another one";
    }

    /** Whether the file's start decodes as GB18030 and what is not ASCII in it is mostly Chinese. */
    private boolean looksLikeGb18030() {
        CharBuffer chars = CharBuffer.allocate(head.length);
        CoderResult result = Charset.forName("GB18030")
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(head), chars, false);
        chars.flip();
        long foreign = chars.chars().filter(c -> c > 0x7f).count();
        long chinese = chars.chars()
                .filter(c ->
                        (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xff5e))
                .count();
        return !result.isError() && foreign > 0 && chinese >= 0.8 * foreign;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
