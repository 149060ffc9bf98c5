package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A protobuf message, its fields found by number when they are asked for; messages within it are not looked into before
 * (<a href="https://protobuf.dev/programming-guides/encoding/">the wire format</a>). A field that is absent is 0, empty or a
 * message without fields; a field of another type than asked for is an error.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_FIELDS = 2_000_000;

    private final Bytes bytes;
    /** Number and wire type of each field as in its key, in the order of the file. */
    private int[] keys = new int[8];
    /** Content of each field. */
    private Bytes[] contents = new Bytes[8];

    private int fields;

    private Message(Bytes bytes) {
        this.bytes = bytes;
        Bytes.Cursor in = bytes.cursor();
        while (!in.atEnd()) {
            int at = in.position();
            long key = in.varint();
            if (key >>> 3 == 0 || key >>> 32 != 0) {
                throw bytes.malformed(at, "expected a field of a protobuf message, found number " + (key >>> 3));
            }
            Bytes content = switch ((int) key & 7) {
                case VARINT -> {
                    int from = in.position();
                    in.varint();
                    yield new Bytes(bytes.file(), bytes.array(), from, in.position());
                }
                case FIXED64 -> in.take(8);
                case LENGTH -> in.take(in.varint());
                case FIXED32 -> in.take(4);
                default -> throw bytes.malformed(at, "expected a protobuf wire type 0, 1, 2 or 5, found " + (key & 7));
            };
            add(at, (int) key, content);
        }
    }

    static Message of(Bytes bytes) {
        return new Message(bytes);
    }

    private Message(Bytes bytes, int key, Bytes content) {
        this.bytes = bytes;
        add(bytes.start(), key, content);
    }

    /** One whose only field is {@code content}. */
    static Message ofMessage(int field, Message content) {
        return new Message(content.bytes, field << 3 | LENGTH, content.bytes);
    }

    /** One whose only field is a number below 128, else 0. */
    static Message ofNumber(String file, int field, long number) {
        byte varint = number < 0 || number > Byte.MAX_VALUE ? 0 : (byte) number;
        Bytes bytes = Bytes.of(file, new byte[] {varint});
        return new Message(bytes, field << 3 | VARINT, bytes);
    }

    private void add(int at, int key, Bytes content) {
        if (fields == MOST_FIELDS) {
            throw bytes.malformed(at, "expected at most " + MOST_FIELDS + " fields in a message, found more");
        }
        if (fields == keys.length) {
            keys = Arrays.copyOf(keys, 2 * fields);
            contents = Arrays.copyOf(contents, 2 * fields);
        }
        keys[fields] = key;
        contents[fields++] = content;
    }

    String file() {
        return bytes.file();
    }

    int sizeBytes() {
        return bytes.length();
    }

    boolean has(int field) {
        for (int i = 0; i < fields; i++) {
            if (keys[i] >>> 3 == field) {
                return true;
            }
        }
        return false;
    }

    List<Message> messages(int field) {
        return contents(field).stream().map(Message::new).toList();
    }

    /** The last message of this field, as protobuf has it; one without fields where there is none. */
    Message message(int field) {
        return new Message(last(field));
    }

    List<String> texts(int field) {
        return contents(field).stream().map(Bytes::text).toList();
    }

    String text(int field) {
        return last(field).text();
    }

    Bytes content(int field) {
        return last(field);
    }

    List<Bytes> contents(int field) {
        List<Bytes> found = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            if (keys[i] >>> 3 == field) {
                requireType(i, LENGTH);
                found.add(contents[i]);
            }
        }
        return found;
    }

    /** A map whose keys are strings and whose values are messages. */
    Map<String, Message> map(int field) {
        Map<String, Message> map = new LinkedHashMap<>();
        for (Message entry : messages(field)) {
            map.put(entry.text(1), entry.message(2));
        }
        return map;
    }

    long number(int field) {
        long value = 0;
        for (int i = 0; i < fields; i++) {
            if (keys[i] >>> 3 == field) {
                requireType(i, VARINT);
                value = contents[i].cursor().varint();
            }
        }
        return value;
    }

    /** A number that is a size or an index. */
    int size(int field) {
        long value = number(field);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw bytes.malformed(bytes.start(), "expected a number from 0 to 2147483647, found " + value);
        }
        return (int) value;
    }

    /** Repeated numbers, packed or one by one. */
    long[] numbers(int field) {
        long[] values = new long[8];
        int count = 0;
        for (int i = 0; i < fields; i++) {
            if (keys[i] >>> 3 != field) {
                continue;
            }
            Bytes.Cursor in = contents[i].cursor();
            while (!in.atEnd()) {
                if (count == values.length) {
                    values = Arrays.copyOf(values, 2 * count);
                }
                values[count++] = in.varint();
            }
        }
        return Arrays.copyOf(values, count);
    }

    float float32(int field) {
        float value = 0;
        for (int i = 0; i < fields; i++) {
            if (keys[i] >>> 3 == field) {
                requireType(i, FIXED32);
                value = contents[i].buffer().getFloat();
            }
        }
        return value;
    }

    /** Bytes of repeated fixed-width numbers, packed or one by one, one after another. */
    Bytes fixed(int field) {
        List<Bytes> parts = new ArrayList<>();
        int length = 0;
        for (int i = 0; i < fields; i++) {
            if (keys[i] >>> 3 == field) {
                parts.add(contents[i]);
                length += contents[i].length();
            }
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        byte[] joined = new byte[length];
        int to = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.array(), part.start(), joined, to, part.length());
            to += part.length();
        }
        return Bytes.of(bytes.file(), joined);
    }

    ConversionException malformed(String reason) {
        return bytes.malformed(bytes.start(), reason);
    }

    private Bytes last(int field) {
        Bytes found = bytes.slice(0, 0);
        for (int i = 0; i < fields; i++) {
            if (keys[i] >>> 3 == field) {
                requireType(i, LENGTH);
                found = contents[i];
            }
        }
        return found;
    }

    private void requireType(int i, int type) {
        if ((keys[i] & 7) != type) {
            throw bytes.malformed(
                    contents[i].start(),
                    "field " + (keys[i] >>> 3) + ": expected protobuf wire type " + type + ", found " + (keys[i] & 7));
        }
    }
}
