package dev.fastener.convert.tensorflow;

/**
 * Decompression of a <a href="https://github.com/google/snappy/blob/main/format_description.txt">Snappy</a> block, which a
 * table of variables may be packed in.
 */
final class Snappy {
    /** Snappy packs 64 bytes into 3 at best. */
    private static final int BEST_RATIO = 22;

    private Snappy() {}

    static Bytes unpack(Bytes packed) {
        Bytes.Cursor in = packed.cursor();
        long length = in.varint();
        if (length < 0 || length > (long) packed.length() * BEST_RATIO) {
            throw packed.malformed(
                    packed.start(),
                    "expected a packed block of at most " + BEST_RATIO + " times its size, found a claim of "
                            + Long.toUnsignedString(length) + " bytes");
        }
        byte[] out = new byte[(int) length];
        int position = 0;
        while (!in.atEnd()) {
            int at = in.position();
            int tag = unsigned(in, 1);
            int count;
            if ((tag & 3) == 0) {
                int stored = tag >> 2;
                long literal = 1 + (stored < 60 ? stored : Integer.toUnsignedLong(unsigned(in, stored - 59)));
                Bytes bytes = in.take(literal);
                if (bytes.length() > out.length - position) {
                    throw packed.malformed(at, "expected at most " + length + " unpacked bytes, found more");
                }
                System.arraycopy(bytes.array(), bytes.start(), out, position, bytes.length());
                position += bytes.length();
                continue;
            }
            int distance;
            if ((tag & 3) == 1) {
                count = 4 + (tag >> 2 & 7);
                distance = (tag >> 5) << 8 | unsigned(in, 1);
            } else {
                count = 1 + (tag >> 2);
                distance = unsigned(in, (tag & 3) == 2 ? 2 : 4);
            }
            if (distance <= 0 || distance > position || count > out.length - position) {
                throw packed.malformed(at, "expected a copy of bytes before it, found a distance of " + distance);
            }
            // Byte by byte: a copy may overlap what it writes.
            for (int i = 0; i < count; i++, position++) {
                out[position] = out[position - distance];
            }
        }
        if (position != out.length) {
            throw packed.malformed(packed.start(), "expected " + length + " unpacked bytes, found " + position);
        }
        return Bytes.of(packed.file(), out);
    }

    private static int unsigned(Bytes.Cursor in, int bytes) {
        Bytes taken = in.take(bytes);
        int value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | taken.array()[taken.start() + i] & 0xff;
        }
        return value;
    }
}
