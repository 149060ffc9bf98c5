package dev.fastener.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.Models;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Matrix;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.scheme.TagScheme;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DynamicQuantizationTest {
    private static final int HIDDEN = 23;
    private final Random random = new Random(105);

    private Matrix matrix(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Matrix(rows, columns, values);
    }

    private RecurrentWeights weights() {
        return new RecurrentWeights(
                matrix(4 * HIDDEN, 1),
                matrix(4 * HIDDEN, HIDDEN),
                new float[4 * HIDDEN],
                new float[4 * HIDDEN],
                new float[0]);
    }

    @Test
    void noTwoNeighboursOfARowCanSaturateAndEachStandsForItsWeight() {
        RecurrentWeights forward = weights();
        RecurrentWeights backward = weights();
        Matrix kernel = matrix(2 * HIDDEN, 3);
        TaggerModel model = Models.model(
                        TextRules.trained(TextRules.Unit.CHARACTER, 0),
                        List.of(Models.feature("input", FeatureUnit.CHARACTER, Models.vocabulary("a"))),
                        List.of("O", "B-X", "I-X"),
                        TagScheme.BIO)
                .withBody(List.of(
                        Recurrent.biLstm(forward, backward), new Dense(kernel, new float[3], Activation.LINEAR)));
        Map<String, Onnx.Tensor> tensors =
                OnnxDecoder.decode("model", OnnxWriter.toDynamicallyQuantizedBytes(model))
                        .graph()
                        .initializers()
                        .stream()
                        .collect(Collectors.toMap(Onnx.Tensor::name, Function.identity()));
        // ONNX Runtime's layout: [directions, inputs, outputs].
        requireSafe(
                tensors,
                "body.0.R",
                2,
                HIDDEN,
                4 * HIDDEN,
                (d, i, o) -> (d == 0 ? forward : backward).recurrentKernel().values()[o * HIDDEN + i]);
        requireSafe(tensors, "body.1.kernel", 1, 2 * HIDDEN, 3, (d, i, o) -> kernel.values()[i * 3 + o]);
    }

    private interface Wide {
        float at(int direction, int input, int output);
    }

    private static void requireSafe(
            Map<String, Onnx.Tensor> tensors, String name, int directions, int inputs, int outputs, Wide wide) {
        ByteBuffer narrow = bytes(tensors, name);
        ByteBuffer scales = bytes(tensors, name + ".scale");
        int largest = 0;
        for (int d = 0; d < directions; d++) {
            for (int o = 0; o < outputs; o++) {
                float scale = scales.getFloat(4 * (d * outputs + o));
                int before = 0;
                for (int i = 0; i < inputs; i++) {
                    int value = narrow.get((d * inputs + i) * outputs + o);
                    int sum = Math.abs(before) + Math.abs(value);
                    assertThat(255 * sum).as("%s, output %d", name, o).isLessThan(1 << 15);
                    assertThat(value * scale).isCloseTo(wide.at(d, i, o), within(0.501f * scale));
                    largest = Math.max(largest, sum);
                    before = value;
                }
            }
        }
        assertThat(largest).isBetween(126, 128);
    }

    private static ByteBuffer bytes(Map<String, Onnx.Tensor> tensors, String name) {
        return ((Onnx.Bytes) Objects.requireNonNull(tensors.get(name), name).data()).buffer();
    }
}
