package dev.fastener.kernel;

/** The specification: plain loops. Static forms are also the vector tier's tails. */
final class ScalarKernels implements Kernels {
    static final float BETA1 = 0.9f;
    static final float BETA2 = 0.999f;
    static final float EPSILON = 1e-8f;

    private final MatrixProduct product;

    ScalarKernels() {
        this(new ScalarMatrixProduct());
    }

    ScalarKernels(MatrixProduct product) {
        this.product = product;
    }

    @Override
    public String name() {
        return product instanceof ScalarMatrixProduct ? "scalar" : product.name() + ", scalar";
    }

    @Override
    public MatrixProduct product() {
        return product;
    }

    @Override
    public void transpose(
            int rows,
            int columns,
            float[] source,
            int sourceOffset,
            int sourceRowStride,
            float[] target,
            int targetOffset,
            int targetRowStride) {
        // Sixteen rows at a time fill whole cache lines of the target.
        for (int row = 0; row < rows; row += 16) {
            int count = Math.min(16, rows - row);
            for (int column = 0; column < columns; column++) {
                int from = sourceOffset + row * sourceRowStride + column;
                int to = targetOffset + column * targetRowStride + row;
                for (int r = 0; r < count; r++) {
                    target[to + r] = source[from + r * sourceRowStride];
                }
            }
        }
    }

    /**
     * Rational function of degree 9 over 8, with the coefficients of Eigen's ptanh of 2024; beyond 8 tanh is 1 in single precision.
     * Odd, exact to a few units in the last place, with slope 1 at 0 and errors of no side: those of a side would add up in a cell
     * that remembers over hundreds of steps.
     */
    static float tanh(float x) {
        float y = x > 8.017733574f ? 8.017733574f : x < -8.017733574f ? -8.017733574f : x;
        float s = y * y;
        float p = 1.394553628e-8f;
        p = p * s + 2.102733560e-5f;
        p = p * s + 3.520756727e-3f;
        p = p * s + 1.340216100e-1f;
        p = p * s + 1;
        float q = 8.015776984e-7f;
        q = q * s + 3.326951409e-4f;
        q = q * s + 2.597254514e-2f;
        q = q * s + 4.673548340e-1f;
        q = q * s + 1;
        return y * p / q;
    }

    static float sigmoid(float x) {
        return 0.5f * tanh(0.5f * x) + 0.5f;
    }

