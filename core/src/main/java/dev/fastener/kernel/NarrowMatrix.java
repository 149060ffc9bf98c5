package dev.fastener.kernel;

/**
 * The weights of a matrix as a precision holds them, each as a float that has exactly that value, and what a sum over them
 * is multiplied by. Immutable once made.
 *
 * @param rows number of rows (outputs)
 * @param columns number of columns (inputs)
 * @param values [rows, columns]: the weights; integers with INT8 and INT16
 * @param scales [rows]: factor of each row's sum; with INT8 row scale * input scale
 * @param inputScale with INT8: an input x is read as round(x / inputScale)
 */
record NarrowMatrix(
        WeightPrecision precision, int rows, int columns, float[] values, float[] scales, float inputScale) {

    /** R of a direction. */
    static NarrowMatrix recurrent(DirectionWeights w) {
        int rows = w.cell().gates() * w.hidden();
        return of(
                w.precision(),
                rows,
                w.recurrentKernel(),
                w.hidden(),
                0,
                w.hidden(),
                w.recurrentScales(),
                w.outputScale());
    }

    /** Some columns of a direction's W. */
    static NarrowMatrix kernel(DirectionWeights w, int first, int columns) {
        int rows = w.cell().gates() * w.hidden();
        WeightPrecision precision = w.inputScale() == 0f ? WeightPrecision.FP32 : w.precision();
        return of(precision, rows, w.kernel(), w.inputs(), first, columns, w.kernelScales(), w.inputScale());
    }

    /**
     * Some columns of a matrix.
     *
     * @param weights [rows, stride]
     * @param given scale of each row, or empty
     */
    static NarrowMatrix of(
            WeightPrecision precision,
            int rows,
            float[] weights,
            int stride,
            int first,
            int columns,
            float[] given,
            float inputScale) {
        float[] values = new float[rows * columns];
        float[] scales = new float[rows];
        for (int row = 0; row < rows; row++) {
            int from = row * stride + first;
            int to = row * columns;
            float scale = precision == WeightPrecision.FP32 || precision == WeightPrecision.BF16
                    ? 1f
                    : given.length > 0 ? given[row] : largest(weights, row * stride, stride) / limit(precision);
            float inverse = Narrow.inverse(scale);
            for (int i = 0; i < columns; i++) {
                float weight = weights[from + i];
                values[to + i] = switch (precision) {
                    case FP32 -> weight;
                    case BF16 -> Narrow.bfloat16(weight);
                    case INT16, INT8 -> Narrow.round(weight, inverse, limit(precision));
                };
            }
            scales[row] = precision == WeightPrecision.INT8 ? scale * inputScale : scale;
        }
        return new NarrowMatrix(precision, rows, columns, values, scales, inputScale);
    }

    private static int limit(WeightPrecision precision) {
        return precision == WeightPrecision.INT8 ? Narrow.INT8_LIMIT : Narrow.INT16_LIMIT;
    }

    private static float largest(float[] values, int at, int count) {
        float largest = 0;
        for (int i = at; i < at + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }
}
