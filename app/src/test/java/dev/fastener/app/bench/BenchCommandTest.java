package dev.fastener.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    private final ByteArrayOutputStream written = streams.written;
    private final ByteArrayOutputStream complaints = streams.complaints;

    @TempDir
    private Path folder;

    private int bench(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("bench", "--hidden-size", "9", "--embedding-dim", "7", "--sentences", "20", "--rounds", "2"));
        arguments.addAll(List.of("--warm-up", "0", "--threads", "1", "--batch", "8"));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    @Test
    void aModelThatWasTrainedHereHasNoSourceToRunInTensorFlow() {
        assertThat(bench("--before", "frozen.pb")).isEqualTo(2);
        assertThat(complaints.toString(StandardCharsets.UTF_8))
                .contains(
                        "--before: expected the SavedModel, checkpoint or frozen graph that the model was converted from")
                .contains("found a model that was trained here");
    }

    @Test
    void eachCombinationIsARowAndTheFileHoldsWhatIsPrinted() throws IOException {
        Path json = folder.resolve("bench.json");
        int code = bench(
                "--order", "corpus,sorted,full", "--concurrency", "1,3", "--end-to-end", "--json", json.toString());
        assertThat(code).as(complaints.toString(StandardCharsets.UTF_8)).isZero();

        List<Map<String, String>> rows = rows(json);
        List<Map<String, String>> own =
                rows.stream().filter(row -> row.get("engine").equals("core")).toList();
        assertThat(own).hasSize(3 * 2 * 2); // orders, callers, works
        for (Map<String, String> row : own) {
            assertThat(row)
                    .containsEntry("precision", "fp32")
                    .containsEntry("threads", "1")
                    .containsEntry("batch", "8")
                    .containsEntry("equalPaths", "1.0")
                    .containsKeys("kernels", "medianMillis", "p99Millis", "ratio", "realShare", "maxDifference", "f1");
            assertThat(Double.parseDouble(row.get("medianMillis")))
                    .isPositive()
                    .isLessThanOrEqualTo(Double.parseDouble(row.get("p99Millis")));
            if (row.get("work").equals("entities")) {
                assertThat(Double.parseDouble(row.get("shareOfScores"))).isPositive();
            } else {
                assertThat(Double.parseDouble(row.get("scaledDifference"))).isBetween(0.0, 1e-5);
            }
        }
        assertThat(own)
                .filteredOn(row -> row.get("order").equals("full"))
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("realShare", "1.0")
                        .containsEntry("f1", null)
                        .containsEntry("characters", "2000"));
        assertThat(realShare(own, "corpus")).isLessThan(realShare(own, "sorted"));
        assertThat(rows)
                .filteredOn(row -> "true".equals(row.get("reference")))
                .allSatisfy(row ->
                        assertThat(row).containsEntry("engine", "onnxruntime").containsEntry("ratio", "1.0"));
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("command      fastener bench --hidden-size 9")
                .contains("ids in, scores out, batch 8, order of the corpus, 1 caller: 20 sentences")
                .contains("text in, entities out, batch 8, full length, 3 callers: 20 sentences, 2,000 characters");
    }

    private static double realShare(List<Map<String, String>> rows, String order) {
        return rows.stream()
                .filter(row -> row.get("order").equals(order))
                .mapToDouble(row -> Double.parseDouble(row.get("realShare")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void f1IsThatOfEval() throws IOException {
        Path corpus = Files.writeString(
                folder.resolve("train.bio"),
                "张\tB-PER\n三\tI-PER\n在\tO\n沪\tB-LOC\n\n李\tB-PER\n四\tI-PER\n来\tO\n\n".repeat(20));
        Path model = folder.resolve("model.onnx");
        assertThat(Main.run(
                        "train",
                        "--train",
                        corpus.toString(),
                        "--dev",
                        corpus.toString(),
                        "--out",
                        model.toString(),
                        "--hidden-size",
                        "4",
                        "--embedding-dim",
                        "4",
                        "--epochs",
                        "2"))
                .as(complaints.toString(StandardCharsets.UTF_8))
                .isZero();
        Path scores = folder.resolve("eval.json");
        assertThat(Main.run(
                        "eval",
                        "--model",
                        model.toString(),
                        "--corpus",
                        corpus.toString(),
                        "--json",
                        scores.toString()))
                .isZero();
        Path json = folder.resolve("bench.json");
        assertThat(Main.run(
                        "bench",
                        "--model",
                        model.toString(),
                        "--corpus",
                        corpus.toString(),
                        "--rounds",
                        "1",
                        "--warm-up",
                        "0",
                        "--json",
                        json.toString()))
                .as(complaints.toString(StandardCharsets.UTF_8))
                .isZero();
        String evaluated = Files.readString(scores).split("\"f1\" : ", 2)[1].split("[,\n]", 2)[0];
        assertThat(rows(json)).allSatisfy(row -> assertThat(row).containsEntry("f1", evaluated));
    }

    @Test
    void aLimitThatIsNotMetEndsWithOne() {
        assertThat(bench("--limit", "p99=100s@batch=8,threads=1")).isZero();
        assertThat(bench("--limit", "max=0us")).isEqualTo(1);
        assertThat(bench("--limit", "ratio=1000000")).isEqualTo(1);
        assertThat(bench("--limit", "p50=1s@batch=9")).isEqualTo(1);
        assertThat(written.toString(StandardCharsets.UTF_8))
                .containsPattern("limit p99=100s@batch=8,threads=1 met: [0-9.e+-]+ ms\n")
                .containsPattern("limit max=0us not met: [0-9.e+-]+ ms\n")
                .contains("limit p50=1s@batch=9 not met: no row was measured that it is for\n");
    }

    @Test
    void whatThisMachineCannotRunIsSaid() throws IOException {
        Path json = folder.resolve("bench.json");
        assertThat(bench("--cell", "gru", "--engine", "core,onnxruntime-int8", "--json", json.toString()))
                .as(complaints.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("onnxruntime-int8 int8, threads 1: not applicable, the model has no LSTM");
        assertThat(rows(json))
                .filteredOn(row -> row.get("engine").equals("onnxruntime-int8"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).containsKey("notApplicable").doesNotContainKey("medianMillis"));
    }

    @Test
    void narrowWeightsAndOnnxRuntimesInt8StandBesideFp32() throws IOException {
        Path json = folder.resolve("bench.json");
        int code = bench(
                "--engine",
                "core,onnxruntime-int8,onnxruntime-grouped",
                "--precision",
                "fp32,int16,int8",
                "--kernels",
                "scalar",
                "--onnxruntime-settings",
                "--json",
                json.toString());
        assertThat(code).as(complaints.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(rows(json))
                .extracting(row -> row.get("engine") + " " + row.get("precision") + " " + row.get("kernels"))
                .contains(
                        "core fp32 scalar",
                        "core int16 scalar",
                        "core int8 scalar",
                        "onnxruntime-int8 int8 ",
                        "onnxruntime-grouped fp32 ");
        assertThat(rows(json))
                .extracting(row -> row.get("settings"))
                .contains(
                        "", "spinning", "optimization=none", "optimization=basic", "optimization=extended", "parallel");
    }

    @Test
    void aColdStartIsTimedInAJvmOfItsOwn() throws IOException {
        Path json = folder.resolve("bench.json");
        assertThat(bench("--cold-start", "1", "--json", json.toString()))
                .as(complaints.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("core fp32", "first tag after");
        assertThat(Files.readString(json)).containsPattern("\"firstTagMillis\" : [0-9.]+");
    }

    @Test
    void aSoakChecksResultsAndMemory() throws IOException {
        Path json = folder.resolve("bench.json");
        assertThat(bench(
                        "--soak",
                        "2s",
                        "--concurrency",
                        "5",
                        "--engine",
                        "core,onnxruntime",
                        "--json",
                        json.toString()))
                .as(written.toString(StandardCharsets.UTF_8))
                .isZero();
        System.out.flush();
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("soak: core fp32", "soak: onnxruntime fp32", "5 callers", "errors 0", "passed");
        assertThat(Files.readString(json)).contains("\"residentBytes\"").contains("\"passed\" : true");
    }

    @ParameterizedTest
    @CsvSource({
        "--soak, 5, expected a time as",
        "--engine, tensorflow, expected one of",
        "--threads, 0, expected at least 1",
        "--batch, 0, expected at least 1",
        "--concurrency, -1, expected at least 1",
        "--rounds, 0, expected at least 1",
        "--order, random, expected one of",
        "--precision, fp8, expected one of",
        "--limit, p99=20, a time needs a unit",
        "--limit, p99=20ms@colour=red, colour=red",
        "--limit, soon, expected a limit as",
        "--warm-up, -1, expected 0 to 3600",
        "--corpus, none.txt, none.txt",
        "--json, none/bench.json, none",
        "--model, none.onnx, none.onnx"
    })
    void badUsageIsNamed(String option, String value, String complaint) {
        assertThat(Main.run("bench", option, value)).isEqualTo(2);
        assertThat(complaints.toString(StandardCharsets.UTF_8))
                .contains(complaint)
                .hasLineCount(1);
    }

    /** The objects of "results" with their values as they are written, null where they are null. */
    private static List<Map<String, String>> rows(Path json) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json.toFile())) {
            boolean inResults = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    inResults = parser.currentName().equals("results");
                } else if (inResults && token == JsonToken.START_OBJECT) {
                    Map<String, String> row = new LinkedHashMap<>();
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String name = parser.currentName();
                        row.put(name, parser.nextToken() == JsonToken.VALUE_NULL ? null : parser.getText());
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
