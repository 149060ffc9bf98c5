package dev.fastener.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.Workers;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Recurrent.Cell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss and all gradients of a whole network against PyTorch's; pytorch_gradients.py made the files. */
class PyTorchGradientsTest {
    private static Map<String, double[]> read(String name) throws IOException {
        Map<String, double[]> lines = new HashMap<>();
        try (InputStream in = PyTorchGradientsTest.class.getResourceAsStream(name)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] fields = line.split(" ");
                double[] values = Arrays.stream(fields)
                        .skip(1)
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                lines.put(fields[0], values);
            });
        }
        return lines;
    }

    private static int[] ints(double[] values) {
        return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
    }

    @ParameterizedTest
    @CsvSource({"pytorch_lstm.txt,LSTM", "pytorch_gru.txt,GRU_RESET_AFTER"})
    void lossAndGradientsEqualPyTorchs(String file, Cell cell) throws IOException {
        Map<String, double[]> expected = read(file);
        int[] lengths = ints(expected.get("lengths"));
        int[] offsets = new int[lengths.length + 1];
        for (int s = 0; s < lengths.length; s++) {
            offsets[s + 1] = offsets[s] + lengths[s];
        }
        TrainBatch batch = new TrainBatch(
                new EncodedBatch(new int[][] {ints(expected.get("ids"))}, offsets), ints(expected.get("gold")));
        try (Workers workers = new Workers(2)) {
            Network network = new Network(
                    Kernels.best(),
                    workers,
                    new Architecture(cell, 2, 7, 5, 0),
                    new int[] {11},
                    new int[] {5},
                    4,
                    false);
            for (Parameter parameter : network.parameters()) {
                double[] values = expected.get("w:" + parameter.name);
                assertThat(values).as(parameter.name).hasSize(parameter.size());
                for (int i = 0; i < values.length; i++) {
                    parameter.values[i] = (float) values[i];
                }
            }
            double loss = network.lossAndGradients(batch, Regularisation.none(), 1);
            assertThat(loss).isCloseTo(expected.get("loss")[0], within(1e-5));
            for (Parameter parameter : network.parameters()) {
                double[] gradients = expected.get("g:" + parameter.name);
                for (int i = 0; i < gradients.length; i++) {
                    assertThat((double) parameter.gradient[i])
                            .as(parameter.name + "[" + i + "]")
                            .isCloseTo(gradients[i], within(2e-6));
                }
            }
        }
    }
}
