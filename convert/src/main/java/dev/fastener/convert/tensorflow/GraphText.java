package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Protobuf's <a href="https://protobuf.dev/reference/protobuf/textformat-spec/">text format</a> of a GraphDef to the binary one,
 * so that there is one reader of graphs. Fields that no graph's meaning needs are passed over.
 */
final class GraphText {
    private static final int DEEPEST = 60;

    /** What a field holds. */
    private enum Kind {
        MESSAGE,
        TEXT,
        NUMBER,
        FLOAT,
        DOUBLE,
        /** Of no effect on what the graph means. */
        PASSED_OVER
    }

    /** @param message type of a MESSAGE's content */
    private record Field(int number, Kind kind, String message) {
        static final Field PASSED_OVER = new Field(0, Kind.PASSED_OVER, "");

        static Field of(int number, Kind kind) {
            return new Field(number, kind, "");
        }

        static Field message(int number, String type) {
            return new Field(number, Kind.MESSAGE, type);
        }
    }

    /** Fields by message and name: graph.proto, node_def.proto, attr_value.proto, tensor.proto, function.proto, op_def.proto. */
    private static final Map<String, Map<String, Field>> SCHEMA = Map.ofEntries(
            Map.entry(
                    "GraphDef",
                    Map.of("node", Field.message(1, "NodeDef"), "library", Field.message(2, "FunctionDefLibrary"))),
            Map.entry(
                    "NodeDef",
                    Map.of(
                            "name", Field.of(1, Kind.TEXT),
                            "op", Field.of(2, Kind.TEXT),
                            "input", Field.of(3, Kind.TEXT),
                            "attr", Field.message(5, "AttrEntry"))),
            Map.entry("AttrEntry", Map.of("key", Field.of(1, Kind.TEXT), "value", Field.message(2, "AttrValue"))),
            Map.entry(
                    "AttrValue",
                    Map.of(
                            "list", Field.message(1, "ListValue"),
                            "s", Field.of(2, Kind.TEXT),
                            "i", Field.of(3, Kind.NUMBER),
                            "f", Field.of(4, Kind.FLOAT),
                            "b", Field.of(5, Kind.NUMBER),
                            "type", Field.of(6, Kind.NUMBER),
                            "shape", Field.message(7, "TensorShapeProto"),
                            "tensor", Field.message(8, "TensorProto"),
                            "func", Field.message(10, "NameAttrList"))),
            Map.entry(
                    "ListValue",
                    Map.of(
                            "s", Field.of(2, Kind.TEXT),
                            "i", Field.of(3, Kind.NUMBER),
                            "shape", Field.message(7, "TensorShapeProto"))),
            Map.entry("NameAttrList", Map.of("name", Field.of(1, Kind.TEXT))),
            Map.entry(
                    "TensorShapeProto",
                    Map.of("dim", Field.message(2, "Dim"), "unknown_rank", Field.of(3, Kind.NUMBER))),
            Map.entry("Dim", Map.of("size", Field.of(1, Kind.NUMBER))),
            Map.entry(
                    "TensorProto",
                    Map.of(
                            "dtype", Field.of(1, Kind.NUMBER),
                            "tensor_shape", Field.message(2, "TensorShapeProto"),
                            "tensor_content", Field.of(4, Kind.TEXT),
                            "float_val", Field.of(5, Kind.FLOAT),
                            "double_val", Field.of(6, Kind.DOUBLE),
                            "int_val", Field.of(7, Kind.NUMBER),
                            "string_val", Field.of(8, Kind.TEXT),
                            "int64_val", Field.of(10, Kind.NUMBER),
                            "bool_val", Field.of(11, Kind.NUMBER),
                            "half_val", Field.of(13, Kind.NUMBER))),
            Map.entry("FunctionDefLibrary", Map.of("function", Field.message(1, "FunctionDef"))),
            Map.entry(
                    "FunctionDef",
                    Map.of(
                            "signature", Field.message(1, "OpDef"),
                            "node_def", Field.message(3, "NodeDef"),
                            "ret", Field.message(4, "RetEntry"))),
            Map.entry("RetEntry", Map.of("key", Field.of(1, Kind.TEXT), "value", Field.of(2, Kind.TEXT))),
            Map.entry(
                    "OpDef",
                    Map.of(
                            "name", Field.of(1, Kind.TEXT),
                            "input_arg", Field.message(2, "ArgDef"),
                            "output_arg", Field.message(3, "ArgDef"))),
            Map.entry("ArgDef", Map.of("name", Field.of(1, Kind.TEXT))));

