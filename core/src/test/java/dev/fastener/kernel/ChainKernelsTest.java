package dev.fastener.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All tiers against the formulas of the contract. */
class ChainKernelsTest {
    private final ChainKernels scalar = KernelChoice.chains(new ScalarKernels());
    private final ChainKernels best = ChainKernels.best();

    private List<ChainKernels> tiers() {
        ChainKernels vector = KernelChoice.chains(KernelChoice.choose("vector"));
        return List.of(scalar, new ScalarChainKernels(8), vector, best);
    }

    static IntStream seeds() {
        return IntStream.range(0, 80);
    }

    private record Case(int tags, int rows, float[] moves, float[] emissions, String name) {
        static Case draw(int seed) {
            Random random = new Random(seed);
            int tags = seed < 40 ? 1 + seed : 1 + random.nextInt(100);
            int rows = 1 + random.nextInt(20);
            float[] moves = values(random, tags * tags);
            for (int i = 0; i < moves.length; i++) {
                boolean forbidden = seed % 3 == 0 && random.nextInt(4) == 0;
                moves[i] = forbidden && i % tags != 0 ? Float.NEGATIVE_INFINITY : moves[i];
            }
            return new Case(
                    tags,
                    rows,
                    moves,
                    values(random, 3 + rows * tags),
                    "seed " + seed + ", " + tags + " tags, " + rows + " rows");
        }

