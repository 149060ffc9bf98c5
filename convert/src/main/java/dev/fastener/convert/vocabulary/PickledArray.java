package dev.fastener.convert.vocabulary;

import dev.fastener.convert.ConversionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** numpy's arrays inside a pickle: at most two dimensions of numbers, booleans, strings, bytes or objects, as lists. */
final class PickledArray {
    private PickledArray() {}

    /** A dtype: "i8", "U5", "O"; its byte order comes later. */
    static final class Type {
        private final String code;
        private String order = "<";

        Type(String code) {
            this.code = code;
        }

        void order(String order) {
            this.order = order;
        }

        boolean isObject() {
            return code.startsWith("O");
        }

        /** Bytes of a value; 0 where it isn't known. */
        int size() {
            if (!code.matches("[biufUS][1-9]\\d{0,5}")) {
                return 0;
            }
            int number = Integer.parseInt(code.substring(1));
            return switch (code.charAt(0)) {
                case 'U' -> 4 * number;
                case 'b', 'i', 'u' -> Integer.bitCount(number) == 1 && number <= 8 ? number : 0;
                case 'f' -> number == 4 || number == 8 ? number : 0;
                default -> number;
            };
        }

        ByteOrder byteOrder() {
            return order.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }

        @Nullable
        Object value(ByteBuffer in, int at) {
            int size = size();
            return switch (code.charAt(0)) {
                case 'b' -> in.get(at) != 0;
                case 'f' -> size == 4 ? (Object) (double) in.getFloat(at) : (Object) in.getDouble(at);
                case 'U' -> codePoints(in, at, size / 4);
                case 'S' -> bytes(in, at, size);
                default ->
                    switch (size) {
                        case 1 -> (long) in.get(at) & (code.charAt(0) == 'u' ? 0xFF : -1);
                        case 2 -> (long) in.getShort(at) & (code.charAt(0) == 'u' ? 0xFFFF : -1);
                        case 4 -> in.getInt(at) & (code.charAt(0) == 'u' ? 0xFFFFFFFFL : -1);
                        default -> in.getLong(at);
                    };
            };
        }

        /** Zeros fill the end. */
        private static String codePoints(ByteBuffer in, int at, int length) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                int code = in.getInt(at + 4 * i);
                if (code != 0 && Character.isValidCodePoint(code)) {
                    text.appendCodePoint(code);
                }
            }
            return text.toString();
        }

        private static String bytes(ByteBuffer in, int at, int size) {
            int end = size;
            while (end > 0 && in.get(at + end - 1) == 0) {
                end--;
            }
            return new String(in.array(), at, end, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return code;
        }
    }

    /** An array whose state may come later. Its values are made once, whoever asks. */
    static final class Unfinished {
        private @Nullable List<Object> values;
        private List<?> shape = List.of(0L);
        private Type type = new Type("O");
        private Object contents = List.of();
        private boolean fortran;

        Unfinished() {}

        Unfinished(List<?> shape, Type type, byte[] contents, boolean fortran) {
            this.shape = shape;
            this.type = type;
            this.contents = contents;
            this.fortran = fortran;
        }

        /** @param state (version, shape, dtype, whether in Fortran's order, bytes or a list of objects) */
        void build(List<?> state, Function<String, ConversionException> wrong) {
            if (!(state.get(1) instanceof List<?> newShape)
                    || !(state.get(2) instanceof Type newType)
                    || !(state.get(3) instanceof Boolean newFortran)
                    || state.get(4) == null) {
                throw wrong.apply("expected the state of an array of numpy");
            }
            shape = newShape;
            type = newType;
            fortran = newFortran;
            contents = state.get(4);
            values = null;
        }

        List<Object> values(Function<String, ConversionException> wrong) {
            if (values == null) {
                values = made(wrong);
            }
            return values;
        }

        private List<Object> made(Function<String, ConversionException> wrong) {
            if (shape.isEmpty() || shape.size() > 2) {
                throw wrong.apply("expected an array of numpy of one or two dimensions, found " + shape.size());
            }
            List<Object> flat = flat(wrong);
            int rows = size(0, wrong);
            int columns = shape.size() == 1 ? 1 : size(1, wrong);
            if ((long) rows * columns != flat.size()) {
                throw wrong.apply(
                        "expected " + (long) rows * columns + " values in an array of numpy, found " + flat.size());
            }
            if (shape.size() == 1 || flat.isEmpty()) {
                return flat;
            }
            List<Object> table = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                List<Object> line = new ArrayList<>();
                for (int column = 0; column < columns; column++) {
                    line.add(flat.get(fortran ? column * rows + row : row * columns + column));
                }
                table.add(line);
            }
            return table;
        }

        private int size(int axis, Function<String, ConversionException> wrong) {
            if (shape.get(axis) instanceof Long size && size >= 0 && size <= Integer.MAX_VALUE) {
                return size.intValue();
            }
            throw wrong.apply("expected the size of an array of numpy, found another value");
        }

        private List<Object> flat(Function<String, ConversionException> wrong) {
            if (type.isObject() && contents instanceof List<?> objects) {
                return new ArrayList<>(objects); // may hold nulls, which nobody here looks at
            }
            int size = type.size();
            if (size == 0 || !(contents instanceof byte[] raw) || raw.length % size != 0) {
                throw wrong.apply("expected an array of numpy of numbers, booleans or strings, found type " + type);
            }
            ByteBuffer in = ByteBuffer.wrap(raw).order(type.byteOrder());
            List<Object> values = new ArrayList<>(raw.length / size);
            for (int at = 0; at < raw.length; at += size) {
                values.add(type.value(in, at));
            }
            return values;
        }
    }
}