    /** Names that numbers go by: types.proto, and booleans. */
    private static final Map<String, Long> NAMED = Map.ofEntries(
            Map.entry("false", 0L),
            Map.entry("true", 1L),
            Map.entry("DT_FLOAT", 1L),
            Map.entry("DT_DOUBLE", 2L),
            Map.entry("DT_INT32", 3L),
            Map.entry("DT_UINT8", 4L),
            Map.entry("DT_INT16", 5L),
            Map.entry("DT_INT8", 6L),
            Map.entry("DT_STRING", 7L),
            Map.entry("DT_INT64", 9L),
            Map.entry("DT_BOOL", 10L),
            Map.entry("DT_BFLOAT16", 14L),
            Map.entry("DT_UINT16", 17L),
            Map.entry("DT_HALF", 19L),
            Map.entry("DT_RESOURCE", 20L),
            Map.entry("DT_VARIANT", 21L));

    private static final Set<String> FIRST = Set.of("node", "library", "version", "versions");

    private final Bytes text;
    private int position;
    private int depth;

    private GraphText(Bytes text) {
        this.text = text;
        this.position = text.start();
    }

    /** Whether a file starts as a GraphDef's text does. */
    static boolean isText(Bytes bytes) {
        GraphText reader = new GraphText(bytes);
        String name = reader.word();
        int next = reader.peek();
        return FIRST.contains(name) && (next == '{' || next == '<' || next == ':');
    }

    static Bytes binary(Bytes text) {
        return Bytes.of(text.file(), new GraphText(text).message("GraphDef", -1));
    }

    /** Fields up to {@code end}, a bracket or -1 for the end of the file. */
    private byte[] message(String type, int end) {
        if (++depth > DEEPEST) {
            throw malformed("expected messages at most " + DEEPEST + " deep, found deeper ones");
        }
        Map<String, Field> fields = SCHEMA.getOrDefault(type, Map.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int next = peek(); next != end; next = peek()) {
            if (next == -1) {
                throw malformed("expected " + (char) end + ", found the end of the file");
            }
            String name = next == '[' ? extension() : word();
            if (name.isEmpty()) {
                throw malformed("expected the name of a field, found " + (char) next);
            }
            boolean colon = skip(':');
            Field field = fields.getOrDefault(name, Field.PASSED_OVER);
            if (peek() == '[') {
                position++;
                while (!skip(']')) {
                    value(out, field, colon);
                    skip(',');
                }
            } else {
                value(out, field, colon);
            }
            if (!skip(';')) {
                skip(',');
            }
        }
        position += end == -1 ? 0 : 1;
        depth--;
        return out.toByteArray();
    }

    private void value(ByteArrayOutputStream out, Field field, boolean colon) {
        int next = peek();
        boolean passedOver = field.kind == Kind.PASSED_OVER;
        if (next == '{' || next == '<') {
            position++;
            if (!passedOver && field.kind != Kind.MESSAGE) {
                throw malformed("expected a value, found a message");
            }
            byte[] content = message(field.message, next == '{' ? '}' : '>');
            if (!passedOver) {
                content(out, field.number, content);
            }
            return;
        }
        if (!colon || field.kind == Kind.MESSAGE) {
            throw malformed("expected a message, found a value");
        }
        if (next == '"' || next == '\'') {
            byte[] content = strings();
            if (field.kind == Kind.TEXT) {
                content(out, field.number, content);
            } else if (!passedOver) {
                throw malformed("expected a number, found text");
            }
            return;
        }
        String word = word();
        if (word.isEmpty()) {
            throw malformed("expected a value, found " + (next == -1 ? "the end of the file" : "" + (char) next));
        }
        if (!passedOver) {
            number(out, field, word);
        }
    }

