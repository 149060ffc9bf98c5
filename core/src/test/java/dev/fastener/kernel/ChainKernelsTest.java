package dev.fastener.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scalar tier against formulas in double precision, the vector tier against the scalar one. */
class ChainKernelsTest {
    private final ChainKernels scalar = KernelChoice.chains(new ScalarKernels());
    private final ChainKernels best = ChainKernels.best();

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
    void bestScoresAreTheSameFloatsInAllTiers(int seed) {
        Case drawn = Case.draw(seed);
        int tags = drawn.tags();
        float[] expected = Arrays.copyOfRange(drawn.emissions(), 3, 3 + drawn.rows() * tags);
        for (int i = tags; i < expected.length; i++) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int from = 0; from < tags; from++) {
                largest = Math.max(
                        largest, expected[i / tags * tags - tags + from] + drawn.moves()[from * tags + i % tags]);
            }
            expected[i] += largest;
        }
        for (ChainKernels kernels : new ChainKernels[] {scalar, best}) {
            String what = kernels.name() + ", " + drawn.name();
            int stride = kernels.stride(tags);
            float[] scores = drawn.rows(kernels, drawn.emissions(), 3, drawn.rows(), 0);
            scores = Arrays.copyOf(scores, scores.length + stride);
            kernels.viterbi(
                    drawn.rows(), tags, drawn.rows(kernels, drawn.moves(), 0, tags, Float.NEGATIVE_INFINITY), scores);
            for (int i = 0; i < expected.length; i++) {
                assertThat(scores[i / tags * stride + i % tags])
                        .as(what + " at " + i)
                        .isEqualTo(expected[i]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofEqualPredecessorsTheLowestIsFound(int seed) {
        Random random = new Random(seed);
        int tags = 1 + random.nextInt(70);
        float[] scores = new float[2 * tags];
        for (int i = 0; i < tags; i++) {
            scores[i] = random.nextInt(3);
        }
        float reached = random.nextInt(4) + 1;
        int expected = 0;
        while (expected < tags && scores[expected] + 1 != reached) {
            expected++;
        }
        for (ChainKernels kernels : new ChainKernels[] {scalar, best}) {
            int stride = kernels.stride(tags);
            float[] rows = Arrays.copyOf(scores, 3 * stride);
            int last = tags - 1;
            rows[stride + last] = reached;
            float[] transposed = new float[tags * stride];
            Arrays.fill(transposed, Float.NEGATIVE_INFINITY);
            Arrays.fill(transposed, last * stride, last * stride + tags, 0f);
            float[] emissions = new float[3 + 2 * tags];
            emissions[3 + tags + last] = 1;
            int[] path = {7, 7, last};
            kernels.path(2, tags, transposed, emissions, 3, rows, path, 1);
            assertThat(path).as("%s, seed %d", kernels.name(), seed).containsExactly(7, expected % tags, last);
        }
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
        for (ChainKernels kernels : new ChainKernels[] {scalar, best}) {
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
        for (ChainKernels kernels : new ChainKernels[] {scalar, best}) {
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
        for (ChainKernels kernels : new ChainKernels[] {scalar, best}) {
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
