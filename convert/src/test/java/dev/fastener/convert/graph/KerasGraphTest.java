package dev.fastener.convert.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.export.ExportedModels;
import dev.fastener.convert.export.KerasExport;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is written is what our own reader of TensorFlow's graphs, made for those of others, finds in it; and has the operations and
 * gives the scores of what real tf.keras exports, where there is one.
 */
class KerasGraphTest {
    private static final Map<String, TaggerModel> MODELS = ExportedModels.all(120);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"slim-LSTM", "head-MARGINAL", "two-features"})
    void theReaderFindsTheSameWeights(String name) throws IOException {
        TaggerModel model = model(name);
        boolean same = Arrays.equals(OnnxWriter.toBytes(readBack(model)), OnnxWriter.toBytes(model));
        assertThat(same).isTrue();
    }

    /** Two biases that are added to each other anyway may come back as their sum. */
    @ParameterizedTest
    @ValueSource(strings = {"stacked", "slim-GRU_RESET_AFTER"})
    void whatIsReadGivesTheSameScores(String name) throws IOException {
        TaggerModel model = model(name);
        assertThat(scores(readBack(model))).containsExactly(scores(model), within(1e-6f));
    }

    @Test
    void theReaderFindsTheMaskAndTheNames() throws IOException {
        SourceNetwork network = read(model("two-features"));
        assertThat(network.inputs()).extracting(SourceInput::name).containsExactly("input", "input_2");
        assertThat(network.inputs().get(0).masked()).isTrue();
        assertThat(network.maskedOutput()).isEqualTo(MaskedOutput.ZERO);
        assertThat(network.signature().inputs())
                .isEqualTo(KerasGraph.of(model("two-features")).signature().inputs());
    }

    /** FASTENER_KERAS: Pythons, one of them with keras2-requirements.txt, separated as a path is. */
    @Test
    void tfKerasExportsTheSameGraph() throws IOException, InterruptedException {
        String pythons = System.getenv("FASTENER_KERAS");
        assumeTrue(pythons != null, "FASTENER_KERAS names no Python with src/test/python/keras2-requirements.txt");
        for (String name : List.of("slim-LSTM", "slim-GRU_RESET_AFTER", "stacked", "two-features")) {
            KerasExport.of(model(name), name).write(KerasExport.Files.of(folder.resolve(name + ".h5")));
            KerasGraph.of(model(name)).write(folder.resolve(name + ".pb"));
        }
        Path said = folder.resolve("said");
        for (String python : pythons.split(File.pathSeparator)) {
            if (!run(said, python, "-c", "import keras, sys; sys.exit(not keras.__version__.startswith('2.15.'))")) {
                continue;
            }
            boolean right = run(said, python, "src/test/python/keras_graph.py", folder.toString());
            assertThat(right).as(Files.readString(said)).isTrue();
            return;
        }
        throw new AssertionError("FASTENER_KERAS: expected a Python with Keras 2.15, found " + pythons);
    }

    private static boolean run(Path said, String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start()
                        .waitFor()
                == 0;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "visible-pre | padding: expected pads that don't exist for the network",
                "masked-text | padding: expected pads that don't exist for the network",
                "slim-GRU_RESET_BEFORE | layer 1: expected an LSTM, or a GRU that resets after the product, found another GRU",
                "backwards-alone | layer 1: expected two directions side by side",
                "convolution-first | layer 1: expected a Bi-LSTM, a Bi-GRU or a linear Dense, found a Convolution",
                "normalised | layer 1: expected a Bi-LSTM, a Bi-GRU or a linear Dense, found a Normalization",
                "branches | layer 1: expected a Bi-LSTM, a Bi-GRU or a linear Dense, found a Parallel"
            })
    void otherModelsAreRefusedByName(String name, String message) {
        assertThatThrownBy(() -> KerasGraph.of(model(name)))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(message);
    }

    private static TaggerModel model(String name) {
        return requireNonNull(MODELS.get(name));
    }

    private SourceNetwork read(TaggerModel model) throws IOException {
        Path file = folder.resolve("graph.pb");
        KerasGraph.of(model).write(file);
        List<SourceNetwork> readings = TensorFlowFile.read(file).readings();
        assertThat(readings).hasSize(1);
        assertThat(Files.list(folder)).containsExactly(file);
        return readings.get(0);
    }

    private TaggerModel readBack(TaggerModel model) throws IOException {
        SourceNetwork network = read(model);
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < model.features().size(); i++) {
            Feature feature = model.features().get(i);
            features.add(new Feature(
                    feature.name(),
                    feature.unit(),
                    feature.vocabulary(),
                    network.inputs().get(i).embedding()));
        }
        return new TaggerModel(
                features,
                network.join(),
                network.body(),
                model.head(),
                model.tags(),
                model.text(),
                model.quantization(),
                null,
                Provenance.UNKNOWN);
    }

    private static float[] scores(TaggerModel model) {
        int[] ids = {2, 5, 3, 12, 1, 7};
        int[][] both = new int[model.features().size()][];
        Arrays.fill(both, ids);
        ScalarEngine engine = new ScalarEngine(model);
        return engine.score(new EncodedBatch(both, new int[] {0, 4, 6}), engine.newWorkspace())
                .values();
    }
}