    private void number(ByteArrayOutputStream out, Field field, String word) {
        try {
            switch (field.kind) {
                case FLOAT -> {
                    varint(out, (long) field.number << 3 | 5);
                    little(out, Float.floatToRawIntBits((float) real(word)), 4);
                }
                case DOUBLE -> {
                    varint(out, (long) field.number << 3 | 1);
                    little(out, Double.doubleToRawLongBits(real(word)), 8);
                }
                case NUMBER -> {
                    varint(out, (long) field.number << 3);
                    Long named = NAMED.get(word);
                    // An element type that no number of a tagger has.
                    varint(out, named != null ? named : word.startsWith("DT_") ? 99 : Long.decode(word));
                }
                default -> throw malformed("expected text, found " + word);
            }
        } catch (NumberFormatException e) {
            throw malformed("expected a number, found " + word);
        }
    }

    private static double real(String word) {
        return switch (word) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(word);
        };
    }

    /** Text in quotes, with the escapes of C; several in a row are one. */
    private byte[] strings() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int quote = peek(); quote == '"' || quote == '\''; quote = peek()) {
            position++;
            for (int next = take(); next != quote; next = take()) {
                if (next == '\n') {
                    throw malformed("expected the end of a text, found the end of its line");
                }
                if (next == '\\') {
                    escape(out);
                } else {
                    out.write(next);
                }
            }
        }
        return out.toByteArray();
    }

    private void escape(ByteArrayOutputStream out) {
        int kind = take();
        switch (kind) {
            case 'n' -> out.write('\n');
            case 't' -> out.write('\t');
            case 'r' -> out.write('\r');
            case 'a' -> out.write(7);
            case 'b' -> out.write('\b');
            case 'f' -> out.write('\f');
            case 'v' -> out.write(11);
            case 'x', 'X' -> out.write(digits(16, 2, 0));
            case '\\', '\'', '"', '?' -> out.write(kind);
            default -> {
                if (kind < '0' || kind > '7') {
                    throw malformed("expected an escape as in C, found \\" + (char) kind);
                }
                out.write(digits(8, 2, kind - '0'));
            }
        }
    }

    private int digits(int radix, int most, int first) {
        int value = first;
        for (int i = 0; i < most && position < text.end(); i++) {
            int digit = Character.digit(text.array()[position], radix);
            if (digit < 0) {
                break;
            }
            value = value * radix + digit;
            position++;
        }
        return value;
    }

    private String extension() {
        int from = position;
        while (take() != ']') {}
        return new String(text.array(), from, position - from, StandardCharsets.UTF_8);
    }

    /** A name or number; empty where there is none. */
    private String word() {
        peek();
        int from = position;
        while (position < text.end() && isWord(text.array()[position])) {
            position++;
        }
        return new String(text.array(), from, position - from, StandardCharsets.US_ASCII);
    }

    private static boolean isWord(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '_'
                || c == '.'
                || c == '-'
                || c == '+';
    }

    /** The next byte after blanks and comments, -1 at the end. */
    private int peek() {
        while (position < text.end()) {
            byte c = text.array()[position];
            if (c == '#') {
                while (position < text.end() && text.array()[position] != '\n') {
                    position++;
                }
            } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                position++;
            } else {
                return c & 0xff;
            }
        }
        return -1;
    }

    private boolean skip(char expected) {
        boolean there = peek() == expected;
        position += there ? 1 : 0;
        return there;
    }

    private int take() {
        if (position == text.end()) {
            throw malformed("expected the end of a text, found the end of the file");
        }
        return text.array()[position++] & 0xff;
    }

    private ConversionException malformed(String reason) {
        int line = 1;
        for (int i = text.start(); i < Math.min(position, text.end()); i++) {
            line += text.array()[i] == '\n' ? 1 : 0;
        }
        return new ConversionException(text.file() + ", line " + line + ": " + reason
                + "; the file is damaged or no GraphDef, export it again");
    }

    private static void content(ByteArrayOutputStream out, int field, byte[] content) {
        varint(out, (long) field << 3 | 2);
        varint(out, content.length);
        out.write(content, 0, content.length);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private static void little(ByteArrayOutputStream out, long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (bits >>> 8 * i));
        }
    }
}