    @Override
    public void lstmForward(
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] previousCell,
            int previousOffset,
            float[] cell,
            float[] tanhCell,
            int cellOffset,
            float[] output,
            int outputOffset) {
        lstmForward(
                0,
                hidden,
                z,
                zOffset,
                bias,
                previousCell,
                previousOffset,
                cell,
                tanhCell,
                cellOffset,
                output,
                outputOffset);
    }

    static void lstmForward(
            int from,
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] previousCell,
            int previousOffset,
            float[] cell,
            float[] tanhCell,
            int cellOffset,
            float[] output,
            int outputOffset) {
        for (int j = from; j < hidden; j++) {
            int at = zOffset + j;
            float i = sigmoid(z[at] + bias[j]);
            float o = sigmoid(z[at + hidden] + bias[j + hidden]);
            float f = sigmoid(z[at + 2 * hidden] + bias[j + 2 * hidden]);
            float candidate = tanh(z[at + 3 * hidden] + bias[j + 3 * hidden]);
            float c = f * previousCell[previousOffset + j] + i * candidate;
            float t = tanh(c);
            z[at] = i;
            z[at + hidden] = o;
            z[at + 2 * hidden] = f;
            z[at + 3 * hidden] = candidate;
            cell[cellOffset + j] = c;
            tanhCell[cellOffset + j] = t;
            output[outputOffset + j] = o * t;
        }
    }

    @Override
    public void lstmBackward(
            int hidden,
            float[] z,
            int zOffset,
            float[] previousCell,
            int previousOffset,
            float[] tanhCell,
            int cellOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            float[] dCell,
            int stateOffset) {
        lstmBackward(
                0,
                hidden,
                z,
                zOffset,
                previousCell,
                previousOffset,
                tanhCell,
                cellOffset,
                dOutput,
                dOutputOffset,
                dHidden,
                dCell,
                stateOffset);
    }

    static void lstmBackward(
            int from,
            int hidden,
            float[] z,
            int zOffset,
            float[] previousCell,
            int previousOffset,
            float[] tanhCell,
            int cellOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            float[] dCell,
            int stateOffset) {
        for (int j = from; j < hidden; j++) {
            int at = zOffset + j;
            float i = z[at];
            float o = z[at + hidden];
            float f = z[at + 2 * hidden];
            float candidate = z[at + 3 * hidden];
            float t = tanhCell[cellOffset + j];
            float dh = dOutput[dOutputOffset + j] + dHidden[stateOffset + j];
            float dc = dh * o * (1 - t * t) + dCell[stateOffset + j];
            z[at] = dc * candidate * i * (1 - i);
            z[at + hidden] = dh * t * o * (1 - o);
            z[at + 2 * hidden] = dc * previousCell[previousOffset + j] * f * (1 - f);
            z[at + 3 * hidden] = dc * i * (1 - candidate * candidate);
            dCell[stateOffset + j] = dc * f;
        }
    }

    @Override
    public void gruForward(
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] u,
            int uOffset,
            float[] recurrentBias,
            float[] previous,
            int previousOffset,
            float[] output,
            int outputOffset) {
        gruForward(
                0, hidden, z, zOffset, bias, u, uOffset, recurrentBias, previous, previousOffset, output, outputOffset);
    }

    static void gruForward(
            int from,
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] u,
            int uOffset,
            float[] recurrentBias,
            float[] previous,
            int previousOffset,
            float[] output,
            int outputOffset) {
        for (int j = from; j < hidden; j++) {
            int r = hidden + j;
            int h = 2 * hidden + j;
            float update = sigmoid(z[zOffset + j] + bias[j] + u[uOffset + j] + recurrentBias[j]);
            float reset = sigmoid(z[zOffset + r] + bias[r] + u[uOffset + r] + recurrentBias[r]);
            float recurrent = u[uOffset + h] + recurrentBias[h];
            float candidate = tanh(z[zOffset + h] + bias[h] + reset * recurrent);
            z[zOffset + j] = update;
            z[zOffset + r] = reset;
            z[zOffset + h] = candidate;
            u[uOffset + h] = recurrent;
            output[outputOffset + j] = candidate + update * (previous[previousOffset + j] - candidate);
        }
    }

    @Override
    public void gruBackward(
            int hidden,
            float[] z,
            int zOffset,
            float[] u,
            int uOffset,
            float[] previous,
            int previousOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            int stateOffset) {
        gruBackward(
                0,
                hidden,
                z,
                zOffset,
                u,
                uOffset,
                previous,
                previousOffset,
                dOutput,
                dOutputOffset,
                dHidden,
                stateOffset);
    }

    static void gruBackward(
            int from,
            int hidden,
            float[] z,
            int zOffset,
            float[] u,
            int uOffset,
            float[] previous,
            int previousOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            int stateOffset) {
        for (int j = from; j < hidden; j++) {
            int r = hidden + j;
            int h = 2 * hidden + j;
            float update = z[zOffset + j];
            float reset = z[zOffset + r];
            float candidate = z[zOffset + h];
            float dh = dOutput[dOutputOffset + j] + dHidden[stateOffset + j];
            float dCandidate = dh * (1 - update) * (1 - candidate * candidate);
            float dUpdate = dh * (previous[previousOffset + j] - candidate) * update * (1 - update);
            float dReset = dCandidate * u[uOffset + h] * reset * (1 - reset);
            z[zOffset + j] = dUpdate;
            z[zOffset + r] = dReset;
            z[zOffset + h] = dCandidate;
            u[uOffset + j] = dUpdate;
            u[uOffset + r] = dReset;
            u[uOffset + h] = dCandidate * reset;
            dHidden[stateOffset + j] = dh * update;
        }
    }

    @Override
    public void tanh(int n, float[] x, int offset) {
        for (int i = offset; i < offset + n; i++) {
            x[i] = tanh(x[i]);
        }
    }

    @Override
    public void sigmoid(int n, float[] x, int offset) {
        for (int i = offset; i < offset + n; i++) {
            x[i] = sigmoid(x[i]);
        }
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] += alpha * x[xOffset + i];
        }
    }

    @Override
    public void scale(int n, float alpha, float[] x, int offset) {
        for (int i = offset; i < offset + n; i++) {
            x[i] *= alpha;
        }
    }

    @Override
    public double sumOfSquares(int n, float[] x, int offset) {
        double sum = 0;
        for (int i = offset; i < offset + n; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    @Override
    public void adam(
            int n,
            float[] w,
            float[] gradient,
            float[] m,
            float[] v,
            int offset,
            float rate,
            float inverseRoot,
            float gradientScale,
            float decay) {
        for (int i = offset; i < offset + n; i++) {
            float g = gradient[i] * gradientScale;
            m[i] += (1 - BETA1) * (g - m[i]);
            v[i] += (1 - BETA2) * (g * g - v[i]);
            w[i] -= rate * m[i] / ((float) Math.sqrt(v[i]) * inverseRoot + EPSILON) + decay * w[i];
        }
    }

    @Override
    public void dropout(int n, float[] x, int offset, long seed, int first, float probability) {
        int threshold = Math.round(probability * (1 << 16));
        int kept = Float.floatToRawIntBits(1 / (1 - probability));
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            drop4(x, offset + i, mix(seed + first + i), threshold, kept);
        }
        long random = mix(seed + first + i);
        for (; i < n; i++, random >>>= 16) {
            x[offset + i] *= factor((int) random, threshold, kept);
        }
    }

    private static void drop4(float[] x, int at, long random, int threshold, int kept) {
        x[at] *= factor((int) random, threshold, kept);
        x[at + 1] *= factor((int) (random >>> 16), threshold, kept);
        x[at + 2] *= factor((int) (random >>> 32), threshold, kept);
        x[at + 3] *= factor((int) (random >>> 48), threshold, kept);
    }

    /** 0 where the low 16 bits are below the threshold, without a branch: no processor predicts chance. */
    private static float factor(int random, int threshold, int kept) {
        return Float.intBitsToFloat(kept & (threshold - 1 - (random & 0xFFFF)) >> 31);
    }

    /** SplitMix64 (Steele et al. 2014) as a hash of a counter. */
    private static long mix(long counter) {
        long x = counter * 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
