package dev.fastener.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one protobuf message out of an array. A claimed length never leads to memory or a read beyond the bytes that are
 * there; what is malformed is a {@link ModelFormatException} with its byte offset. Public for the readers of other programs' ONNX
 * files. See https://protobuf.dev/programming-guides/encoding/.
 */
public final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final String source;
    private final byte[] bytes;
    private final int end;
    private int position;
    private int wireType;

    /**
     * Reads the message in {@code bytes} from {@code offset} to {@code end}.
     *
     * @param source its name, for errors
     */
    public WireReader(String source, byte[] bytes, int offset, int end) {
        this.source = source;
        this.bytes = bytes;
        this.position = offset;
        this.end = end;
    }

    /** Number of the next field, 0 at the end of the message. */
    public int nextField() {
        if (position == end) {
            return 0;
        }
        int start = position;
        long key = varint();
        long field = key >>> 3;
        wireType = (int) (key & 7);
        if (field == 0 || field > 0x1fff_ffff) {
            throw malformed(start, "expected a field of a protobuf message, found number " + field);
        }
        return (int) field;
    }

    /** Byte offset of what is read next. */
    public int position() {
        return position;
    }

    /** Whether the field just announced holds a string, a message or packed numbers. */
    public boolean isLengthDelimited() {
        return wireType == LENGTH;
    }

    /** Whether the message is read to its end. */
    public boolean atEnd() {
        return position == end;
    }

    /** The varint of the field just announced. */
    public long int64() {
        require(VARINT);
        return varint();
    }

    /** The 32-bit float of the field just announced. */
    public float float32() {
        require(FIXED32);
        return Float.intBitsToFloat(fixed32());
    }

    /** An element of packed varints. */
    public long packedInt64() {
        return varint();
    }

    /** An element of packed floats. */
    public float packedFloat32() {
        return Float.intBitsToFloat(fixed32());
    }

    /** The content of a length-delimited field, as a reader of its own. */
    public WireReader message() {
        int length = length();
        WireReader inner = new WireReader(source, bytes, position, position + length);
        position += length;
        return inner;
    }

    /** The content of a length-delimited field, little-endian; a view. */
    public ByteBuffer buffer() {
        return bytes().buffer();
    }

    Onnx.Bytes bytes() {
        int length = length();
        Onnx.Bytes slice = new Onnx.Bytes(bytes, position, length);
        position += length;
        return slice;
    }

    /** The text of the field just announced. */
    public String string() {
        int start = position;
        int length = length();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, length))
                    .toString();
            position += length;
            return text;
        } catch (CharacterCodingException e) {
            throw malformed(start, "expected text in UTF-8, found other bytes");
        }
    }

    /** Passes over the field just announced. */
    public void skip() {
        int start = position;
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case LENGTH -> advance(length());
            case FIXED32 -> advance(4);
            default -> throw malformed(start, "expected a protobuf wire type 0, 1, 2 or 5, found " + wireType);
        }
    }

    /** An error at the byte {@code offset}. */
    public ModelFormatException malformed(int offset, String reason) {
        return new ModelFormatException(source, "byte " + offset, reason + "; the file is damaged or no ONNX file");
    }

    private int length() {
        require(LENGTH);
        int start = position;
        long length = varint();
        if (length < 0 || length > end - position) {
            throw malformed(
                    start,
                    "expected at most " + (end - position) + " more bytes, found a length of "
                            + Long.toUnsignedString(length));
        }
        return (int) length;
    }

    private long varint() {
        int start = position;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == end) {
                throw malformed(start, "expected a number, found the end");
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed(start, "expected a number of at most 10 bytes, found a longer one");
    }

    private int fixed32() {
        int start = position;
        advance(4);
        return (bytes[start] & 0xff)
                | (bytes[start + 1] & 0xff) << 8
                | (bytes[start + 2] & 0xff) << 16
                | (bytes[start + 3] & 0xff) << 24;
    }

    private void advance(int count) {
        if (count > end - position) {
            throw malformed(position, "expected " + count + " more bytes, found " + (end - position));
        }
        position += count;
    }

    private void require(int expected) {
        if (wireType != expected) {
            throw malformed(position, "expected protobuf wire type " + expected + ", found " + wireType);
        }
    }
}
