package dev.fastener.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.engine.Engine;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import dev.fastener.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The emissions of the hand-made models: scalar engine, ONNX Runtime in Java, and ONNX Runtime in Python as the judge. */
class EmissionsTest {
    private static final long SEED = 20;
    private static final Path FOLDER = Path.of("target", "models");
    private static final Map<String, TaggerModel> MODELS = HandMadeModels.all(SEED);

    static Stream<String> names() {
        return MODELS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void onnxRuntimeGivesTheScalarEnginesEmissions(String name) {
        TaggerModel model = MODELS.get(name);
        EncodedBatch batch = batch(model, 3, 9, 1, 0, 9, 4, 2);
        for (int threads : new int[] {1, 2}) {
            try (Engine engine =
                    OnnxRuntimeEngine.open(model, OnnxRuntimeOptions.defaults().withThreads(threads))) {
                assertClose(name, score(engine, batch), score(new ScalarEngine(model), batch));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aSentenceAmongOthersHasTheEmissionsThatItHasAlone(String name) {
        TaggerModel model = MODELS.get(name);
        EncodedBatch batch = batch(model, 2, 8, 5, 1);
        try (Engine engine = OnnxRuntimeEngine.open(model, OnnxRuntimeOptions.defaults())) {
            TagScores together = score(engine, batch);
            for (int s = 0; s < batch.sequences(); s++) {
                TagScores alone = score(engine, only(batch, s));
                float[] rows = Arrays.copyOfRange(
                        together.values(),
                        together.offsets()[s] * together.tags(),
                        together.offsets()[s + 1] * together.tags());
                assertClose(
                        name + ", sentence " + s,
                        new TagScores(alone.tags(), alone.offsets(), new int[] {together.lead()[s]}, rows),
                        alone);
            }
        }
    }

    @Test
    void aFileOfOneLengthGivesTheSameEmissions() {
        TaggerModel model = MODELS.get("none-pre");
        EncodedBatch batch = batch(model, 3, 9, 1);
        try (Engine engine =
                OnnxRuntimeEngine.open(OnnxWriter.toBytes(model, 11), "fixed", OnnxRuntimeOptions.defaults())) {
            assertClose("fixed length", score(engine, batch), score(new ScalarEngine(model), batch));
        }
    }

    /** The judge is other people's code in another language; see check_models.py. */
    @Test
    void pythonOnnxAndOnnxRuntimeAcceptAndRunTheFiles() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        for (Map.Entry<String, TaggerModel> entry : MODELS.entrySet()) {
            TaggerModel model = entry.getValue();
            Files.write(FOLDER.resolve(entry.getKey() + ".onnx"), OnnxWriter.toBytes(model));
            Files.writeString(FOLDER.resolve(entry.getKey() + ".json"), expectedByPython(model));
        }
        String python = System.getProperty("fastener.python", System.getenv("FASTENER_PYTHON"));
        assumeTrue(
                python != null,
                "no judge: FASTENER_PYTHON names no Python with src/test/python/requirements.txt installed");
        Process judge = new ProcessBuilder(python, "src/test/python/check_models.py", FOLDER.toString())
                .redirectErrorStream(true)
                .start();
        String report = new String(judge.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(judge.waitFor()).as(report).isZero();
        assertThat(report).contains(MODELS.size() + " models");
    }

    /** Batch and emissions as JSON: what a plain ONNX Runtime program should find in the rows of a padded batch. */
    private static String expectedByPython(TaggerModel model) {
        EncodedBatch batch = batch(model, 3, 9, 1, 9, 4, 2);
        TagScores scores = score(new ScalarEngine(model), batch);
        PaddingRule rule = model.text().padding();
        StringBuilder json = new StringBuilder("{\"length\":")
                .append(rule instanceof PaddingRule.Visible ? model.text().maxLength() : 0)
                .append(",\"side\":\"")
                .append(model.text().padSide())
                .append("\",\"overPads\":")
                .append(model.head().overPads())
                .append(",\"inputs\":[");
        for (int f = 0; f < model.features().size(); f++) {
            json.append(f == 0 ? "" : ",")
                    .append("{\"name\":\"")
                    .append(model.features().get(f).name())
                    .append("\",\"pad\":")
                    .append(model.features().get(f).vocabulary().padId())
                    .append(",\"rows\":[");
            for (int s = 0; s < batch.sequences(); s++) {
                json.append(s == 0 ? "" : ",")
                        .append(Arrays.toString(
                                Arrays.copyOfRange(batch.ids()[f], batch.offsets()[s], batch.offsets()[s + 1])));
            }
            json.append("]}");
        }
        json.append("],\"emissions\":[");
        for (int s = 0; s < batch.sequences(); s++) {
            json.append(s == 0 ? "" : ",")
                    .append(Arrays.toString(Arrays.copyOfRange(
                            scores.values(),
                            scores.offsets()[s] * scores.tags(),
                            scores.offsets()[s + 1] * scores.tags())));
        }
        return json.append("]}").toString();
    }

    private static TagScores score(Engine engine, EncodedBatch batch) {
        try (Workspace workspace = engine.newWorkspace()) {
            return engine.score(batch, workspace);
        }
    }

    /** Random ids; under a masked rule whose unknown id is the pad, some steps are masked. */
    private static EncodedBatch batch(TaggerModel model, int... lengths) {
        Random random = new Random(SEED);
        int[] offsets = new int[lengths.length + 1];
        for (int s = 0; s < lengths.length; s++) {
            offsets[s + 1] = offsets[s] + lengths[s];
        }
        int[][] ids = new int[model.features().size()][offsets[lengths.length]];
        for (int f = 0; f < ids.length; f++) {
            int size = model.features().get(f).vocabulary().size();
            int unknown = model.features().get(f).vocabulary().unknownId();
            int least = unknown == Vocabulary.SKIP ? 1 : unknown;
            for (int step = 0; step < ids[f].length; step++) {
                ids[f][step] = least + random.nextInt(size - least);
            }
        }
        return new EncodedBatch(ids, offsets);
    }

    private static EncodedBatch only(EncodedBatch batch, int s) {
        int[][] ids = Arrays.stream(batch.ids())
                .map(feature -> Arrays.copyOfRange(feature, batch.offsets()[s], batch.offsets()[s + 1]))
                .toArray(int[][]::new);
        return new EncodedBatch(ids, new int[] {0, batch.length(s)});
    }

    private static void assertClose(String name, TagScores actual, TagScores expected) {
        assertThat(actual.offsets()).as(name).isEqualTo(expected.offsets());
        assertThat(actual.lead()).as(name).isEqualTo(expected.lead());
        float largest = 1;
        for (float value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.values().length; i++) {
            assertThat(Math.abs(actual.values()[i] - expected.values()[i]))
                    .as(
                            "%s, seed %d: value %d is %s, expected %s",
                            name, SEED, i, actual.values()[i], expected.values()[i])
                    .isLessThanOrEqualTo(1e-5f * largest);
        }
    }
}
