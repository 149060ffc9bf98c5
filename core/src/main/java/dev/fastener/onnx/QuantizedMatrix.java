package dev.fastener.onnx;

import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The narrow form of a matrix, and the fp32 weights that it stands for: weight = scale * integer for INT8 and INT16, the
 * upper half of the weight's bits for BF16.
 */
final class QuantizedMatrix {
    private QuantizedMatrix() {}

    static Onnx.ElementType type(Precision precision) {
        return switch (precision) {
            case INT8 -> Onnx.ElementType.INT8;
            case INT16 -> Onnx.ElementType.INT16;
            case BF16 -> Onnx.ElementType.BFLOAT16;
        };
    }

    /**
     * The narrow form of {@code parts}.
     *
     * @param name for errors
     * @param parts the weights, row-major with {@code columns} values in a row
     * @param scaleByColumn whether a scale belongs to a column rather than to a row
     * @throws IllegalArgumentException where a weight isn't exactly what the narrow form stands for
     */
    static Onnx.Bytes narrow(
            String name, List<float[]> parts, int columns, boolean scaleByColumn, MatrixQuantization quantization) {
        Precision precision = quantization.precision();
        float[] scales = quantization.rowScales();
        long count = parts.stream().mapToLong(part -> part.length).sum();
        int expected =
                precision == Precision.BF16 ? 0 : scaleByColumn || columns == 0 ? columns : (int) (count / columns);
        if (scales.length != expected) {
            throw new IllegalArgumentException(
                    "quantization of " + name + ": expected " + expected + " scales, found " + scales.length);
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(count * type(precision).bytes))
                .order(ByteOrder.LITTLE_ENDIAN);
        int limit = precision == Precision.INT8 ? Byte.MAX_VALUE : Short.MAX_VALUE;
        int i = 0;
        for (float[] part : parts) {
            for (float weight : part) {
                float back;
                if (precision == Precision.BF16) {
                    int bits = Float.floatToRawIntBits(weight);
                    out.putShort((short) (bits >>> 16));
                    back = Float.intBitsToFloat(bits & 0xffff_0000);
                } else {
                    float scale = scales[scaleByColumn ? i % columns : i / columns];
                    int integer = scale == 0 ? 0 : Math.max(-limit, Math.min(limit, Math.round(weight / scale)));
                    if (precision == Precision.INT8) {
                        out.put((byte) integer);
                    } else {
                        out.putShort((short) integer);
                    }
                    back = scale * integer;
                }
                if (Float.floatToRawIntBits(back) != Float.floatToRawIntBits(weight)) {
                    throw new IllegalArgumentException("quantization of " + name + ": value " + i + " is " + weight
                            + ", but " + precision + " can only stand for " + back
                            + "; the model must hold the dequantised weights");
                }
                i++;
            }
        }
        return new Onnx.Bytes(out.array(), 0, out.capacity());
    }

    /** The weights that {@code narrow} stands for. */
    static float[] widen(Precision precision, Onnx.Bytes narrow, float[] scales, int columns, boolean scaleByColumn) {
        ByteBuffer in = narrow.buffer();
        float[] weights = new float[narrow.length() / type(precision).bytes];
        for (int i = 0; i < weights.length; i++) {
            if (precision == Precision.BF16) {
                weights[i] = Float.intBitsToFloat(in.getShort() << 16);
            } else {
                int integer = precision == Precision.INT8 ? in.get() : in.getShort();
                weights[i] = scales[scaleByColumn ? i % columns : i / columns] * integer;
            }
        }
        return weights;
    }
}
