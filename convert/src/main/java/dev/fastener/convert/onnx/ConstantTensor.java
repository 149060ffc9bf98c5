package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/**
 * A constant of an ONNX file; its values are read when they are asked for, so that a file's claims cost nothing.
 *
 * @param type code of its elements
 * @param dims as the file has them; content that they don't fit is refused when it is read
 * @param bytes its content, little-endian; throws where it isn't there
 */
record ConstantTensor(String name, int type, List<Long> dims, Supplier<ByteBuffer> bytes) {
    static final int FLOAT = 1;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int BOOL = 9;

    /** A type of onnx.proto as messages name it. */
    static String typeName(long type) {
        return switch ((int) Math.min(Math.max(type, 0), 100)) {
            case FLOAT -> "float32";
            case 2 -> "uint8";
            case 3 -> "int8";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case 8 -> "string";
            case BOOL -> "bool";
            case 10 -> "float16";
            case 11 -> "float64";
            case 16 -> "bfloat16";
            case 17, 18, 19, 20 -> "float8";
            case 21, 22 -> "int4";
            default -> "type " + type;
        };
    }

    String typeName() {
        return typeName(type);
    }

    boolean isFloat() {
        return type == FLOAT;
    }

    /** Narrower or wider than 32 bits. */
    boolean isOtherFloat() {
        return typeName().contains("float") && !isFloat();
    }

    boolean isInteger() {
        return type == INT32 || type == INT64;
    }

    /** Values of [dims], row-major. */
    float[] floats() {
        ByteBuffer content = content(4);
        float[] values = new float[content.remaining() / 4];
        content.asFloatBuffer().get(values);
        return values;
    }

    long[] integers() {
        ByteBuffer content = content(type == INT64 ? 8 : 4);
        long[] values = new long[content.remaining() / (type == INT64 ? 8 : 4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = type == INT64 ? content.getLong() : content.getInt();
        }
        return values;
    }

    int[] shape() {
        int[] shape = new int[dims.size()];
        for (int i = 0; i < shape.length; i++) {
            // What is out of range fits no content.
            shape[i] = (int) Math.max(-1, Math.min(dims.get(i), Integer.MAX_VALUE));
        }
        return shape;
    }

    private ByteBuffer content(int size) {
        ByteBuffer content = bytes.get();
        long expected = size;
        for (long dim : dims) {
            // Neither factor is above the content's size, else the product is too.
            if (dim < 0 || dim > content.remaining() || (expected *= dim) > content.remaining()) {
                throw wrongSize(content.remaining());
            }
        }
        if (expected != content.remaining()) {
            throw wrongSize(content.remaining());
        }
        return content;
    }

    private ConversionException wrongSize(int found) {
        return new ConversionException(
                "tensor " + name + ": expected values of shape " + dims + ", found " + found + " bytes");
    }
}
