package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The element types of TensorFlow (types.proto) that a tagger's numbers come in. */
enum ElementType {
    FLOAT(1, 4),
    DOUBLE(2, 8),
    INT32(3, 4),
    INT64(9, 8),
    BOOL(10, 1),
    BFLOAT16(14, 2),
    HALF(19, 2);

    private final int code;
    private final int sizeBytes;

    ElementType(int code, int sizeBytes) {
        this.code = code;
        this.sizeBytes = sizeBytes;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    /** Null for a type that no number of a tagger has (text, resources). */
    static @Nullable ElementType of(long code) {
        for (ElementType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    static ElementType require(String what, long code) {
        ElementType type = of(code);
        if (type == null) {
            throw new ConversionException(what + ": expected floats, halves, doubles or integers, found elements of "
                    + "TensorFlow's type " + code + "; save the variables as float32");
        }
        return type;
    }

    /** The next element of {@code in}, little-endian. */
    double next(ByteBuffer in) {
        return switch (this) {
            case FLOAT -> in.getFloat();
            case DOUBLE -> in.getDouble();
            case INT32 -> in.getInt();
            case INT64 -> in.getLong();
            case BOOL -> in.get();
            case BFLOAT16 -> Float.intBitsToFloat(in.getShort() << 16);
            case HALF -> half(in.getShort());
        };
    }

    /** IEEE 754 binary16. */
    static float half(int bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = exponent == 0
                ? fraction * 0x1p-24f
                : exponent == 0x1f
                        ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                        : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
