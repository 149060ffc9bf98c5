package dev.fastener.convert.tensorflow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a LevelDB table (<a href="https://github.com/google/leveldb/blob/main/doc/table_format.md">its format</a>), which is
 * what TensorFlow keeps the names of its variables in: a footer leads to a block of handles, each to a block of entries whose
 * keys share prefixes.
 */
final class Table {
    private static final int FOOTER = 48;
    private static final int MAGIC_LOW = 0x8b80fb57;
    private static final int MAGIC_HIGH = 0xdb477524;
    private static final int TRAILER = 5;
    private static final int LONGEST_KEY = 1 << 12;

    /** Bytes of all names for each byte of the file; shared beginnings of names are stored once. */
    private static final int MOST_UNFOLDED = 16;

    private static final int SMALL_FILE = 1 << 16;

    private Table() {}

    /** Every entry, keys ascending by their bytes. */
    static Map<String, Bytes> read(Bytes file) {
        if (file.length() < FOOTER) {
            throw file.malformed(0, "expected a table of at least " + FOOTER + " bytes, found " + file.length());
        }
        Bytes footer = file.slice(file.length() - FOOTER, FOOTER);
        if (footer.int32(FOOTER - 8) != MAGIC_LOW || footer.int32(FOOTER - 4) != MAGIC_HIGH) {
            throw file.malformed(
                    footer.start(), "expected a table of variables, found another end than such a file has");
        }
        Bytes.Cursor handles = footer.cursor();
        handles.varint();
        handles.varint();
        Map<String, Bytes> entries = new LinkedHashMap<>();
        long budget = file.length();
        Names names = new Names((long) MOST_UNFOLDED * Math.max(SMALL_FILE, file.length()));
        for (Bytes handle : entries(block(file, handles), names).values()) {
            Bytes.Cursor at = handle.cursor();
            Bytes block = block(file, at);
            // Each block of a sound table is of other bytes; one that is listed over and over would multiply.
            budget -= block.length() / 4;
            if (budget < 0) {
                throw file.malformed(handle.start(), "expected each block once, found more blocks than bytes");
            }
            entries.putAll(entries(block, names));
        }
        return entries;
    }

    /** What is left for the names of all blocks, in bytes. */
    private static final class Names {
        private long left;

        Names(long most) {
            left = most;
        }

        boolean take(int bytes) {
            left -= bytes;
            return left >= 0;
        }
    }

    private static Bytes block(Bytes file, Bytes.Cursor handle) {
        long offset = handle.varint();
        long size = handle.varint();
        if (offset < 0 || size < 0 || size > file.length() - TRAILER || offset > file.length() - TRAILER - size) {
            throw file.malformed(
                    handle.position(),
                    "expected a block within " + file.length() + " bytes, found " + Long.toUnsignedString(size)
                            + " bytes at " + Long.toUnsignedString(offset));
        }
        Bytes stored = file.slice(offset, size + 1);
        int expected = file.int32((int) (offset + size + 1));
        int found = Crc32c.masked(stored.array(), stored.start(), stored.length());
        if (expected != found) {
            throw file.malformed(
                    stored.start(),
                    "expected a block with the checksum " + Integer.toHexString(expected) + ", found "
                            + Integer.toHexString(found));
        }
        Bytes content = file.slice(offset, size);
        int packing = file.array()[file.start() + (int) (offset + size)];
        return switch (packing) {
            case 0 -> content;
            case 1 -> Snappy.unpack(content);
            default ->
                throw file.malformed(
                        stored.end() - 1,
                        "expected a block that is plain or packed by Snappy, found packing " + packing);
        };
    }

    /** Entries of a block: shared length, own length, value length, the key's end, the value; then the restarts, not needed here. */
    private static Map<String, Bytes> entries(Bytes block, Names names) {
        if (block.length() < 4) {
            throw block.malformed(block.start(), "expected a block of at least 4 bytes, found " + block.length());
        }
        long restarts = Integer.toUnsignedLong(block.int32(block.length() - 4));
        Bytes.Cursor in = block.slice(0, block.length() - 4 - 4 * restarts).cursor();
        Map<String, Bytes> entries = new LinkedHashMap<>();
        byte[] key = {};
        while (!in.atEnd()) {
            int at = in.position();
            long shared = in.varint();
            long own = in.varint();
            long valueLength = in.varint();
            if (shared < 0 || shared > key.length || own > LONGEST_KEY - shared) {
                throw block.malformed(
                        at,
                        "expected a key of at most " + LONGEST_KEY + " bytes that shares " + key.length + ", found "
                                + shared + " shared bytes and " + own + " of its own");
            }
            Bytes end = in.take(own);
            key = Arrays.copyOf(key, (int) (shared + own));
            System.arraycopy(end.array(), end.start(), key, (int) shared, end.length());
            if (!names.take(key.length)) {
                throw block.malformed(
                        at,
                        "expected names of at most " + MOST_UNFOLDED + " times the file's size together, found more");
            }
            entries.put(new String(key, StandardCharsets.UTF_8), in.take(valueLength));
        }
        return entries;
    }
}
