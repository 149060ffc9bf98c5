package dev.fastener.convert.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.convert.Shared;
import dev.fastener.convert.SourceCrf;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Trained taggers that nobody of us wrote; skipped where FASTENER_SHARED doesn't lead to them. */
class SharedModelsTest {
    @Test
    void foolNltkGivesTheTagsAndEmissionsOfItsReference() throws IOException {
        Path folder = Shared.model("tf1-frozen-foolnltk");
        SourceNetwork network =
                TensorFlowFile.read(folder.resolve("ner.pb")).readings().get(0);
        assertThat(network.lengths()).isTrue();
        assertThat(network.tags()).isEqualTo(25);
        Map<?, ?> maps = map(json(folder.resolve("all_map.json")));
        Map<?, ?> ids = map(maps.get("char_map"));
        Map<?, ?> tags = map(maps.get("ner_map"));
        SourceCrf crf = network.crf();
        assertThat(crf).isNotNull();
        TaggerModel model = Networks.model(network);
        ScalarEngine engine = new ScalarEngine(model);
        int sentences = 0;
        double largest = 0;
        for (Object each : (List<?>) json(folder.resolve("numpy_reference_50.json"))) {
            Map<?, ?> sentence = map(each);
            int[] encoded = String.valueOf(sentence.get("text"))
                    .codePoints()
                    .map(c -> ((Long) Optional.ofNullable((Object) ids.get(Character.toString(c)))
                                    .orElse(1L))
                            .intValue())
                    .toArray();
            TagScores scores = engine.score(
                    new EncodedBatch(new int[][] {encoded}, new int[] {0, encoded.length}), engine.newWorkspace());
            List<?> row = (List<?>) sentence.get("emission_first_row");
            for (int i = 0; i < 25; i++) {
                largest = Math.max(largest, Math.abs(scores.values()[i] - ((Number) row.get(i)).doubleValue()));
            }
            List<?> best = (List<?>) sentence.get("emission_argmax");
            for (int t = 0; t < encoded.length; t++) {
                assertThat(argmax(scores.values(), t * 25)).isEqualTo(((Number) best.get(t)).intValue());
            }
            List<String> path = new ArrayList<>();
            for (int tag : Networks.path(scores.values(), encoded.length, crf.transitions())) {
                path.add(String.valueOf(tags.get(String.valueOf(tag))));
            }
            assertThat(path).isEqualTo(sentence.get("tags"));
            sentences++;
        }
        assertThat(sentences).isEqualTo(50);
        assertThat(largest).isCloseTo(0, within(1e-3));
    }

    @Test
    void theThaiModelHasTheWeightsOfItsList() throws IOException {
        Path folder = Shared.model("tf2-savedmodel-thai");
        Map<?, ?> weights = map(json(folder.resolve("weights.json")));
        SourceNetwork network = TensorFlowFile.read(folder).readings().get(0);
        assertThat(network.length()).isEqualTo(300);
        assertThat(network.tags()).isEqualTo(4);
        assertThat(network.inputs().get(0).embedding().values()).containsExactly(matrix(weights, 1));
        Recurrent recurrent = (Recurrent) network.body().get(0);
        requireEqual(recurrent.forward(), weights, 2);
        requireEqual(recurrent.backward(), weights, 5);
        Dense dense = (Dense) network.body().get(1);
        assertThat(dense.kernel().values()).containsExactly(matrix(weights, 8));
        assertThat(dense.bias()).containsExactly(matrix(weights, 9));
        assertThat(dense.activation()).isEqualTo(Activation.SOFTMAX);
    }

    /** Keras has [inputs, 4 * hidden] and the gates i f c o, ours are i o f c. */
    private static void requireEqual(RecurrentWeights ours, Map<?, ?> weights, int at) {
        int hidden = ours.hiddenSize();
        int[] order = {0, 3, 1, 2};
        float[] kernel = matrix(weights, at);
        float[] recurrentKernel = matrix(weights, at + 1);
        float[] bias = matrix(weights, at + 2);
        for (int row = 0; row < 4 * hidden; row++) {
            int column = order[row / hidden] * hidden + row % hidden;
            assertThat(ours.bias()[row]).isEqualTo(bias[column]);
            for (int i = 0; i < ours.inputSize(); i++) {
                assertThat(ours.kernel().values()[row * ours.inputSize() + i])
                        .isEqualTo(kernel[i * 4 * hidden + column]);
            }
            for (int i = 0; i < hidden; i++) {
                assertThat(ours.recurrentKernel().values()[row * hidden + i])
                        .isEqualTo(recurrentKernel[i * 4 * hidden + column]);
            }
        }
    }

    private static float[] matrix(Map<?, ?> weights, int number) {
        List<?> data = (List<?>) map(weights.get("mat" + number)).get("data");
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((Number) data.get(i)).floatValue();
        }
        return values;
    }

    private static int argmax(float[] values, int from) {
        int best = 0;
        for (int i = 1; i < 25; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }

    private static Object json(Path file) throws IOException {
        Object value = JsonTree.read(file.toString(), Files.readString(file));
        if (value == null) {
            throw new IOException(file + " holds null");
        }
        return value;
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }
}
