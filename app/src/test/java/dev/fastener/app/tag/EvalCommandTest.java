package dev.fastener.app.tag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
    private static final String CORPUS = """
            A\tB-ORG
            B\tI-ORG
            在\tO

            好\tB-LOC
            C\tB-ORG
            D\tO
            """;

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    private final ByteArrayOutputStream written = streams.written;
    private final ByteArrayOutputStream complaints = streams.complaints;

    @TempDir
    private Path folder;

    private Path corpus() throws IOException {
        return Files.writeString(folder.resolve("test.bio"), CORPUS);
    }

    @Test
    void everyOutputHoldsTheSameFigures() throws IOException {
        Path json = folder.resolve("f1.json");
        Path page = folder.resolve("errors.html");
        Path predictions = folder.resolve("predictions.conll");
        assertThat(Main.run(
                        "eval",
                        "--model",
                        LettersModel.writeTo(folder).toString(),
                        "--corpus",
                        corpus().toString(),
                        "--json",
                        json.toString(),
                        "--errors",
                        page.toString(),
                        "--predictions",
                        predictions.toString()))
                .as(complaints.toString(StandardCharsets.UTF_8))
                .isZero();
        String table = written.toString(StandardCharsets.UTF_8);
        assertThat(table.lines())
                .contains(
                        "type   F1     precision  recall  gold  found",
                        "LOC     0.00       0.00    0.00     1      0",
                        "ORG    50.00      50.00   50.00     2      2",
                        "micro  40.00      50.00   33.33     3      2",
                        "macro  25.00");
        assertThat(Files.readString(json))
                .containsSubsequence(
                        "\"micro\"", "\"f1\" : 0.4", "\"macro\"", "0.25", "\"byType\"", "\"LOC\"", "\"conlleval\"");
        assertThat(Files.readString(predictions))
                .isEqualTo("A B-ORG B-ORG\nB I-ORG I-ORG\n在 O O\n\n好 B-LOC O\nC B-ORG B-ORG\nD O I-ORG\n\n");
        assertThat(Files.readString(page)).contains("[好 <b>LOC</b>]", "[CD <b>ORG</b>]");
        assertThat(complaints.toString(StandardCharsets.UTF_8)).contains("no type LOC");

        written.reset();
        assertThat(Main.run("eval", "--predictions-in", predictions.toString())).isZero();
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(table);
    }

    @Test
    void aCorpusThatTheModelHardlyKnowsIsSaid() throws IOException {
        Path digits = Files.writeString(folder.resolve("digits.bio"), "在0\tO\n好0\tB-ORG\nA\tO\n");
        assertThat(Main.run("eval", "--model", LettersModel.writeTo(folder).toString(), "--corpus", digits.toString()))
                .isZero();
        assertThat(complaints.toString(StandardCharsets.UTF_8))
                .contains("doesn't know 67 % of the corpus' tokens (\"在0\" is its first)")
                .contains("--strip-segmentation");
    }

    @Test
    void badUsageIsOneLine() throws IOException {
        String model = LettersModel.writeTo(folder).toString();
        assertThat(Main.run("eval", "--model", model)).isEqualTo(2);
        assertThat(Main.run("eval", "--corpus", corpus().toString())).isEqualTo(2);
        assertThat(Main.run("eval", "--model", model, "--corpus", "nowhere.bio"))
                .isEqualTo(2);
        assertThat(Main.run("eval", "--model", model, "--corpus", corpus().toString(), "--format", "xml"))
                .isEqualTo(2);
        assertThat(Main.run("eval", "--predictions-in", "p", "--model", model)).isEqualTo(2);
        assertThat(complaints.toString(StandardCharsets.UTF_8).lines())
                .hasSize(5)
                .allMatch(line -> line.startsWith("fastener: "));
    }
}
