package dev.fastener.convert.export;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.convert.Choices;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.hdf5.Hdf5File;
import dev.fastener.convert.hdf5.Hdf5Group;
import dev.fastener.convert.keras.KerasFile;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Provenance;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Vocabulary;
import dev.fastener.onnx.OnnxWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Keras loads is what our model was: judged by our own reader of Keras' files, and by real Keras where there is one. */
class KerasExportTest {
    private static final long SEED = 95;
    private static final Path FIXTURES = Path.of("src/test/resources/keras");
    private static final Map<String, TaggerModel> MODELS = ExportedModels.all(SEED);

    @TempDir
    private Path folder;

    private KerasExport.Files write(String name, TaggerModel model) throws IOException {
        KerasExport.Files files = KerasExport.Files.of(folder.resolve(name + ".h5"));
        KerasExport.of(model, name).write(files);
        return files;
    }

    /**
     * FASTENER_KERAS: Pythons with keras2-requirements.txt, keras315-requirements.txt and keras316-requirements.txt, separated as a
     * path is.
     */
    @Test
    void kerasGivesTheScoresAndTagsOfOurModels() throws IOException, InterruptedException {
        String pythons = System.getenv("FASTENER_KERAS");
        assumeTrue(pythons != null, "FASTENER_KERAS names no Python with src/test/python/keras2-requirements.txt");
        for (Map.Entry<String, TaggerModel> model : MODELS.entrySet()) {
            write(model.getKey(), model.getValue());
            ExpectedResults.write(model.getValue(), SEED, folder.resolve(model.getKey() + ".expected.json"));
        }
        for (String fixture : fixtures().toList()) {
            String name = fixture.replaceAll("\\W", "_");
            TaggerModel model =
                    model(KerasFile.read(FIXTURES.resolve(fixture)).readings().get(0));
            write(name, model);
            ExpectedResults.write(model, SEED, folder.resolve(name + ".expected.json"));
        }
        for (String python : pythons.split(File.pathSeparator)) {
            Path said = folder.resolve("said");
            Process judge = new ProcessBuilder(python, "src/test/python/back_again.py", folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            int code = judge.waitFor();
            assertThat(code).as("%s: %s", python, Files.readString(said)).isZero();
        }
    }

    static Stream<String> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".h5") || name.endsWith(".keras"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Stream<String> models() {
        return MODELS.keySet().stream();
    }

    /** From Keras and back: the same tensors in the same order, bit for bit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bilstm-masked.h5",
                "stack.h5",
                "stack-weights.h5",
                "bigru-sum.h5",
                "ner-masked-post.h5",
                "3-bilstm-masked.h5",
                "3-bigru-reset-before.h5"
            })
    void thereAndBackTheWeightsAreTheSame(String fixture) throws IOException {
        Path original = FIXTURES.resolve(fixture);
        SourceNetwork network = KerasFile.read(original).readings().get(0);
        KerasExport.Files files = write("again", model(network));
        assertThat(weights(files.weights())).isEqualTo(weights(original));
    }

    @Test
    void ourReaderFindsTheModelAmongTheReadingsOfItsWeights() throws IOException {
        for (String name :
                List.of("slim-LSTM", "slim-GRU_RESET_AFTER", "slim-GRU_RESET_BEFORE", "head-VITERBI", "merged-SUM")) {
            TaggerModel model = MODELS.get(name);
            SourceFile read = KerasFile.read(write(name, model).weights());
            byte[] expected = OnnxWriter.toBytes(plain(model));
            assertThat(read.readings())
                    .as(name)
                    .anyMatch(reading -> Arrays.equals(expected, OnnxWriter.toBytes(alike(model, reading))));
        }
    }

    @Test
    void whatKerasCannotExpressIsRefusedByName() {
        TaggerModel model = MODELS.get("slim-LSTM");
        assertThatThrownBy(() -> KerasExport.Files.of(Path.of("model.weights.h5")))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("model.weights.h5: expected a name that ends in .h5");
        Recurrent layer = (Recurrent) model.body().get(0);
        RecurrentWeights forward = requireNonNull(layer.forward());
        Recurrent peeping = new Recurrent(
                layer.cell(),
                new RecurrentWeights(
                        forward.kernel(),
                        forward.recurrentKernel(),
                        forward.bias(),
                        forward.recurrentBias(),
                        new float[9]),
                layer.backward(),
                layer.merge(),
                layer.activation(),
                layer.recurrentActivation());
        TaggerModel peepholes = with(model, List.of(peeping, model.body().get(1)));
        assertThatThrownBy(() -> KerasExport.of(peepholes, "model.onnx"))
                .isInstanceOf(ConversionException.class)
                .hasMessage(
                        "model.onnx, layer 1: expected an LSTM as Keras has it, found one with peephole connections;"
                                + " Keras can't express it");
    }

    /** From Keras 3.16 on a recurrent layer passes no mask on. */
    @Test
    void eachRecurrentLayerOfAMaskedStackIsToldTheMask() throws IOException {
        KerasExport.Files files = write("stacked", MODELS.get("stacked"));
        String source = Files.readString(files.source());
        assertThat(source.lines().filter(line -> line.contains("return_sequences=True")))
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.endsWith("mask=mask)"));
    }

