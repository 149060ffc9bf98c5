package dev.fastener.before;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.before.SourceProcess;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagScores;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that conversion reads give what TensorFlow gives in its own process. */
class BeforeTest {
    private static final Path FIXTURES = Path.of("../convert/src/test/resources/tensorflow");

    @TempDir
    private Path directory;

    @Test
    void aFrozenGraph() throws IOException {
        Path model = shared("tf1-frozen-foolnltk").resolve("ner.pb");
        double difference = difference(model, 0, "--output", "project/logits");
        assertThat(difference).isLessThanOrEqualTo(1e-4);
    }

    @Test
    void aSavedModelOfKeras() throws IOException {
        Path model = shared("tf2-savedmodel-thai");
        assertThat(difference(model, 300)).isLessThanOrEqualTo(1e-5);
    }

    @Test
    void aCheckpoint() throws IOException {
        unpack("trained_checkpoint");
        Path model = directory.resolve("model.ckpt-7.meta");
        assertThat(difference(model, 0, "--output", "logits")).isLessThanOrEqualTo(1e-5);
    }

    @Test
    void anExportOfKeras3() throws IOException {
        unpack("keras3_export_masked_gru");
        assertThat(difference(directory, 0)).isLessThanOrEqualTo(1e-5);
    }

    @Test
    void whatTensorFlowRefusesIsSaid() throws IOException {
        unpack("keras3_export_masked_gru");
        try (SourceProcess source = SourceProcess.start(command(directory))) {
            assertThatThrownBy(() -> source.score(new int[][][] {{{1, 999_999}}}, new int[] {2}))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("999999");
            assertThat(source.score(new int[][][] {{{1, 2}}}, new int[] {2}).tags())
                    .isEqualTo(5);
        }
    }

    @Test
    void aModelThatIsntThereIsRefused() {
        assertThatThrownBy(() -> SourceProcess.start(command(directory.resolve("none.pb"))))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("none.pb: no such file");
    }

    /** Largest difference at real steps; {@code length} 0 for a source of any length. */
    private static double difference(Path path, int length, String... options) {
        SourceNetwork network = TensorFlowFile.read(path).readings().get(0);
        int rows = network.inputs().get(0).embedding().rows();
        Random random = new Random(3);
        int steps = length == 0 ? 23 : length;
        int[][] ids = new int[5][steps];
        int[] lengths = new int[ids.length];
        for (int s = 0; s < ids.length; s++) {
            lengths[s] = s == 0 ? steps : 1 + random.nextInt(steps);
            for (int t = 0; t < lengths[s]; t++) {
                ids[s][t] = 1 + random.nextInt(rows - 1);
            }
        }
        float[][] expected;
        try (SourceProcess source = SourceProcess.start(command(path, options))) {
            expected = source.score(new int[][][] {ids}, lengths).outputs();
        }
        ScalarEngine engine = new ScalarEngine(model(network, steps));
        double difference = 0;
        for (int s = 0; s < ids.length; s++) {
            TagScores scores = engine.score(
                    new EncodedBatch(new int[][] {Arrays.copyOf(ids[s], lengths[s])}, new int[] {0, lengths[s]}),
                    engine.newWorkspace());
            for (int i = 0; i < lengths[s] * network.tags(); i++) {
                difference = Math.max(difference, Math.abs(scores.values()[i] - expected[s][i]));
            }
        }
        return difference;
    }

    private static List<String> command(Path model, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Before.class.getName(),
                model.toString()));
        command.addAll(List.of(options));
        return command;
    }

    private static TaggerModel model(SourceNetwork network, int length) {
        List<String> entries = new ArrayList<>(List.of(""));
        for (int id = 1; id < network.inputs().get(0).embedding().rows(); id++) {
            entries.add("w" + id);
        }
        List<String> labels = new ArrayList<>(List.of("O"));
        for (int tag = 1; tag < network.tags(); tag++) {
            labels.add("B-T" + tag);
        }
        PaddingRule padding = network.lengths()
                ? new PaddingRule.None()
                : network.inputs().get(0).masked()
                        ? new PaddingRule.Masked(network.maskedOutput())
                        : new PaddingRule.Visible();
        return new TaggerModel(
                List.of(new Feature(
                        "input",
                        FeatureUnit.CHARACTER,
                        new Vocabulary(entries, 0, 1),
                        network.inputs().get(0).embedding())),
                network.join(),
                network.body(),
                new Head(Head.Decoding.ARGMAX, null, false, false),
                new TagSet(labels, TagFormat.of(TagScheme.BIO)),
                new TextRules(TextRules.Unit.CHARACTER, false, false, false, padding, Side.POST, Side.POST, length),
                Quantization.NONE,
                network.signature(),
                Provenance.UNKNOWN);
    }

    private void unpack(String fixture) throws IOException {
        try (InputStream in = Files.newInputStream(FIXTURES.resolve(fixture + ".zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    private static Path shared(String name) {
        Path path = Path.of(
                        Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"))
                .resolve("models")
                .resolve(name);
        assumeTrue(Files.isDirectory(path), () -> path + " is absent: set FASTENER_SHARED");
        return path;
    }
}
