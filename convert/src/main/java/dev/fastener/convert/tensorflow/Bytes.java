package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A part of a file that is read from front to back. Nothing is read or allocated beyond the bytes that are there.
 *
 * @param file named in errors
 * @param array shared, not copied
 * @param start of the part
 * @param end of the part, exclusive
 */
record Bytes(String file, byte[] array, int start, int end) {
    static Bytes of(String file, byte[] array) {
        return new Bytes(file, array, 0, array.length);
    }

    int length() {
        return end - start;
    }

    /** {@code length} bytes from {@code offset} within this part. */
    Bytes slice(long offset, long length) {
        if (offset < 0 || length < 0 || offset > length() - length) {
            throw malformed(
                    start, "expected " + length + " bytes at " + offset + " of " + length() + ", which it lacks");
        }
        return new Bytes(file, array, start + (int) offset, start + (int) (offset + length));
    }

    /** Little-endian, 4 bytes at {@code offset}. */
    int int32(int offset) {
        return slice(offset, 4).buffer().getInt();
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(array, start, length()).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(array, start, length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(start, "expected text in UTF-8, found other bytes");
        }
    }

    Cursor cursor() {
        return new Cursor(this);
    }

    ConversionException malformed(int at, String reason) {
        return new ConversionException(
                file + ", byte " + at + ": " + reason + "; the file is damaged or of another kind, export it again");
    }

    /** A place in a part that moves forward. */
    static final class Cursor {
        private final Bytes bytes;
        private int position;

        private Cursor(Bytes bytes) {
            this.bytes = bytes;
            this.position = bytes.start;
        }

        boolean atEnd() {
            return position == bytes.end;
        }

        int position() {
            return position;
        }

        /** A base-128 varint of at most 10 bytes. */
        long varint() {
            int from = position;
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (position == bytes.end) {
                    throw bytes.malformed(from, "expected a number, found the end");
                }
                byte next = bytes.array[position++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw bytes.malformed(from, "expected a number of at most 10 bytes, found a longer one");
        }

        Bytes take(long count) {
            if (count < 0 || count > bytes.end - position) {
                throw bytes.malformed(
                        position,
                        "expected " + Long.toUnsignedString(count) + " more bytes, found " + (bytes.end - position));
            }
            Bytes taken = new Bytes(bytes.file, bytes.array, position, position + (int) count);
            position += (int) count;
            return taken;
        }
    }
}
