package dev.fastener.kernel;

/** The recurrences in double precision over one sequence, from the equations; weights and inputs quantised by the rule. */
final class FusedOracle {
    private final DirectionWeights weights;
    private final double[] kernel;
    private final double[] recurrentKernel;

    FusedOracle(DirectionWeights weights) {
        this.weights = weights;
        boolean narrowInputs = weights.inputScale() != 0;
        this.kernel = narrowed(
                weights.kernel(),
                weights.inputs(),
                narrowInputs ? weights.precision() : WeightPrecision.FP32,
                weights.kernelScales());
        this.recurrentKernel =
                narrowed(weights.recurrentKernel(), weights.hidden(), weights.precision(), weights.recurrentScales());
    }

    /** The values that the narrow weights stand for. */
    private static double[] narrowed(float[] w, int columns, WeightPrecision precision, float[] scales) {
        double[] values = new double[w.length];
        for (int row = 0; row * columns < w.length; row++) {
            float largest = 0;
            for (int k = 0; k < columns; k++) {
                largest = Math.max(largest, Math.abs(w[row * columns + k]));
            }
            int limit = precision == WeightPrecision.INT8 ? 127 : 32767;
            float scale = scales.length == 0 ? largest / limit : scales[row];
            for (int k = 0; k < columns; k++) {
                float x = w[row * columns + k];
                values[row * columns + k] = switch (precision) {
                    case FP32 -> x;
                    case BF16 -> bfloat16(x);
                    default -> (double) quantized(x, scale, limit) * scale;
                };
            }
        }
        return values;
    }

    static int quantized(float x, float scale, int limit) {
        return (int) Math.max(-limit, Math.min(limit, Math.rint(x * (1f / scale))));
    }

    private static float bfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
    }

    private double narrowed(double x, float scale, boolean narrow) {
        if (!narrow || weights.precision() == WeightPrecision.FP32 || weights.precision() == WeightPrecision.INT16) {
            return x;
        }
        return weights.precision() == WeightPrecision.BF16
                ? bfloat16((float) x)
                : (double) quantized((float) x, scale, 127) * scale;
    }

    /** @param x [steps, inputs]; the result is [steps, hidden] */
    double[] run(float[] x) {
        int hidden = weights.hidden();
        int inputs = weights.inputs();
        int gates = weights.cell().gates();
        int steps = x.length / inputs;
        double[] y = new double[steps * hidden];
        double[] h = new double[hidden];
        double[] c = new double[hidden];
        for (int i = 0; i < steps; i++) {
            int t = weights.reverse() ? steps - 1 - i : i;
            double[] z = new double[gates * hidden];
            for (int row = 0; row < z.length; row++) {
                z[row] = weights.bias()[row];
                for (int k = 0; k < inputs; k++) {
                    z[row] += kernel[row * inputs + k]
                            * narrowed(x[t * inputs + k], weights.inputScale(), weights.inputScale() != 0);
                }
            }
            if (weights.cell() == RecurrentCell.LSTM) {
                lstm(z, h, c);
            } else {
                gru(z, h);
            }
            System.arraycopy(h, 0, y, t * hidden, hidden);
        }
        return y;
    }

    private double recurrent(int row, double[] h) {
        double sum = weights.recurrentBias()[row];
        for (int k = 0; k < h.length; k++) {
            sum += recurrentKernel[row * h.length + k] * narrowed(h[k], weights.outputScale(), true);
        }
        return sum;
    }

    private void lstm(double[] z, double[] h, double[] c) {
        int hidden = h.length;
        double[] pre = new double[4 * hidden];
        for (int row = 0; row < pre.length; row++) {
            pre[row] = z[row] + recurrent(row, h);
        }
        for (int j = 0; j < hidden; j++) {
            double i = gate(pre[j]);
            double o = gate(pre[hidden + j]);
            double f = gate(pre[2 * hidden + j]);
            c[j] = f * c[j] + i * Math.tanh(pre[3 * hidden + j]);
            h[j] = o * Math.tanh(c[j]);
        }
    }

    private void gru(double[] z, double[] h) {
        int hidden = h.length;
        double[] update = new double[hidden];
        double[] reset = new double[hidden];
        double[] resetState = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            update[j] = gate(z[j] + recurrent(j, h));
            reset[j] = gate(z[hidden + j] + recurrent(hidden + j, h));
            resetState[j] = reset[j] * h[j];
        }
        double[] candidate = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            int row = 2 * hidden + j;
            candidate[j] = Math.tanh(z[row]
                    + (weights.cell() == RecurrentCell.GRU_RESET_AFTER
                            ? reset[j] * recurrent(row, h)
                            : recurrent(row, resetState)));
        }
        for (int j = 0; j < hidden; j++) {
            h[j] = (1 - update[j]) * candidate[j] + update[j] * h[j];
        }
    }

    private double gate(double x) {
        return switch (weights.gateActivation()) {
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case HARD_SIGMOID_KERAS2 -> Math.max(0, Math.min(1, 0.2 * x + 0.5));
            case HARD_SIGMOID_KERAS3 -> Math.max(0, Math.min(1, x / 6 + 0.5));
            default -> throw new IllegalArgumentException("no gate: " + weights.gateActivation());
        };
    }
}
