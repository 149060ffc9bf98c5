package dev.fastener.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the sum over all paths, and the gradients against finite differences of that sum. */
class CrfLossTest {
    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    private static double bruteForce(Chain chain, float[] emissions, int[] gold) {
        double[] sum = {0};
        Paths.each(chain, emissions, 0, gold.length, (path, score) -> sum[0] += Math.exp(score));
        return Math.log(sum[0]) - Paths.score(chain, emissions, 0, gold);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void lossAndGradientsEqualThoseOfAllPaths(int seed) {
        Random random = new Random(seed);
        int tags = 2 + random.nextInt(3);
        int length = 1 + random.nextInt(5);
        float[] transitions = Paths.values(random, tags * tags, false);
        float[] start = Paths.values(random, tags, false);
        float[] end = Paths.values(random, tags, false);
        float[] emissions = Paths.values(random, length * tags, false);
        int[] gold = random.ints(length, 0, tags).toArray();

        CrfLoss crf = new CrfLoss(tags);
        crf.begin(transitions, start, end);
        float[] dEmissions = new float[length * tags];
        double loss = crf.add(emissions, 0, length, gold, 0, dEmissions, 1);
        float[] dTransitions = new float[tags * tags];
        float[] dStart = new float[tags];
        float[] dEnd = new float[tags];
        crf.addGradients(dTransitions, dStart, dEnd);

        Chain chain = Chain.of(transitions, start, end);
        assertThat(loss).as("seed " + seed).isCloseTo(bruteForce(chain, emissions, gold), within(1e-4));
        float[][] parameters = {emissions, transitions, start, end};
        float[][] gradients = {dEmissions, dTransitions, dStart, dEnd};
        for (int p = 0; p < parameters.length; p++) {
            for (int i = 0; i < parameters[p].length; i++) {
                float value = parameters[p][i];
                parameters[p][i] = value + 0.01f;
                double above = bruteForce(Chain.of(transitions, start, end), emissions, gold);
                parameters[p][i] = value - 0.01f;
                double below = bruteForce(Chain.of(transitions, start, end), emissions, gold);
                parameters[p][i] = value;
                assertThat((double) gradients[p][i])
                        .as("seed " + seed + ", array " + p + ", value " + i)
                        .isCloseTo((above - below) / 0.02, within(1e-3));
            }
        }
    }

    @Test
    void aVeryLongSentenceAndLargeScoresStayFinite() {
        int tags = 5;
        int length = 20_000;
        Random random = new Random(3);
        float[] emissions = new float[length * tags];
        for (int i = 0; i < emissions.length; i++) {
            emissions[i] = 60 * (float) random.nextGaussian();
        }
        CrfLoss crf = new CrfLoss(tags);
        crf.begin(Paths.values(random, tags * tags, false), new float[tags], new float[tags]);
        float[] gradient = new float[length * tags];
        double loss = crf.add(emissions, 0, length, random.ints(length, 0, tags).toArray(), 0, gradient, 1);
        assertThat(loss).isFinite().isPositive();
        for (float value : gradient) {
            assertThat(value).isBetween(-1.0001f, 1.0001f);
        }
    }
}
