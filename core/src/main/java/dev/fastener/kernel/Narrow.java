package dev.fastener.kernel;

/** How numbers are narrowed: one rule for the weights, another for what they are multiplied by, the same in all tiers. */
final class Narrow {
    static final int INT8_LIMIT = 127;
    static final int INT16_LIMIT = 32767;

    private Narrow() {}

    /** x / scale to the nearest integer, ties to even, within -limit to limit; 0 for what is no number. */
    static float round(float x, float inverseScale, int limit) {
        if (Float.isNaN(x)) {
            return 0f;
        }
        double nearest = Math.rint(x * inverseScale);
        return (float) Math.max(-limit, Math.min(limit, nearest));
    }

    /** 1 / scale; 0 for a row of zeros, whose scale is 0. */
    static float inverse(float scale) {
        return scale == 0f ? 0f : 1f / scale;
    }

    /** Nearest bfloat16, ties to even; NaN stays NaN. */
    static float bfloat16(float x) {
        if (Float.isNaN(x)) {
            return x;
        }
        int bits = Float.floatToRawIntBits(x);
        return Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
    }

    /** Writes {@code count} inputs as a product in {@code precision} reads them. */
    static void inputs(
            WeightPrecision precision, float scale, int count, float[] x, int xAt, float[] narrow, int narrowAt) {
        if (precision == WeightPrecision.INT8) {
            float inverse = inverse(scale);
            for (int i = 0; i < count; i++) {
                narrow[narrowAt + i] = round(x[xAt + i], inverse, INT8_LIMIT);
            }
        } else if (precision == WeightPrecision.BF16) {
            for (int i = 0; i < count; i++) {
                narrow[narrowAt + i] = bfloat16(x[xAt + i]);
            }
        } else {
            System.arraycopy(x, xAt, narrow, narrowAt, count);
        }
    }
}
