package dev.fastener.convert;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A protobuf message that is changed field by field, so that what comes of it is still one: numbers become extreme, texts others of
 * the file, fields go, are doubled, swapped, repeated many times or nested in themselves. What a field holds is guessed: a message where
 * its bytes read as one.
 */
public final class DamagedMessage {
    private static final long[] EXTREMES = {
        0,
        1,
        2,
        3,
        7,
        16,
        -1,
        -2,
        127,
        1 << 20,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final int DEEPEST = 12;

    /** @param inner empty for what is no message */
    private record Field(int number, int type, long varint, byte[] content, List<Field> inner) {}

    private DamagedMessage() {}

    /** {@code message} with one to four changes. */
    public static byte[] of(byte[] message, Random random) {
        List<Field> fields = read(message, 0);
        if (fields == null || fields.isEmpty()) {
            byte[] other = message.clone();
            if (other.length > 0) {
                other[random.nextInt(other.length)] = (byte) random.nextInt(256);
            }
            return other;
        }
        List<byte[]> texts = new ArrayList<>();
        collect(fields, texts);
        for (int i = random.nextInt(4); i >= 0; i--) {
            fields = damaged(fields, random, texts);
        }
        return written(fields);
    }

    private static List<Field> damaged(List<Field> fields, Random random, List<byte[]> texts) {
        List<Field> others = new ArrayList<>(fields);
        if (others.isEmpty()) {
            return others;
        }
        int at = random.nextInt(others.size());
        Field field = others.get(at);
        if (!field.inner.isEmpty() && random.nextInt(8) > 0) {
            others.set(at, new Field(field.number, field.type, 0, field.content, damaged(field.inner, random, texts)));
            return others;
        }
        switch (random.nextInt(8)) {
            case 0 -> others.remove(at);
            case 1 -> others.add(random.nextInt(others.size() + 1), field);
            case 2 -> others.set(at, others.get(random.nextInt(others.size())));
            case 3 -> {
                for (int i = random.nextInt(60); i > 0; i--) {
                    others.add(at, field);
                }
            }
            case 4 -> {
                Field nested = field;
                for (int i = random.nextInt(200); i > 0 && field.type == 2; i--) {
                    nested = new Field(field.number, 2, 0, new byte[0], List.of(nested));
                }
                others.set(at, nested);
            }
            default -> others.set(at, changed(field, random, texts));
        }
        return others;
    }

    private static Field changed(Field field, Random random, List<byte[]> texts) {
        if (field.type == 0) {
            long number = random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextInt(12);
            return new Field(field.number, 0, number, field.content, List.of());
        }
        if (field.type != 2) {
            byte[] bytes = field.content.clone();
            Arrays.fill(bytes, (byte) (random.nextBoolean() ? 0xff : random.nextInt(256)));
            return new Field(field.number, field.type, 0, bytes, List.of());
        }
        byte[] content = texts.isEmpty() || random.nextInt(6) == 0
                ? new byte[random.nextInt(3)]
                : texts.get(random.nextInt(texts.size()));
        return new Field(field.number, 2, 0, content, List.of());
    }

    private static void collect(List<Field> fields, List<byte[]> texts) {
        for (Field field : fields) {
            if (field.type == 2 && field.content.length < 100) {
                texts.add(field.content);
            }
            collect(field.inner, texts);
        }
    }

    private static List<Field> read(byte[] bytes, int depth) {
        List<Field> fields = new ArrayList<>();
        int[] at = {0};
        while (at[0] < bytes.length) {
            Long key = varint(bytes, at);
            if (key == null || key >>> 3 == 0 || key >>> 3 > 200) {
                return null;
            }
            int type = (int) (key & 7);
            Long value = type == 0 || type == 2 ? varint(bytes, at) : Long.valueOf(type == 1 ? 8 : type == 5 ? 4 : -1);
            if (value == null || type != 0 && (value < 0 || value > bytes.length - at[0])) {
                return null;
            }
            byte[] content = type == 0 ? new byte[0] : Arrays.copyOfRange(bytes, at[0], at[0] + value.intValue());
            at[0] += content.length;
            List<Field> inner = type == 2 && depth < DEEPEST && content.length > 1 ? read(content, depth + 1) : null;
            fields.add(new Field((int) (key >>> 3), type, value, content, inner == null ? List.of() : inner));
        }
        return fields;
    }

    private static Long varint(byte[] bytes, int[] at) {
        long value = 0;
        for (int shift = 0; shift < 64 && at[0] < bytes.length; shift += 7) {
            byte next = bytes[at[0]++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return null;
    }

    private static byte[] written(List<Field> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Field field : fields) {
            write(out, (long) field.number << 3 | field.type);
            if (field.type == 0) {
                write(out, field.varint);
            } else {
                byte[] content = field.inner.isEmpty() ? field.content : written(field.inner);
                if (field.type == 2) {
                    write(out, content.length);
                }
                out.writeBytes(content);
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
