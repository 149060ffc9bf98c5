package dev.fastener.app.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LadderTextTest {
    private static final Interval TWO = new Interval(2, 1.5, 2.5);
    private static final Ladder LADDER = new Ladder(
            "test.bmes",
            477,
            15100,
            0.279,
            Map.of("java", "17"),
            List.of(
                    new Rung(
                            "before",
                            "3 LSTM of 512, embeddings of 256",
                            "TensorFlow 2.16.2 fp32, 2 threads, padded batches of 32",
                            new Rung.Figures(
                                    new Interval(41.4, 40, 42.25),
                                    Intervals.ONE,
                                    Intervals.ONE,
                                    5,
                                    Double.NaN,
                                    1,
                                    3e-6,
                                    ""),
                            ""),
                    new Rung(
                            "fused int8",
                            "1 LSTM of 128, embeddings of 64",
                            "Fastener native int8, 2 threads",
                            new Rung.Figures(
                                    new Interval(0.0325, 0.03, 0.04),
                                    new Interval(1274, 1000, 1400),
                                    TWO,
                                    5,
                                    0.9459,
                                    0.9987,
                                    0.2,
                                    "60.0 % of the tokens"),
                            ""),
                    new Rung("GPU", "1 LSTM of 128, embeddings of 64", "CUDA", null, "no CUDA here")),
            new Factors(TWO, TWO, TWO, TWO, new Interval(8, 7, 9)),
            List.of(new Curve("Fastener", List.of(new Curve.Point(10, 0.02, 0.05), new Curve.Point(20, 0.04, 0.09)))),
            List.of(new Curve("ONNX Runtime", List.of(new Curve.Point(1, 1.25, 2)))));

    @TempDir
    private Path folder;

    @Test
    void theTableHasAllRungsAndSaysWhatWasNotRun() {
        assertThat(LadderTable.of(LADDER))
                .contains("477 sentences, 15,100 tokens; 27.9 % of padded batches of 32 is real; 5 rounds")
                .containsPattern(" 1 +before +41.4 +40.0 to 42.3 +1.00 +1.00 to 1.00 +1.00 +- +100.00 % +3.0e-06\n")
                .containsPattern(" 2 +fused int8 +0.0325 .* 1,274 +1,000 to 1,400 +2.00 +94.59 +99.87 % +2.0e-01\n")
                .containsPattern(" 3 +1 LSTM of 128, embeddings of 64 +CUDA: not run, no CUDA here\n")
                .contains("total 8.00 (7.00 to 9.00) times = 2.00 (1.50 to 2.50) same network, sorted by length"
                        + " x 2.00 (1.50 to 2.50) padding x 2.00 (1.50 to 2.50) slimming")
                .containsPattern(" +10 +20\n +Fastener +0.0200 +0.0400\n")
                .containsPattern(" +1\n +ONNX Runtime +1.25\n");
    }

    @Test
    void theFileHasEveryFigure() throws IOException {
        Path file = folder.resolve("ladder.json");
        LadderJson.write(file, LADDER);
        Json json = Json.read(file);
        assertThat(json.text("corpus")).isEqualTo("test.bmes");
        assertThat(json.number("sentences")).isEqualTo(477);
        assertThat(json.number("characters")).isEqualTo(15100);
        assertThat(json.number("realShare")).isEqualTo(0.279);
        assertThat(json.at("machine").text("java")).isEqualTo("17");
        Json first = json.list("rungs").get(0);
        assertThat(first.text("name")).isEqualTo("before");
        assertThat(first.at("millis").number("high")).isEqualTo(42.25);
        assertThat(first.isNull("f1")).isTrue();
        Json second = json.list("rungs").get(1);
        assertThat(second.at("ratio").number("value")).isEqualTo(1274);
        assertThat(second.at("step").number("low")).isEqualTo(1.5);
        assertThat(second.number("f1")).isEqualTo(0.9459);
        assertThat(second.number("equalTags")).isEqualTo(0.9987);
        assertThat(second.number("difference")).isEqualTo(0.2);
        assertThat(second.number("rounds")).isEqualTo(5);
        assertThat(second.text("fault")).isEqualTo("60.0 % of the tokens");
        assertThat(json.list("rungs").get(2).text("notRun")).isEqualTo("no CUDA here");
        assertThat(json.at("factors").at("total").number("value")).isEqualTo(8);
        Json point = json.list("byLength").get(0).list("points").get(1);
        assertThat(point.number("at")).isEqualTo(20);
        assertThat(point.number("p50Millis")).isEqualTo(0.04);
        assertThat(point.number("p99Millis")).isEqualTo(0.09);
        assertThat(json.list("byBatch").get(0).text("engine")).isEqualTo("ONNX Runtime");
        assertThat(Files.list(folder)).hasSize(1);
    }
}
