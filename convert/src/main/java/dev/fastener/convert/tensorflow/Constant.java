package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An array that a graph holds or restores; row-major.
 *
 * @param name of the node or variable, for errors
 * @param shape empty for a scalar
 * @param values as floats; integers beyond 2^24 lose digits, which no shape or index of a tagger has
 */
record Constant(String name, int[] shape, float[] values) {
    /** A few bytes may claim as many equal values; a larger array has to be in the file. */
    static final int MOST_REPEATED = 1 << 20;

    Constant {
        if (count(name, shape) != values.length) {
            throw new ConversionException(
                    name + ": expected values for the shape " + Arrays.toString(shape) + ", found " + values.length);
        }
    }

    static Constant scalar(float value) {
        return new Constant("", new int[0], new float[] {value});
    }

    static Constant vector(float... values) {
        return new Constant("", new int[] {values.length}, values);
    }

    /** Of {@code shape} times {@code type}'s size bytes. */
    static Constant of(String name, int[] shape, ElementType type, Bytes content) {
        long count = count(name, shape);
        if (count * type.sizeBytes() != content.length()) {
            throw new ConversionException(content.file() + ": " + name + ": expected " + count * type.sizeBytes()
                    + " bytes for the shape " + Arrays.toString(shape) + ", found " + content.length());
        }
        float[] values = new float[(int) count];
        ByteBuffer in = content.buffer();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) type.next(in);
        }
        return new Constant(name, shape, values);
    }

    /** Of a TensorProto: raw bytes, or a list of numbers whose last is repeated up to the shape's count. */
    static Constant of(String name, Message tensor) {
        int[] shape = shape(name, tensor.message(2));
        ElementType type = ElementType.require(name, tensor.number(1));
        Bytes content = tensor.content(4);
        if (content.length() > 0) {
            return of(name, shape, type, content);
        }
        float[] listed = listed(type, tensor);
        long count = count(name, shape);
        if (count > MOST_REPEATED && count > listed.length || listed.length > count) {
            throw new ConversionException(tensor.file() + ": " + name + ": expected " + count + " values for the shape "
                    + Arrays.toString(shape) + ", found " + listed.length);
        }
        float[] values = Arrays.copyOf(listed, (int) count);
        if (listed.length > 0) {
            Arrays.fill(values, listed.length, values.length, listed[listed.length - 1]);
        }
        return new Constant(name, shape, values);
    }

    private static float[] listed(ElementType type, Message tensor) {
        if (type == ElementType.FLOAT || type == ElementType.DOUBLE) {
            Bytes content = tensor.fixed(type == ElementType.FLOAT ? 5 : 6);
            if (content.length() % type.sizeBytes() != 0) {
                throw tensor.malformed("expected whole numbers of " + type.sizeBytes() + " bytes, found "
                        + content.length() + " bytes");
            }
            int[] shape = {content.length() / type.sizeBytes()};
            return of("", shape, type, content).values;
        }
        int field = switch (type) {
            case INT64 -> 10;
            case BOOL -> 11;
            case HALF, BFLOAT16 -> 13;
            default -> 7;
        };
        long[] numbers = tensor.numbers(field);
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = type == ElementType.HALF
                    ? ElementType.half((int) numbers[i])
                    : type == ElementType.BFLOAT16 ? Float.intBitsToFloat((int) numbers[i] << 16) : numbers[i];
        }
        return values;
    }

    /** Of a TensorShapeProto whose dimensions are all known. */
    static int[] shape(String name, Message proto) {
        return proto.messages(2).stream()
                .mapToInt(dim -> {
                    long size = dim.number(1);
                    if (size < 0 || size > Integer.MAX_VALUE) {
                        throw new ConversionException(
                                proto.file() + ": " + name + ": expected a size of 0 to 2147483647, found " + size);
                    }
                    return (int) size;
                })
                .toArray();
    }

    /** Product of the sizes, at most 2^31 - 9, the longest array. */
    static long count(String name, int[] shape) {
        long count = 1;
        for (int size : shape) {
            count *= size;
            if (count > Integer.MAX_VALUE - 8) {
                throw new ConversionException(
                        name + ": expected at most 2147483639 values, found the shape " + Arrays.toString(shape));
            }
        }
        return count;
    }

    Constant withName(String other) {
        return new Constant(other, shape, values);
    }

    int rank() {
        return shape.length;
    }

    boolean isScalar() {
        return values.length == 1;
    }

    /** The value of a scalar. */
    float scalar() {
        if (values.length != 1) {
            throw new ConversionException(name + ": expected one value, found the shape " + Arrays.toString(shape));
        }
        return values[0];
    }

    /** Of a matrix. */
    Constant transposed() {
        int rows = shape[0];
        int columns = shape[1];
        float[] turned = new float[values.length];
        for (int i = 0; values.length > 0 && i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = values[i * columns + j];
            }
        }
        return new Constant(name, new int[] {columns, rows}, turned);
    }

    boolean isAll(float value) {
        for (float v : values) {
            if (v != value) {
                return false;
            }
        }
        return true;
    }

    /** As integers, for shapes, axes and orders. */
    int[] ints() {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = Math.round(values[i]);
        }
        return ints;
    }

    /** Checked to be finite. */
    Tensor tensor() {
        return new Tensor(name, shape, values);
    }
}
