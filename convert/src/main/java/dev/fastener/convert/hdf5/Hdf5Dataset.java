package dev.fastener.convert.hdf5;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Tensor;
import io.jhdf.ObjectHeader;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A dataset of an HDF5 file; its values are read when {@link #tensor()} asks for them. */
public final class Hdf5Dataset {
    private final String file;
    private final String path;
    private final FileBytes bytes;
    private final ObjectHeader header;
    private volatile boolean read;

    Hdf5Dataset(String file, String path, FileBytes bytes, ObjectHeader header) {
        this.file = file;
        this.path = path;
        this.bytes = bytes;
        this.header = header;
    }

    /** From the root: "model_weights/dense/dense/kernel:0". */
    public String path() {
        return path;
    }

    /**
     * What its elements are.
     *
     * @throws ConversionException where the file doesn't say
     */
    public ElementType elementType() {
        try {
            return ElementType.of(type());
        } catch (RuntimeException e) {
            throw Hdf5File.damaged(file, "dataset " + path, e);
        }
    }

    /** Whether {@link #tensor()} was called. */
    public boolean wasRead() {
        return read;
    }

    /**
     * Its values as 32-bit floats; bfloat16 is widened. They must stand in the file in one piece, as Keras writes
     * them.
     *
     * @throws ConversionException where they don't, aren't there, or aren't finite floating-point numbers of 16, 32 or 64 bits
     */
    public Tensor tensor() {
        read = true;
        try {
            return values();
        } catch (RuntimeException e) {
            throw Hdf5File.damaged(file, "dataset " + path, e);
        }
    }

    private Tensor values() {
        DataType type = type();
        ElementType element = ElementType.of(type);
        if (!element.isFloat()) {
            throw new ConversionException(
                    file + ", dataset " + path + ": expected floating-point numbers, found another type");
        }
        long[] shape =
                header.getMessageOfType(DataSpaceMessage.class).getDataSpace().getDimensionsAsLong();
        int size = type.getSize();
        long count = 1;
        for (long length : shape) {
            // Never more than the file's length times itself.
            boolean fits = length >= 0 && length <= bytes.size() && count <= bytes.size();
            count = fits ? count * length : Long.MAX_VALUE;
        }
        if (count > bytes.size() / size) {
            throw new ConversionException(file + ", dataset " + path + ": expected values that fit into its "
                    + bytes.size() + " bytes, found the shape " + Arrays.toString(shape) + "; is the file complete?");
        }
        ByteBuffer buffer = contents(count * size)
                .order(type instanceof FloatingPoint number ? number.getByteOrder() : ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (size) {
                case 2 ->
                    element == ElementType.BFLOAT16
                            ? Float.intBitsToFloat(buffer.getShort() << 16)
                            : halfToFloat(buffer.getShort());
                case 4 -> buffer.getFloat();
                case 8 -> (float) buffer.getDouble();
                default ->
                    throw new ConversionException(
                            file + ", dataset " + path + ": expected floats of 2, 4 or 8 bytes, found " + size);
            };
        }
        return new Tensor(
                path, Arrays.stream(shape).mapToInt(length -> (int) length).toArray(), values);
    }

    private DataType type() {
        return header.getMessageOfType(DataTypeMessage.class).getDataType();
    }

    private ByteBuffer contents(long sizeBytes) {
        DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
        if (layout instanceof ContiguousDataLayoutMessage contiguous) {
            return bytes.values(contiguous.getAddress(), sizeBytes);
        } else if (layout instanceof CompactDataLayoutMessage compact) {
            return compact.getDataBuffer().slice();
        }
        throw new ConversionException(
                file + ", dataset " + path + ": expected values in one piece as Keras writes them,"
                        + " found chunks; save the model again with Keras");
    }

    /** IEEE 754 binary16; {@code Float.float16ToFloat} is of a later JDK. */
    private static float halfToFloat(short half) {
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        float magnitude = exponent == 0
                ? fraction * 0x1p-24f
                : exponent == 31
                        ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                        : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        return half < 0 ? -magnitude : magnitude;
    }
}
