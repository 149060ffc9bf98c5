package dev.fastener.quantize;

import dev.fastener.model.Matrix;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import java.util.List;

/**
 * Matrices rounded to what a narrow form can stand for. Integers: symmetric, the largest magnitude that shares a scale
 * becomes the largest integer: 127 or 64, 32767. BF16: the nearest, ties to even.
 *
 * @param matrices the rounded weights, in fp32
 * @param quantization with the scales, without one for activations
 */
record NarrowWeights(List<Matrix> matrices, MatrixQuantization quantization) {
    private static final int SEVEN_BITS = 64;

    /**
     * Rounds matrices that are stored one after another.
     *
     * @param sevenBits whether the largest INT8 is 64
     * @param scaleByColumn whether a scale belongs to a column rather than to a row
     */
    static NarrowWeights of(List<Matrix> wide, Precision precision, boolean sevenBits, boolean scaleByColumn) {
        if (precision == Precision.BF16) {
            return new NarrowWeights(
                    wide.stream().map(NarrowWeights::bfloat16).toList(),
                    new MatrixQuantization(precision, new float[0], 0));
        }
        int rows = wide.stream().mapToInt(Matrix::rows).sum();
        int columns = wide.get(0).columns();
        float[] scales = new float[scaleByColumn ? columns : rows];
        int limit = precision == Precision.INT16 ? Short.MAX_VALUE : sevenBits ? SEVEN_BITS : Byte.MAX_VALUE;
        int first = 0;
        for (Matrix matrix : wide) {
            for (int i = 0; i < matrix.values().length; i++) {
                int s = scaleByColumn ? i % columns : first + i / columns;
                scales[s] = Math.max(scales[s], Math.abs(matrix.values()[i]));
            }
            first += matrix.rows();
        }
        for (int s = 0; s < scales.length; s++) {
            scales[s] /= limit;
        }
        int[] start = {0};
        List<Matrix> rounded = wide.stream()
                .map(matrix -> {
                    float[] values = new float[matrix.values().length];
                    for (int i = 0; i < values.length; i++) {
                        float scale = scales[scaleByColumn ? i % columns : start[0] + i / columns];
                        // Weights so small that their scale is no number at all are zeros.
                        int integer = scale == 0 ? 0 : Math.round(matrix.values()[i] / scale);
                        values[i] = scale * Math.max(-limit, Math.min(limit, integer));
                    }
                    start[0] += matrix.rows();
                    return new Matrix(matrix.rows(), columns, values);
                })
                .toList();
        return new NarrowWeights(rounded, new MatrixQuantization(precision, scales, 0));
    }

    private static Matrix bfloat16(Matrix wide) {
        float[] values = new float[wide.values().length];
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToRawIntBits(wide.values()[i]);
            int rounded = bits + 0x7fff + ((bits >>> 16) & 1);
            values[i] = Float.intBitsToFloat(rounded & 0xffff_0000);
        }
        return new Matrix(wide.rows(), wide.columns(), values);
    }
}
