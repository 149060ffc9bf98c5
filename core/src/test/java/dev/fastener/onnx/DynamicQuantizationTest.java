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
import dev.fastener.quantize.Parts;
import dev.fastener.quantize.Plan;
import dev.fastener.quantize.Quantizer;
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

    private TaggerModel model() {
        return Models.model(
                        TextRules.trained(TextRules.Unit.CHARACTER, 0),
                        List.of(Models.feature("input", FeatureUnit.CHARACTER, Models.vocabulary("a"))),
                        List.of("O", "B-X", "I-X"),
                        TagScheme.BIO)
                .withBody(List.of(
                        Recurrent.biLstm(weights(), weights()),
                        new Dense(matrix(2 * HIDDEN, 3), new float[3], Activation.LINEAR)));
    }

    @Test
    void noTwoProductsCanSaturateAndEachIntegerIsTheNearest() {
        requireSafe(model(), 0.501f);
    }

    /** So that what was measured on the narrow model is true of the file. */
    @Test
    void weightsThatAreNarrowForItAlreadyStayAsTheyAre() {
        TaggerModel wide = model();
        requireSafe(Quantizer.quantize(wide, Plan.dynamic(Parts.of(wide)), Map.of()), 1e-4f);
    }

    private static void requireSafe(TaggerModel model, float steps) {
        Map<String, Onnx.Tensor> tensors =
                OnnxDecoder.decode("model", OnnxWriter.toDynamicallyQuantizedBytes(model))
                        .graph()
                        .initializers()
                        .stream()
                        .collect(Collectors.toMap(Onnx.Tensor::name, Function.identity()));
        Recurrent layer = (Recurrent) model.body().get(0);
        Dense dense = (Dense) model.body().get(1);
        // ONNX Runtime's layout: [directions, inputs, outputs].
        requireSafe(
                tensors,
                "body.0.R",
                2,
                HIDDEN,
                4 * HIDDEN,
                steps,
                (d, i, o) -> (d == 0 ? layer.forward() : layer.backward())
                        .recurrentKernel()
                        .values()[o * HIDDEN + i]);
        requireSafe(
                tensors,
                "body.1.kernel",
                1,
                2 * HIDDEN,
                3,
                steps,
                (d, i, o) -> dense.kernel().values()[i * 3 + o]);
    }

    private interface Weight {
        float at(int direction, int input, int output);
    }

    private static void requireSafe(
            Map<String, Onnx.Tensor> tensors,
            String name,
            int directions,
            int inputs,
            int outputs,
            float steps,
            Weight expected) {
        ByteBuffer narrow = bytes(tensors, name);
        ByteBuffer scales = bytes(tensors, name + ".scale");
        for (int d = 0; d < directions; d++) {
            for (int o = 0; o < outputs; o++) {
                float scale = scales.getFloat(4 * (d * outputs + o));
                int largest = 0;
                for (int i = 0; i < inputs; i++) {
                    int value = narrow.get((d * inputs + i) * outputs + o);
                    assertThat(value * scale).isCloseTo(expected.at(d, i, o), within(steps * scale));
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(largest).as("%s, output %d", name, o).isEqualTo(64);
                assertThat(2 * 255 * largest).isLessThan(1 << 15);
            }
        }
    }

    private static ByteBuffer bytes(Map<String, Onnx.Tensor> tensors, String name) {
        return ((Onnx.Bytes) Objects.requireNonNull(tensors.get(name), name).data()).buffer();
    }
}