    @Test
    void aLabelStaysALiteral() {
        assertThat(PythonSource.quoted("B-\"\\\n{x}é实\u2028")).isEqualTo("\"B-\\\"\\\\\\U0000000a{x}é实\\U00002028\"");
    }

    private static TaggerModel with(TaggerModel model, List<Layer> body) {
        return new TaggerModel(
                model.features(),
                model.join(),
                body,
                model.head(),
                model.tags(),
                model.text(),
                model.quantization(),
                null,
                Provenance.UNKNOWN);
    }

    private static TaggerModel plain(TaggerModel model) {
        return with(model, model.body());
    }

    /** A reading in the place of the model that was written. */
    private static TaggerModel alike(TaggerModel model, SourceNetwork reading) {
        TaggerModel built = TaggerBuilder.build(
                reading,
                new Choices(
                        List.of(model.features().get(0).vocabulary()),
                        model.tags().labels(),
                        false,
                        false,
                        model.text().padding() instanceof PaddingRule.None ? Choices.Pads.NONE : Choices.Pads.SOURCE,
                        model.text().padSide(),
                        model.text().truncationSide(),
                        model.text().maxLength(),
                        null,
                        false,
                        model.head().constrained()),
                Provenance.UNKNOWN);
        return plain(built);
    }

    private static TaggerModel model(SourceNetwork network) {
        List<Vocabulary> vocabularies = new ArrayList<>();
        network.inputs().forEach(input -> {
            Matrix table = input.embedding();
            List<String> entries = new ArrayList<>(List.of(""));
            for (int id = 1; id < table.rows(); id++) {
                entries.add("w" + id);
            }
            vocabularies.add(new Vocabulary(entries, 0, 1));
        });
        List<String> tags = new ArrayList<>(List.of("O"));
        for (int tag = 1; tag < network.tags(); tag++) {
            tags.add("B-T" + tag);
        }
        return TaggerBuilder.build(
                network,
                new Choices(
                        vocabularies,
                        tags,
                        false,
                        false,
                        Choices.Pads.SOURCE,
                        Side.POST,
                        Side.POST,
                        7,
                        null,
                        false,
                        false),
                Provenance.UNKNOWN);
    }

    /** Shapes and bits of all weights of a Keras HDF5 file, in the order of its lists. */
    private static List<String> weights(Path file) throws IOException {
        Hdf5Group root = Hdf5File.read(file.toString(), Files.readAllBytes(file));
        Hdf5Group model = root.groups().getOrDefault("model_weights", root);
        List<String> weights = new ArrayList<>();
        for (String layer : model.attributes().get("layer_names")) {
            Hdf5Group group = model.groups().get(layer);
            for (String name : group.attributes().getOrDefault("weight_names", List.of())) {
                Hdf5Group inner = group;
                String[] path = name.split("/");
                for (int i = 0; i < path.length - 1; i++) {
                    inner = inner.groups().get(path[i]);
                }
                Tensor tensor = inner.datasets().get(path[path.length - 1]).tensor();
                weights.add(Arrays.toString(tensor.shape()) + Arrays.toString(tensor.values()));
            }
        }
        return weights;
    }
}