        private static float[] values(Random random, int size) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) (4 * random.nextGaussian());
            }
            return values;
        }

        /** Rows of {@code values} as far apart as the kernels want them. */
        float[] rows(ChainKernels kernels, float[] values, int first, int count, float pad) {
            int stride = kernels.stride(tags);
            float[] rows = new float[count * stride];
            Arrays.fill(rows, pad);
            for (int row = 0; row < count; row++) {
                System.arraycopy(values, first + row * tags, rows, row * stride, tags);
            }
            return rows;
        }

        double[] factors(ChainKernels kernels, boolean transposed) {
            int stride = kernels.stride(tags);
            double[] factors = new double[tags * stride];
            for (int i = 0; i < moves.length; i++) {
                int row = transposed ? i % tags : i / tags;
                int column = transposed ? i / tags : i % tags;
                factors[row * stride + column] = Math.exp(moves[i]);
            }
            return factors;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allTiersFindTheSamePathAndTheSameFloat(int seed) {
        Case drawn = Case.draw(seed);
        boolean whole = seed % 2 == 0; // so that paths tie
        Random random = new Random(seed);
        int tags = drawn.tags();
        int rows = drawn.rows();
        float[] moves = whole ? rounded(drawn.moves()) : drawn.moves();
        float[] emissions = whole ? rounded(drawn.emissions()) : drawn.emissions();
        float[] start = rounded(Case.values(random, tags));
        float[] end = Case.values(random, tags);
        int[] expected = new int[rows];
        float score = viterbi(rows, tags, moves, start, end, emissions, expected);
        for (ChainKernels kernels : tiers()) {
            String what = kernels.name() + ", " + drawn.name();
            int[] path = new int[rows + 3];
            Arrays.fill(path, -7);
            float found = kernels.viterbi(
                    rows,
                    tags,
                    drawn.rows(kernels, moves, 0, tags, Float.NEGATIVE_INFINITY),
                    drawn.rows(kernels, transposed(tags, moves), 0, tags, Float.NEGATIVE_INFINITY),
                    start,
                    end,
                    emissions,
                    3,
                    Case.values(random, (rows + 1) * kernels.stride(tags)),
                    path,
                    2);
            assertThat(found).as(what).isEqualTo(score);
            assertThat(Arrays.copyOfRange(path, 2, 2 + rows)).as(what).isEqualTo(expected);
            assertThat(path[0] + path[1] + path[2 + rows]).as(what).isEqualTo(-21);
        }
    }

    /** What the contract says, word by word; emissions from 3 on. */
    private static float viterbi(
            int rows, int tags, float[] moves, float[] start, float[] end, float[] emissions, int[] path) {
        float[][] best = new float[rows][tags];
        for (int row = 0; row < rows; row++) {
            for (int to = 0; to < tags; to++) {
                float largest = row == 0 ? start[to] : Float.NEGATIVE_INFINITY;
                for (int from = 0; row > 0 && from < tags; from++) {
                    largest = Math.max(largest, best[row - 1][from] + moves[from * tags + to]);
                }
                best[row][to] = largest + emissions[3 + row * tags + to];
            }
        }
        int tag = 0;
        for (int to = 1; to < tags; to++) {
            tag = best[rows - 1][to] + end[to] > best[rows - 1][tag] + end[tag] ? to : tag;
        }
        path[rows - 1] = tag;
        for (int row = rows - 1; row > 0; row--) {
            int to = path[row];
            int from = 0;
            while (best[row - 1][from] + moves[from * tags + to] + emissions[3 + row * tags + to] != best[row][to]) {
                from++;
            }
            path[row - 1] = from;
        }
        return best[rows - 1][tag] + end[tag];
    }

    private static float[] rounded(float[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) Math.rint(values[i] / 2);
        }
        return rounded;
    }

    private static float[] transposed(int tags, float[] moves) {
        float[] transposed = new float[moves.length];
        for (int i = 0; i < moves.length; i++) {
            transposed[i % tags * tags + i / tags] = moves[i];
        }
        return transposed;
    }

    @Test
    void emissionsThatAreNotNumbersGiveSomePath() {
        for (ChainKernels kernels : tiers()) {
            int stride = kernels.stride(3);
            float[] nan = new float[12];
            Arrays.fill(nan, Float.NaN);
            int[] path = new int[4];
            kernels.viterbi(
                    4,
                    3,
                    new float[3 * stride],
                    new float[3 * stride],
                    new float[3],
                    new float[3],
                    nan,
                    0,
                    new float[5 * stride],
                    path,
                    0);
            assertThat(path).as(kernels.name()).containsOnly(0);
        }
    }

    @Test
    void theNativeTierRefusesArraysThatAreTooShort() {
        int stride = best.stride(3);
        assertThatThrownBy(() -> best.viterbi(
                        4,
                        3,
                        new float[3 * stride],
                        new float[3 * stride],
                        new float[3],
                        new float[3],
                        new float[11],
                        0,
                        new float[5 * stride],
                        new int[4],
                        0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void potentialsAreExponentialsOfTheDifferenceToTheLargest(int seed) {
        Case drawn = Case.draw(seed);
        int tags = drawn.tags();
        float[] emissions = drawn.emissions().clone();
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            emissions[random.nextInt(emissions.length)] *= random.nextBoolean() ? 1000 : 50;
        }
        for (ChainKernels kernels : tiers()) {
            int stride = kernels.stride(tags);
            double[] potentials = new double[drawn.rows() * stride];
            double peaks = kernels.potentials(drawn.rows(), tags, emissions, 3, potentials);
            for (int row = 0; row < drawn.rows(); row++) {
                double peak = Double.NEGATIVE_INFINITY;
                for (int tag = 0; tag < tags; tag++) {
                    peak = Math.max(peak, emissions[3 + row * tags + tag]);
                }
                peaks -= peak;
                for (int tag = 0; tag < tags; tag++) {
                    double exponent = emissions[3 + row * tags + tag] - peak;
                    double expected = exponent < -708 ? 0 : Math.exp(exponent);
                    assertThat(potentials[row * stride + tag])
                            .as("%s, %s, exp(%s)", kernels.name(), drawn.name(), exponent)
                            .isCloseTo(expected, within(1e-12 * expected));
                }
            }
            assertThat(peaks).isCloseTo(0, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void alphaTimesBetaIsTheShareOfATag(int seed) {
        Case drawn = Case.draw(seed);
        int tags = drawn.tags();
        int rows = drawn.rows();
        double[] potentials = new double[rows * tags];
        scalar.potentials(rows, tags, drawn.emissions(), 3, potentials);
        double[][] reached = new double[rows][tags];
        double[][] left = new double[rows][tags];
        for (int row = 0; row < rows; row++) {
            for (int to = 0; to < tags; to++) {
                double sum = row == 0 ? 1 : 0;
                for (int from = 0; row > 0 && from < tags; from++) {
                    sum += reached[row - 1][from] * Math.exp(drawn.moves()[from * tags + to]);
                }
                reached[row][to] = sum * potentials[row * tags + to];
            }
        }
        Arrays.fill(left[rows - 1], 1);
        for (int row = rows - 2; row >= 0; row--) {
            for (int from = 0; from < tags; from++) {
                for (int to = 0; to < tags; to++) {
                    left[row][from] += Math.exp(drawn.moves()[from * tags + to])
                            * potentials[(row + 1) * tags + to]
                            * left[row + 1][to];
                }
            }
        }
        double all = Arrays.stream(reached[rows - 1]).sum();
        for (ChainKernels kernels : tiers()) {
            int stride = kernels.stride(tags);
            double[] factors = new double[rows * stride];
            kernels.potentials(rows, tags, drawn.emissions(), 3, factors);
            double[] alpha = new double[rows * stride];
            double[] beta = new double[rows * stride];
            double[] sums = new double[rows];
            Arrays.fill(alpha, 0, tags, 1);
            Arrays.fill(beta, (rows - 1) * stride, (rows - 1) * stride + tags, 1);
            assertThat(kernels.forward(rows, tags, drawn.factors(kernels, false), factors, alpha, sums))
                    .isTrue();
            kernels.backward(rows, tags, drawn.factors(kernels, true), factors, sums, beta, new double[rows * stride]);
            for (int i = 0; i < rows * tags; i++) {
                int at = i / tags * stride + i % tags;
                assertThat(alpha[at] * beta[at])
                        .as("%s, %s, value %d", kernels.name(), drawn.name(), i)
                        .isCloseTo(reached[i / tags][i % tags] * left[i / tags][i % tags] / all, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPathLeftIsSaid(int seed) {
        Case drawn = Case.draw(seed);
        for (ChainKernels kernels : tiers()) {
            int size = (1 + drawn.rows()) * kernels.stride(drawn.tags());
            double[] none = new double[drawn.tags() * kernels.stride(drawn.tags())];
            double[] ones = new double[size];
            Arrays.fill(ones, 1);
            double[] sums = new double[1 + drawn.rows()];
            assertThat(kernels.forward(1 + drawn.rows(), drawn.tags(), none, ones, ones.clone(), sums))
                    .as(kernels.name() + ", " + drawn.name())
                    .isFalse();
        }
    }
}
