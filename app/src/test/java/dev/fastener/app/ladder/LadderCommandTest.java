package dev.fastener.app.ladder;

import static dev.fastener.app.ladder.TinyModels.narrowed;
import static dev.fastener.app.ladder.TinyModels.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LadderCommandTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private Json ladder(Path... models) throws IOException {
        Path file = folder.resolve("ladder.json");
        List<String> names = new ArrayList<>();
        for (Path model : models) {
            names.add(model.toString());
        }
        int code = Main.run(
                "bench",
                "--ladder",
                String.join(",", names),
                "--before",
                "none",
                "--sentences",
                String.valueOf(TinyModels.SENTENCES),
                "--rounds",
                "3",
                "--warm-up",
                "0",
                "--budget",
                "10s",
                "--json",
                file.toString(),
                "--report",
                folder.resolve("ladder.html").toString());
        assertThat(code).as(streams.complaintsText() + streams.writtenText()).isZero();
        System.out.flush();
        return Json.read(file);
    }

    @Test
    void withoutTensorFlowTheRungsOfTheEnginesAreRunAndChecked() throws IOException {
        TinyModels models = new TinyModels();
        Json ladder = ladder(
                written(models.of(2, 8, 1), folder.resolve("stacked.onnx")),
                written(models.of(1, 8, 2), folder.resolve("one.onnx")),
                written(models.of(1, 6, 3), folder.resolve("small.onnx")));

        List<Json> rungs = ladder.list("rungs");
        assertThat(rungs.stream().map(rung -> rung.text("name")))
                .containsExactly(
                        "before",
                        "one layer",
                        "tuned sizes",
                        "ONNX",
                        "graph optimisation and threads",
                        "ONNX Runtime int8",
                        "fused fp32",
                        "fused int8",
                        "no padding, batching",
                        "GPU");
        for (Json rung : rungs.subList(0, 2)) {
            assertThat(rung.text("engine")).startsWith("ONNX Runtime").endsWith("padded batches of 32");
            assertThat(rung.number("difference")).isBetween(0.0, 1e-5);
        }
        assertThat(rungs.get(2).text("notRun")).contains("TensorFlow was not asked for");
        assertThat(rungs.get(2).has("millis")).isFalse();
        assertThat(rungs.get(1).text("model")).isEqualTo("1 LSTM of 8, embeddings of 8");
        assertThat(ladder.isNull("factors")).isTrue();
        double f1 = rungs.get(3).number("f1");
        for (Json rung : rungs.subList(3, 9)) {
            assertThat(rung.text("model")).isEqualTo("1 LSTM of 6, embeddings of 8");
            assertThat(rung.text("fault")).isEmpty();
            assertThat(rung.number("rounds")).isEqualTo(3);
            assertThat(rung.at("millis").number("value")).isPositive();
            assertThat(rung.at("millis").number("low"))
                    .isLessThanOrEqualTo(rung.at("millis").number("value"));
            if (!rung.text("engine").contains("int8")) {
                assertThat(rung.number("difference")).isBetween(0.0, 1e-5);
                assertThat(rung.number("f1")).isEqualTo(f1);
                assertThat(rung.number("equalTags")).isEqualTo(rungs.get(3).number("equalTags"));
            }
        }
        // Its settings are among those that rung 5 tries, in the same rounds.
        assertThat(rungs.get(4).at("millis").number("value"))
                .isLessThanOrEqualTo(rungs.get(3).at("millis").number("value"));
        assertThat(rungs.get(0).at("ratio").number("value")).isEqualTo(1);
        double product = rungs.get(1).at("step").number("value");
        for (Json rung : rungs.subList(3, 9)) {
            product *= rung.at("step").number("value");
        }
        assertThat(product).isCloseTo(rungs.get(8).at("ratio").number("value"), within(1e-9 * product));
        assertThat(ladder.number("realShare")).isBetween(0.1, 0.99);
        assertThat(ladder.list("byLength").get(0).list("points").stream().map(point -> point.number("at")))
                .containsExactly(10.0, 20.0, 40.0, 80.0, 160.0, 320.0);
        assertThat(ladder.list("byBatch").get(0).list("points").stream().map(point -> point.number("at")))
                .containsExactly(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0);
        assertThat(ladder.at("machine").text("command")).startsWith("fastener bench --ladder");
        assertThat(folder.resolve("ladder.html"))
                .content()
                .contains(
                        "45 sentences of the sample corpus", "not run: TensorFlow was not asked for", "times as fast");
        assertThat(streams.writtenText())
                .contains("the sample corpus: 45 sentences")
                .contains("TensorFlow, padded batches of 32: not run, TensorFlow was not asked for")
                .contains("p50 ms of a sentence by its length")
                .contains("p50 ms of a batch by its sentences");
    }

    @Test
    void oneNarrowModelHasTheEnginesRungs() throws IOException {
        Path file = written(narrowed(new TinyModels().of(1, 8, 1)), folder.resolve("narrow.onnx"));
        List<Json> rungs = ladder(file).list("rungs");
        assertThat(rungs.get(1).text("notRun")).isEqualTo("no model between the first and the last");
        assertThat(rungs.get(2).text("notRun")).isEqualTo("no model but the first");
        assertThat(rungs.get(7).text("name")).isEqualTo("fused int8");
        assertThat(rungs.get(7).text("fault")).isEmpty();
    }

    @Test
    void modelsAreTimedSideBySideOnOneEngine() throws IOException {
        TinyModels models = new TinyModels();
        Path teacher = written(models.of(2, 8, 1), folder.resolve("teacher.onnx"));
        Path student = written(models.of(1, 6, 3), folder.resolve("student.onnx"));
        Path file = folder.resolve("beside.json");
        assertThat(Main.run(
                        "bench",
                        "--model",
                        teacher.toString(),
                        "--beside",
                        student + "," + teacher,
                        "--sentences",
                        String.valueOf(TinyModels.SENTENCES),
                        "--batch",
                        "8",
                        "--precision",
                        "fp32,int8",
                        "--rounds",
                        "3",
                        "--warm-up",
                        "0",
                        "--json",
                        file.toString()))
                .as(streams.complaintsText())
                .isZero();
        List<Json> runs = Json.read(file).list("beside");
        assertThat(runs).hasSizeGreaterThanOrEqualTo(2);
        for (Json run : runs) {
            List<Json> rows = run.list("models");
            assertThat(rows.stream().map(row -> row.text("model")))
                    .containsExactly(teacher.toString(), student.toString(), teacher.toString());
            assertThat(rows.get(0).at("ratio").number("value")).isEqualTo(1);
            assertThat(rows.get(1).at("ratio").number("low"))
                    .isLessThanOrEqualTo(rows.get(1).at("ratio").number("value"));
            assertThat(rows.get(2).number("equalTags")).isEqualTo(1);
            assertThat(rows.get(2).number("f1")).isEqualTo(rows.get(0).number("f1"));
        }
        assertThat(streams.writtenText()).contains("times as fast", "batches of 8, 45 sentences");
        assertThat(Main.run("bench", "--beside", student.toString())).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("--beside: expected --model FILE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ladder none.onnx | none.onnx: no such file",
                "--ladder a.onnx --model b.onnx | --ladder: expected no --model beside it",
                "--ladder a.onnx --batch 8 | --ladder: expected no --batch beside it",
                "--budget 5m | --budget: expected --ladder too",
                "--ladder a.onnx --rounds 0 | --rounds: expected at least 1"
            })
    void badUsageIsNamed(String arguments, String complaint) {
        List<String> words = new ArrayList<>(List.of("bench"));
        words.addAll(List.of(arguments.split(" ", -1)));
        assertThat(Main.run(words.toArray(String[]::new))).isEqualTo(2);
        assertThat(streams.complaintsText()).contains(complaint).hasLineCount(1);
    }
}
