package dev.fastener.convert.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.convert.Choices;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Shared;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.convert.recorded.NumpyArray;
import dev.fastener.convert.recorded.NumpyFile;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Normalization;
import dev.fastener.model.Provenance;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Vocabulary;
import dev.fastener.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks read from files of PyTorch, tf2onnx and Keras 3 give what their sources gave: scripts in src/test/python wrote both. */
class ForeignFileTest {
    private static final Path FIXTURES = Path.of("src/test/resources/onnx");
    private static final List<String> REFUSED = List.of(
            "torch-attention",
            "tf2onnx-masked",
            "keras3-masked",
            "keras3-gru",
            "torch-norm-rms",
            "torch-norm-outside",
            "torch-log-of-softmax",
            "torch-spelt-gelu",
            "torch-spelt-elu",
            "quantised-dynamic",
            "quantised-qdq",
            "quantised-qlinear");

    @TempDir
    private Path folder;

    static Stream<String> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".onnx"))
                    .map(name -> name.replace(".onnx", ""))
                    .filter(name -> !REFUSED.contains(name))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static SourceNetwork network(Path file) {
        return ForeignFile.read(file).source().readings().get(0);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aNetworkGivesWhatItsSourceGave(String fixture) {
        SourceNetwork network = network(FIXTURES.resolve(fixture + ".onnx"));
        TaggerModel model = model(network);
        ScalarEngine engine = new ScalarEngine(model);
        List<NumpyArray> arrays = NumpyFile.read(FIXTURES.resolve(fixture + ".npz"));
        float[] ids = array(arrays, "ids");
        float[] expected = array(arrays, "outputs");
        float[] lengths = array(arrays, "lengths");
        int padded = ids.length / lengths.length;
        for (int row = 0; row < lengths.length; row++) {
            int first = row * padded;
            int[] sentence = IntStream.range(0, (int) lengths[row])
                    .map(t -> (int) ids[first + t])
                    .toArray();
            TagScores scores = engine.score(
                    new EncodedBatch(new int[][] {sentence}, new int[] {0, sentence.length}), engine.newWorkspace());
            for (int i = 0; i < sentence.length * network.tags(); i++) {
                float found = scores.values()[i];
                float recorded = expected[first * network.tags() + i];
                // Scores before a log_softmax differ from those behind it by one number a step.
                if (fixture.equals("torch-log-softmax")) {
                    int step = i - i % network.tags();
                    found -= scores.values()[step];
                    recorded -= expected[first * network.tags() + step];
                }
                assertThat(found).as("row %d, value %d", row, i).isCloseTo(recorded, within(1e-5f));
            }
        }
    }

    @Test
    void bothDirectionsAreOneLayerHoweverTheyAreWritten() {
        for (String fixture : List.of("torch-lstm-2", "tf2onnx-stack")) {
            SourceNetwork network = network(FIXTURES.resolve(fixture + ".onnx"));
            assertThat(network.body()).hasSize(3);
            assertThat(network.body().subList(0, 2))
                    .allMatch(layer -> layer instanceof Recurrent recurrent && recurrent.directions() == 2);
        }
    }

    @Test
    void lengthsAndTransitionsAreFound() {
        assertThat(network(FIXTURES.resolve("torch-packed.onnx")).lengths()).isTrue();
        assertThat(network(FIXTURES.resolve("torch-lstm.onnx")).lengths()).isFalse();
        assertThat(network(FIXTURES.resolve("torch-crf.onnx")).crf()).isNotNull();
        assertThat(network(FIXTURES.resolve("torch-lstm.onnx")).crf()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"torch-attention, MatMul", "tf2onnx-masked, Loop"})
    void theFirstNodeOfAnotherFamilyIsNamed(String fixture, String operator) {
        assertThatThrownBy(() -> ForeignFile.read(FIXTURES.resolve(fixture + ".onnx")))
                .isInstanceOf(ConversionException.class)
                .hasMessageStartingWith(fixture + ".onnx, node ")
                .hasMessageContaining("(" + operator + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keras3-masked | convert the Keras file itself",
                "keras3-gru | convert the Keras file itself",
                "torch-norm-rms | RMSNorm",
                "torch-norm-outside | adds to the standard deviation",
                "torch-log-of-softmax | a log_softmax as the last node",
                "torch-spelt-gelu | gelu",
                "torch-spelt-elu | found elu",
                "quantised-dynamic | quantised dynamically (DequantizeLinear, DynamicQuantizeLSTM,",
                "quantised-qdq | quantised by pairs of QuantizeLinear and DequantizeLinear",
                "quantised-qlinear | quantised statically",
                "quantised-qlinear | fastener quantize"
            })
    void whatIsOfAnotherFamilyIsRefusedByName(String fixture, String reason) {
        assertThatThrownBy(() -> ForeignFile.read(FIXTURES.resolve(fixture + ".onnx")))
                .isInstanceOf(ConversionException.class)
                .hasMessageStartingWith(fixture + ".onnx")
                .hasMessageContaining(reason);
    }

    @Test
    void aNormalisationSpeltInSeveralNodesIsOneLayer() {
        for (String fixture :
                List.of("torch-norm-11", "torch-norm-moments", "torch-norm-folded", "torch-norm-unbiased")) {
            assertThat(network(FIXTURES.resolve(fixture + ".onnx")).body().get(1))
                    .isInstanceOfSatisfying(
                            Normalization.class,
                            layer -> assertThat(layer.kind()).isEqualTo(Normalization.Kind.LAYER));
        }
    }

    @Test
    void scoresAreFoundBehindAnOutputOfTags() {
        ForeignFile file = ForeignFile.read(FIXTURES.resolve("torch-tags.onnx"));
        assertThat(file.graph().isOutput()).isFalse();
        assertThat(file.source().readings().get(0).tags()).isEqualTo(5);
    }

    @Test
    void kerasOwnExportOfTheCaseGivesItsRecording() {
        Path folder = Shared.aCase("keras3-onnx-export");
        List<NumpyArray> arrays = NumpyFile.read(folder.resolve("io.npz"));
        requireRecorded(network(folder.resolve("k0.onnx")), array(arrays, "ids"), array(arrays, "outputs"), 9);
    }

    @Test
    void theNormalisationOfTheCaseGivesItsLogits() throws IOException {
        Path folder = Shared.aCase("onnx-layernorm");
        Map<?, ?> vocabulary = (Map<?, ?>) json(folder.resolve("vocab.json"));
        float[] ids = new float[7];
        int[] text = Files.readString(folder.resolve("text.txt"))
                .strip()
                .codePoints()
                .toArray();
        for (int i = 0; i < text.length; i++) {
            ids[i] = ((Number) vocabulary.get(Character.toString(text[i]))).floatValue();
        }
        List<?> rows = (List<?>) ((Map<?, ?>) json(folder.resolve("right.json"))).get("logits");
        float[] expected = new float[21];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = ((Number) ((List<?>) rows.get(i / 3)).get(i % 3)).floatValue();
        }
        requireRecorded(network(folder.resolve("m.onnx")), ids, expected, 7);
    }

    private static Object json(Path file) throws IOException {
        return Objects.requireNonNull(JsonTree.read(file.toString(), Files.readString(file)));
    }

    /** @param ids rows of {@code steps} each */
    private static void requireRecorded(SourceNetwork network, float[] ids, float[] expected, int steps) {
        ScalarEngine engine = new ScalarEngine(model(network));
        for (int first = 0; first < ids.length; first += steps) {
            int row = first;
            int[] sentence =
                    IntStream.range(0, steps).map(t -> (int) ids[row + t]).toArray();
            TagScores scores =
                    engine.score(new EncodedBatch(new int[][] {sentence}, new int[] {0, steps}), engine.newWorkspace());
            for (int i = 0; i < steps * network.tags(); i++) {
                assertThat(scores.values()[i]).isCloseTo(expected[first * network.tags() + i], within(1e-5f));
            }
        }
    }

    @Test
    void aModelOfOursIsNoForeignFile() throws IOException {
        Path ours = folder.resolve("ours.onnx");
        OnnxWriter.write(model(network(FIXTURES.resolve("torch-lstm.onnx"))), ours);
        assertThatThrownBy(() -> ForeignFile.read(ours))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("found one of Fastener's");
    }

    private static float[] array(List<NumpyArray> arrays, String name) {
        return arrays.stream()
                .map(NumpyArray::tensor)
                .filter(tensor -> tensor.name().endsWith(name))
                .findFirst()
                .orElseThrow()
                .values();
    }

    private static TaggerModel model(SourceNetwork network) {
        List<String> entries = new ArrayList<>(List.of(""));
        for (int id = 1; id < network.inputs().get(0).embedding().rows(); id++) {
            entries.add("w" + id);
        }
        return TaggerBuilder.build(
                network,
                new Choices(
                        List.of(new Vocabulary(entries, 0, 1)),
                        List.of("O", "B-A", "I-A", "B-B", "I-B").subList(0, network.tags()),
                        false,
                        false,
                        Choices.Pads.NONE,
                        Side.POST,
                        Side.POST,
                        network.length(),
                        null,
                        false,
                        false),
                Provenance.UNKNOWN);
    }
}
