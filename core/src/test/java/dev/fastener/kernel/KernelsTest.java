package dev.fastener.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scalar tier against formulas in double precision, the vector tier against the scalar one. */
class KernelsTest {
    private static final int[] SIZES = {1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 97, 100, 127, 129, 255};

    private final Kernels scalar = new ScalarKernels();
    private final Kernels best = KernelChoice.choose("");
    private final Kernels[] tiers = {scalar, KernelChoice.choose("vector"), best};

    static IntStream sizes() {
        return Arrays.stream(SIZES);
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    private static float[] values(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void same(String what, float[] expected, float[] found, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i])
                    .as(what + " at " + i)
                    .isCloseTo(expected[i], within(tolerance * (1 + Math.abs(expected[i]))));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void productsEqualThoseInDoublePrecision(int seed) {
        Random random = new Random(seed);
        int m = 1 + random.nextInt(seed % 5 == 0 ? 130 : 14);
        int k = SIZES[random.nextInt(SIZES.length)] + (seed % 7 == 0 ? 300 : 0);
        int n = SIZES[random.nextInt(SIZES.length)];
        int strideA = k + random.nextInt(3);
        int strideC = n + random.nextInt(3);
        float[] a = values(random, 5 + m * strideA);
        float[] b = values(random, k * n);
        float[] c = values(random, 3 + m * strideC);
        boolean accumulate = random.nextBoolean();
        for (Kernels kernels : tiers) {
            float[] expected = c.clone();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = accumulate ? c[3 + i * strideC + j] : 0;
                    for (int p = 0; p < k; p++) {
                        sum += (double) a[5 + i * strideA + p] * b[p * n + j];
                    }
                    expected[3 + i * strideC + j] = (float) sum;
                }
            }
            String what = kernels.name() + ", seed " + seed + ": " + m + " x " + k + " x " + n;
            float[] found = c.clone();
            PackedMatrix packed = new PackedMatrix(kernels).pack(k, n, b, 0, n);
            kernels.multiply(m, a, 5, strideA, packed, found, 3, strideC, accumulate);
            same(what, expected, found, 1e-4);
            float[] transposed = new float[k * n];
            kernels.transpose(k, n, b, 0, n, transposed, 0, k);
            float[] again = c.clone();
            packed.packTransposed(k, n, transposed, 0, k);
            kernels.multiply(m, a, 5, strideA, packed, again, 3, strideC, accumulate);
            assertThat(again).as(what + ", packed from its transposed").isEqualTo(found);
        }
    }

    @Test
    void aRowOfAProductDoesNotDependOnTheRowsBesideIt() {
        Random random = new Random(11);
        int k = 300;
        int n = 100;
        float[] a = values(random, 13 * k);
        PackedMatrix b = new PackedMatrix(best).pack(k, n, values(random, k * n), 0, n);
        float[] together = new float[13 * n];
        best.multiply(13, a, 0, k, b, together, 0, n, false);
        float[] alone = new float[13 * n];
        for (int row = 0; row < 13; row++) {
            best.multiply(1, a, row * k, k, b, alone, row * n, n, false);
        }
        assertThat(alone).isEqualTo(together);
    }

    @Test
    void tanhAndSigmoidAreWithinTheStatedError() {
        float[] x = new float[400_001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 200_000) * 1e-4f;
        }
        x[0] = Float.NEGATIVE_INFINITY;
        x[1] = Float.POSITIVE_INFINITY;
        x[2] = -1e30f;
        for (Kernels kernels : tiers) {
            float[] tanh = x.clone();
            float[] sigmoid = x.clone();
            kernels.tanh(x.length, tanh, 0);
            kernels.sigmoid(x.length, sigmoid, 0);
            double worstTanh = 0;
            double worstSigmoid = 0;
            for (int i = 0; i < x.length; i++) {
                worstTanh = Math.max(worstTanh, Math.abs(tanh[i] - Math.tanh(x[i])));
                worstSigmoid = Math.max(worstSigmoid, Math.abs(sigmoid[i] - 1 / (1 + Math.exp(-x[i]))));
            }
            assertThat(worstTanh).as(kernels.name()).isLessThan(4e-7);
            assertThat(worstSigmoid).as(kernels.name()).isLessThan(3e-7);
        }
    }

    @Test
    void whatIsNotANumberStaysSo() {
        for (Kernels kernels : tiers) {
            float[] x = new float[33];
            Arrays.fill(x, Float.NaN);
            kernels.tanh(33, x, 0);
            assertThat(x).as(kernels.name()).containsOnly(Float.NaN);
            kernels.sigmoid(33, x, 0);
            assertThat(x).as(kernels.name()).containsOnly(Float.NaN);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void lstmStepsAreTheSameInBothTiers(int hidden) {
        float[][] results = new float[2][];
        for (int tier = 0; tier < 2; tier++) {
            Kernels kernels = tier == 0 ? scalar : best;
            Random random = new Random(hidden);
            float[] z = values(random, 1 + 4 * hidden);
            float[] bias = values(random, 4 * hidden);
            float[] previous = values(random, hidden);
            float[] dOutput = values(random, hidden);
            float[] dHidden = values(random, hidden);
            float[] dCell = values(random, hidden);
            float[] cell = new float[hidden];
            float[] tanhCell = new float[hidden];
            float[] output = new float[hidden];
            kernels.lstmForward(hidden, z, 1, bias, previous, 0, cell, tanhCell, 0, output, 0);
            kernels.lstmBackward(hidden, z, 1, previous, 0, tanhCell, 0, dOutput, 0, dHidden, dCell, 0);
            results[tier] = joined(z, cell, tanhCell, output, dCell);
        }
        same("hidden " + hidden, results[0], results[1], 2e-6);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void gruStepsAreTheSameInBothTiers(int hidden) {
        float[][] results = new float[2][];
        for (int tier = 0; tier < 2; tier++) {
            Kernels kernels = tier == 0 ? scalar : best;
            Random random = new Random(hidden);
            float[] z = values(random, 3 * hidden);
            float[] bias = values(random, 3 * hidden);
            float[] u = values(random, 2 + 3 * hidden);
            float[] recurrentBias = values(random, 3 * hidden);
            float[] previous = values(random, hidden);
            float[] dOutput = values(random, hidden);
            float[] dHidden = values(random, hidden);
            float[] output = new float[hidden];
            kernels.gruForward(hidden, z, 0, bias, u, 2, recurrentBias, previous, 0, output, 0);
            kernels.gruBackward(hidden, z, 0, u, 2, previous, 0, dOutput, 0, dHidden, 0);
            results[tier] = joined(z, u, output, dHidden);
        }
        same("hidden " + hidden, results[0], results[1], 2e-6);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void sumsStepsAndDropoutAreTheSameInBothTiers(int n) {
        float[][] results = new float[2][];
        double[] squares = new double[2];
        for (int tier = 0; tier < 2; tier++) {
            Kernels kernels = tier == 0 ? scalar : best;
            Random random = new Random(n);
            float[] x = values(random, 3 + n * 40);
            float[] y = values(random, 3 + n * 40);
            float[] mean = values(random, 3 + n * 40);
            float[] square = new float[3 + n * 40];
            Arrays.fill(square, 0.5f);
            squares[tier] = kernels.sumOfSquares(n * 40, x, 3);
            kernels.axpy(n, 0.3f, x, 2, y, 1);
            kernels.scale(n, 0.7f, x, 3);
            kernels.adam(n, x, y, mean, square, 2, 0.01f, 1.7f, 0.9f, 0.001f);
            kernels.dropout(n, y, 1, 77, 64, 0.25f);
            results[tier] = joined(x, y, mean, square);
        }
        same("n " + n, results[0], results[1], 2e-6);
        assertThat(squares[1]).isCloseTo(squares[0], within(1e-5 * squares[0]));
    }

    private static float[] joined(float[]... parts) {
        float[] all =
                new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.5f, 0.9f})
    void dropoutKeepsTheMeanAndDoesNotDependOnTheParts(float probability) {
        float[] whole = new float[64_000];
        Arrays.fill(whole, 1f);
        float[] parts = whole.clone();
        best.dropout(whole.length, whole, 0, 5, 0, probability);
        best.dropout(640, parts, 0, 5, 0, probability);
        best.dropout(parts.length - 640, parts, 640, 5, 640, probability);
        assertThat(parts).isEqualTo(whole);
        double sum = 0;
        int zeros = 0;
        for (float value : whole) {
            sum += value;
            zeros += value == 0 ? 1 : 0;
        }
        assertThat(zeros / 64_000.0).isCloseTo(probability, within(0.01));
        assertThat(sum / 64_000).isCloseTo(1, within(0.05));
    }

    @Test
    void anUnknownTierIsRefused() {
        assertThatThrownBy(() -> KernelChoice.choose("fast"))
                .hasMessageContaining("expected scalar, vector or native")
                .hasMessageContaining("fast");
        assertThat(KernelChoice.choose("scalar").name()).isEqualTo("scalar");
    }
}
