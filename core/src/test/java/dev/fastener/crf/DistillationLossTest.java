package dev.fastener.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the marginals of all paths, and the gradients against finite differences of the loss that they give. */
class DistillationLossTest {
    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    /** Probability of each tag at each step, [length, tags], from every path. */
    private static double[] marginals(Chain chain, float[] emissions) {
        int tags = chain.tags();
        double[] sums = new double[emissions.length];
        double[] total = {0};
        Paths.each(chain, emissions, 0, emissions.length / tags, (path, score) -> {
            double weight = Math.exp(score);
            total[0] += weight;
            for (int t = 0; t < path.length; t++) {
                sums[t * tags + path[t]] += weight;
            }
        });
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= total[0];
        }
        return sums;
    }

    private static double divergence(Chain chain, float[] emissions, float[] teacher) {
        double[] own = marginals(chain, emissions);
        double sum = 0;
        for (int i = 0; i < own.length; i++) {
            sum += teacher[i] > 0 ? teacher[i] * Math.log(teacher[i] / own[i]) : 0;
        }
        return sum;
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
        float[] teacher = new float[length * tags];
        double[] of = marginals(Paths.chain(random, tags, false, false), Paths.values(random, length * tags, false));
        int untaught = seed % 3 == 0 ? random.nextInt(length) : -1;
        for (int i = 0; i < teacher.length; i++) {
            teacher[i] = i / tags == untaught ? 0 : (float) of[i];
        }

        DistillationLoss distillation = new DistillationLoss(tags);
        distillation.begin(transitions, start, end);
        float[] dEmissions = new float[length * tags];
        double loss = distillation.add(emissions, teacher, 0, length, dEmissions, 0.5f);
        float[] dTransitions = new float[tags * tags];
        float[] dStart = new float[tags];
        float[] dEnd = new float[tags];
        distillation.addGradients(dTransitions, dStart, dEnd);

        assertThat(loss)
                .as("seed " + seed)
                .isCloseTo(divergence(Chain.of(transitions, start, end), emissions, teacher), within(1e-5));
        float[][] parameters = {emissions, transitions, start, end};
        float[][] gradients = {dEmissions, dTransitions, dStart, dEnd};
        for (int p = 0; p < parameters.length; p++) {
            for (int i = 0; i < parameters[p].length; i++) {
                float value = parameters[p][i];
                parameters[p][i] = value + 0.01f;
                double above = divergence(Chain.of(transitions, start, end), emissions, teacher);
                parameters[p][i] = value - 0.01f;
                double below = divergence(Chain.of(transitions, start, end), emissions, teacher);
                parameters[p][i] = value;
                assertThat((double) gradients[p][i])
                        .as("seed " + seed + ", array " + p + ", value " + i)
                        .isCloseTo(0.5 * (above - below) / 0.02, within(5e-4));
            }
        }
    }

    @Test
    void aStudentWithTheTeachersProbabilitiesHasNothingToLearn() {
        Random random = new Random(5);
        int tags = 4;
        Chain chain = Paths.chain(random, tags, false, false);
        float[] emissions = Paths.values(random, 6 * tags, false);
        double[] own = marginals(chain, emissions);
        float[] teacher = new float[own.length];
        for (int i = 0; i < own.length; i++) {
            teacher[i] = (float) own[i];
        }
        float[] transitions = new float[tags * tags];
        for (int i = 0; i < transitions.length; i++) {
            transitions[i] = chain.transition(i / tags, i % tags);
        }
        DistillationLoss distillation = new DistillationLoss(tags);
        distillation.begin(transitions, chain.start(), chain.end());
        float[] gradient = new float[own.length];
        assertThat(distillation.add(emissions, teacher, 0, 6, gradient, 1)).isCloseTo(0, within(1e-6));
        for (float value : gradient) {
            assertThat((double) value).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void aVeryLongSentenceAndLargeScoresStayFinite() {
        int tags = 5;
        int length = 20_000;
        Random random = new Random(3);
        float[] emissions = new float[length * tags];
        float[] teacher = new float[length * tags];
        for (int t = 0; t < length; t++) {
            for (int j = 0; j < tags; j++) {
                emissions[t * tags + j] = 60 * (float) random.nextGaussian();
            }
            teacher[t * tags + random.nextInt(tags)] = 1;
        }
        DistillationLoss distillation = new DistillationLoss(tags);
        distillation.begin(Paths.values(random, tags * tags, false), new float[tags], new float[tags]);
        float[] gradient = new float[length * tags];
        assertThat(distillation.add(emissions, teacher, 0, length, gradient, 1))
                .isFinite()
                .isPositive();
        for (float value : gradient) {
            assertThat(value).isFinite();
        }
    }
}
