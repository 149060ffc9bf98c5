package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command with --before; its tests that run TensorFlow skip where module before isn't built (mvn -Pbefore package). */
class CertificateBTest {
    private static final Path FIXTURES = Path.of("../convert/src/test/resources");
    private static final Path TENSORFLOW = Path.of(System.getProperty("fastener.before", "none"));

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    @Test
    void aFrozenGraphGivesTheEmissionsOfTensorFlowAndTheTagsOfItsReference() throws IOException {
        requireTensorFlow();
        Path source = shared("tf1-frozen-foolnltk");
        String maps = source.resolve("all_map.json").toString();
        Path report = folder.resolve("report.json");
        assertThat(convert(source.resolve("ner.pb"), maps, maps, "--unk", "1", "--report", report.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains(
                        "certificate B, passed",
                        "TensorFlow was fed with: char_inputs: ids; dropout: 1.0; lengths: lengths");
        Map<?, ?> certificate = map(JsonTree.read("report", Files.readString(report)));
        assertThat(certificate.get("grade")).isEqualTo("B");
        assertThat((Double) certificate.get("maxEmissionDifference")).isLessThan(1e-4);
        assertThat(certificate.get("equalPaths")).isEqualTo(1.0);

        TaggerModel model = OnnxReader.read(out());
        try (Engine core = Engines.fastest(model, EngineOptions.forBulk());
                Engine onnxRuntime = OnnxRuntimeEngine.open(model, OnnxRuntimeOptions.defaults())) {
            requireReference(source, model, core);
            requireReference(source, model, onnxRuntime);
        }
    }

    @Test
    void benchHasARowForTheSourceInTensorFlowWhoseEmissionsAreCompared() throws IOException {
        requireTensorFlow();
        Path source = shared("tf1-frozen-foolnltk").resolve("ner.pb");
        String maps = source.resolveSibling("all_map.json").toString();
        assertThat(convert(source, maps, maps, "--unk", "1"))
                .as(streams.complaintsText())
                .isZero();
        List<String> bench =
                new ArrayList<>(List.of("bench", "--model", out().toString(), "--before", source.toString()));
        bench.addAll(List.of("--sentences", "6", "--rounds", "1", "--warm-up", "0", "--batch", "1,4"));
        assertThat(Main.run(bench.toArray(String[]::new)))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText().lines().filter(line -> line.startsWith("  tensorflow")))
                .hasSize(2)
                .allMatch(line -> line.contains("100.00 %"));
    }

    @Test
    void aSavedModelOfKerasGivesTheOutputsOfTensorFlow() throws IOException {
        requireTensorFlow();
        Path source = shared("tf2-savedmodel-thai");
        int code = convert(source, vocabulary(74), tags(4), "--unk", "1", "--padding", "pre");
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(streams.writtenText())
                .contains("certificate B, passed", "output time_distributed", "embedding_input: ids");
    }

    @Test
    void aCheckpointIsRestoredAndRun() throws IOException {
        requireTensorFlow();
        unpack("trained_checkpoint");
        int code = convert(folder.resolve("model.ckpt-7"), vocabulary(11), tags(5), "--unk", "1");
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(streams.writtenText()).contains("certificate B, passed");
    }

    @Test
    void aGraphThatIsTextIsRunToo() throws IOException {
        requireTensorFlow();
        unpack("gru_text");
        int code = convert(folder.resolve("graph.pbtxt"), vocabulary(11), tags(5), "--unk", "1", "--crf", "none");
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(streams.writtenText()).contains("certificate B, passed");
    }

    /** Fed with a half, a dropout isn't off. */
    @Test
    void anotherNetworkThanTheConvertedOneFails() throws IOException {
        requireTensorFlow();
        Path source = shared("tf1-frozen-foolnltk");
        String maps = source.resolve("all_map.json").toString();
        int code = convert(source.resolve("ner.pb"), maps, maps, "--unk", "1", "--feed", "dropout=0.5");
        assertThat(code).isEqualTo(1);
        assertThat(streams.writtenText()).contains("certificate B, FAILED", "dropout: 0.5");
        assertThat(out()).doesNotExist();
    }

    @Test
    void anOutputThatTheSourceLacksIsOneLine() throws IOException {
        requireTensorFlow();
        unpack("trained_checkpoint");
        int code =
                convert(folder.resolve("model.ckpt-7"), vocabulary(11), tags(5), "--unk", "1", "--output", "nothing");
        assertThat(code).isEqualTo(2);
        assertThat(streams.complaintsText())
                .isEqualTo("fastener: TensorFlow: --output: expected an operation of the graph, found nothing\n");
        assertThat(out()).doesNotExist();
    }

    @Test
    void optionsThatDoNotGoTogetherAreOneLine() throws IOException {
        Path model = FIXTURES.resolve("keras/ner-masked-post.h5");
        assertThat(Main.run("convert", model.toString(), "--feed", "x=1", "--out", out().toString()))
                .isEqualTo(2);
        assertThat(convert(model, vocabulary(11), tags(5), "--recorded", "io.npz"))
                .isEqualTo(2);
        assertThat(convert(model, vocabulary(11), tags(5), "--feed", "x")).isEqualTo(2);
        assertThat(streams.complaintsText().lines()).hasSize(3).allMatch(line -> line.startsWith("fastener: "));
    }

    @Test
    void whereTensorFlowIsAbsentItSaysHowToGetIt() throws IOException {
        String known = System.setProperty("fastener.before", folder.toString());
        try {
            unpack("trained_checkpoint");
            assertThat(convert(folder.resolve("model.ckpt-7"), vocabulary(11), tags(5), "--unk", "1"))
                    .isEqualTo(2);
            assertThat(streams.complaintsText()).contains("FASTENER_BEFORE", folder.toString());
        } finally {
            System.setProperty("fastener.before", known == null ? "" : known);
        }
    }

    /** What the reference holds: tags of every step, emissions of the first. */
    private static void requireReference(Path source, TaggerModel model, Engine engine) throws IOException {
        Map<String, Integer> ids = new HashMap<>();
        List<String> entries = model.features().get(0).vocabulary().entries();
        for (int id = 0; id < entries.size(); id++) {
            ids.putIfAbsent(entries.get(id), id);
        }
        Decoder decoder = new Decoder(model);
        List<?> sentences =
                (List<?>) JsonTree.read("reference", Files.readString(source.resolve("numpy_reference_50.json")));
        assertThat(sentences).hasSize(50);
        for (Object each : sentences) {
            Map<?, ?> sentence = map(each);
            int[] row = String.valueOf(sentence.get("text"))
                    .codePoints()
                    .map(c -> ids.getOrDefault(Character.toString(c), 1))
                    .toArray();
            EncodedBatch batch = new EncodedBatch(new int[][] {row}, new int[] {0, row.length});
            TagScores scores;
            try (Workspace workspace = engine.newWorkspace()) {
                scores = engine.score(batch, workspace);
            }
            List<?> first = (List<?>) sentence.get("emission_first_row");
            for (int tag = 0; tag < scores.tags(); tag++) {
                assertThat((double) scores.values()[tag])
                        .as(engine.name())
                        .isCloseTo(((Number) first.get(tag)).doubleValue(), within(1e-3));
            }
            int[] path = new int[row.length];
            decoder.tags(batch, scores, decoder.newWorkspace(), path);
            List<String> tags = new ArrayList<>();
            for (int tag : path) {
                tags.add(model.tags().labels().get(tag));
            }
            assertThat(tags).as(engine.name()).isEqualTo(sentence.get("tags"));
        }
    }

    private int convert(Path model, String vocabulary, String tags, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "convert",
                model.toString(),
                "--before",
                "--vocab",
                vocabulary,
                "--tags",
                tags,
                "--out",
                out().toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    private String vocabulary(int size) throws IOException {
        List<String> entries = new ArrayList<>();
        for (int id = 0; id < size; id++) {
            entries.add("\"" + Character.toString('一' + id) + "\": " + id);
        }
        return Files.writeString(folder.resolve("vocab.json"), "{" + String.join(", ", entries) + "}")
                .toString();
    }

    private String tags(int size) throws IOException {
        List<String> labels = List.of("\"O\"", "\"B-A\"", "\"I-A\"", "\"B-B\"", "\"I-B\"");
        return Files.writeString(
                        folder.resolve("tags.json"), labels.subList(0, size).toString())
                .toString();
    }

    private void unpack(String fixture) throws IOException {
        try (InputStream in = Files.newInputStream(FIXTURES.resolve("tensorflow/" + fixture + ".zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, folder.resolve(Path.of(entry.getName()).getFileName()));
            }
        }
    }

    private static void requireTensorFlow() {
        assumeTrue(Files.isDirectory(TENSORFLOW), () -> TENSORFLOW + " is absent: run mvn -Pbefore package");
    }

    private static Path shared(String name) {
        Path path = Path.of(
                        Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"))
                .resolve("models")
                .resolve(name);
        assumeTrue(Files.isDirectory(path), () -> path + " is absent: set FASTENER_SHARED");
        return path;
    }

    private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) value;
    }

    private Path out() {
        return folder.resolve("model.onnx");
    }
}
