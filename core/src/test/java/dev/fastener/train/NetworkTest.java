package dev.fastener.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.Workers;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Recurrent.Cell;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of whole networks against finite differences of their loss. */
class NetworkTest {
    private static final int VOCABULARY = 30;
    private static final int TAGS = 5;

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(new Architecture(Cell.LSTM, 1, 7, 9, 0), Regularisation.none(), 1),
                Arguments.of(new Architecture(Cell.LSTM, 2, 20, 16, 5), Regularisation.none(), 2),
                Arguments.of(new Architecture(Cell.GRU_RESET_AFTER, 1, 7, 9, 0), Regularisation.none(), 3),
                Arguments.of(new Architecture(Cell.GRU_RESET_AFTER, 2, 18, 11, 3), Regularisation.none(), 4),
                Arguments.of(new Architecture(Cell.LSTM, 2, 16, 8, 4), new Regularisation(0.5f, 0.3f, 0.25f, 0, 0), 5));
    }

    private static TrainBatch batch(Random random, int features) {
        int[] offsets = {0, 3, 3 + 7, 3 + 7 + 1, 3 + 7 + 1 + 7};
        int steps = offsets[offsets.length - 1];
        int[][] ids = new int[features][];
        for (int f = 0; f < features; f++) {
            ids[f] = random.ints(steps, 1, VOCABULARY).toArray();
        }
        return new TrainBatch(
                new EncodedBatch(ids, offsets), random.ints(steps, 0, TAGS).toArray());
    }

    /** The batch as a teacher sees it: its second sequence has no gold tags, one step is not taught. */
    private static TrainBatch taught(TrainBatch batch, Random random) {
        float[] marginals = new float[batch.input().steps() * TAGS];
        for (int step = 1; step < batch.input().steps(); step++) {
            float sum = 0;
            for (int i = step * TAGS; i < (step + 1) * TAGS; i++) {
                marginals[i] = random.nextFloat();
                sum += marginals[i];
            }
            for (int i = step * TAGS; i < (step + 1) * TAGS; i++) {
                marginals[i] /= sum;
            }
        }
        return new TrainBatch(
                batch.input(), batch.gold(), new TaughtBatch(marginals, new boolean[] {true, false, true, true}, 0.4f));
    }

    private static Network network(Architecture shape, Workers workers, int seed) {
        boolean bigrams = shape.bigramDimension() > 0;
        int[] sizes = bigrams ? new int[] {VOCABULARY, VOCABULARY} : new int[] {VOCABULARY};
        int[] dimensions = bigrams
                ? new int[] {shape.embeddingDimension(), shape.bigramDimension()}
                : new int[] {shape.embeddingDimension()};
        Network network = new Network(Kernels.best(), workers, shape, sizes, dimensions, TAGS, false);
        network.initialise(new SplittableRandom(seed));
        for (Parameter crf : List.of(network.transitions, network.start, network.end)) {
            crf.uniform(new SplittableRandom(seed), 0.5);
        }
        return network;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientsEqualFiniteDifferences(Architecture shape, Regularisation dropout, int seed) {
        Random random = new Random(seed);
        requireFiniteDifferences(shape, dropout, seed, random, batch(random, shape.bigramDimension() > 0 ? 2 : 1));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientsOfAStudentEqualFiniteDifferences(Architecture shape, Regularisation dropout, int seed) {
        Random random = new Random(seed);
        TrainBatch batch = batch(random, shape.bigramDimension() > 0 ? 2 : 1);
        requireFiniteDifferences(shape, dropout, seed, random, taught(batch, random));
    }

    private static void requireFiniteDifferences(
            Architecture shape, Regularisation dropout, int seed, Random random, TrainBatch batch) {
        try (Workers workers = new Workers(2)) {
            Network network = network(shape, workers, seed);
            network.lossAndGradients(batch, dropout, seed);
            List<float[]> gradients =
                    network.parameters().stream().map(p -> p.gradient.clone()).toList();
            for (int p = 0; p < gradients.size(); p++) {
                Parameter parameter = network.parameters().get(p);
                float[] gradient = gradients.get(p);
                for (int trial = 0; trial < 12; trial++) {
                    int i = parameter.sparse
                            ? parameter.used[random.nextInt(parameter.usedCount)] * parameter.columns
                                    + random.nextInt(parameter.columns)
                            : random.nextInt(parameter.size());
                    float value = parameter.values[i];
                    parameter.values[i] = value + 0.01f;
                    double above = network.lossAndGradients(batch, dropout, seed);
                    parameter.values[i] = value - 0.01f;
                    double below = network.lossAndGradients(batch, dropout, seed);
                    parameter.values[i] = value;
                    assertThat((double) gradient[i])
                            .as(shape + ", " + parameter.name + "[" + i + "], seed " + seed)
                            .isCloseTo((above - below) / 0.02, within(5e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theImportanceOfAUnitIsTheSquaredDifferenceThatAGateOnItMakes(
            Architecture shape, Regularisation dropout, int seed) {
        Random random = new Random(seed);
        TrainBatch batch = batch(random, shape.bigramDimension() > 0 ? 2 : 1);
        try (Workers workers = new Workers(2)) {
            Network network = network(shape, workers, seed);
            network.lossAndGradients(batch, dropout, seed);
            UnitImportance importance = new UnitImportance(network);
            importance.add(network);
            for (int trial = 0; trial < 12; trial++) {
                int layer = random.nextInt(shape.layers());
                int direction = random.nextInt(2);
                int unit = random.nextInt(shape.hiddenSize());
                gate(network, layer, direction, unit, 1.01f);
                double above = network.lossAndGradients(batch, dropout, seed);
                gate(network, layer, direction, unit, 0.99f / 1.01f);
                double below = network.lossAndGradients(batch, dropout, seed);
                gate(network, layer, direction, unit, 1 / 0.99f);
                assertThat(Math.sqrt(importance.of(layer, direction)[unit]))
                        .as(shape + ", layer " + layer + ", direction " + direction + ", unit " + unit)
                        .isCloseTo(Math.abs(above - below) / 0.02, within(5e-4));
            }
        }
    }

    /** Multiplies all that is read of a unit. */
    private static void gate(Network network, int layer, int direction, int unit, float by) {
        int output = direction * network.layers.get(layer).hidden + unit;
        scale(network.layers.get(layer).recurrents[direction], unit, by);
        if (layer + 1 < network.layers.size()) {
            scale(network.layers.get(layer + 1).kernels[0], output, by);
            scale(network.layers.get(layer + 1).kernels[1], output, by);
        } else {
            scale(network.dense, output, by);
        }
    }

    private static void scale(Parameter parameter, int row, float by) {
        for (int i = row * parameter.columns; i < (row + 1) * parameter.columns; i++) {
            parameter.values[i] *= by;
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        Architecture shape = new Architecture(Cell.LSTM, 2, 40, 33, 0);
        float[][] gradients = new float[4][];
        double[] losses = new double[4];
        for (int threads = 1; threads <= 4; threads++) {
            try (Workers workers = new Workers(threads)) {
                Network network = network(shape, workers, 8);
                losses[threads - 1] = network.lossAndGradients(batch(new Random(8), 1), Regularisation.defaults(), 8);
                gradients[threads - 1] = network.layers.get(0).kernels[1].gradient;
            }
        }
        assertThat(losses).containsOnly(losses[0]);
        for (float[] gradient : gradients) {
            assertThat(gradient).isEqualTo(gradients[0]);
        }
    }
}
