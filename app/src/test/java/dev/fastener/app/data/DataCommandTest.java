package dev.fastener.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    private static final String TRAIN = "小\tB-人\n李\tE-人\n在\tO\n沪\tS-LOC\n\n很\tO\n好\tO\n\n很\tO\n好\tO\n";

    @TempDir
    Path folder;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void catchOutput() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void letOutputGo() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void inspectShowsFiguresAndOddities() throws IOException {
        Path train = file("train", TRAIN);
        Path dev = file("dev", "很\tO\n好\tO\n\n他\tM-LOC\n");
        Path json = folder.resolve("figures.json");
        assertThat(Main.run(
                        "data",
                        "inspect",
                        train.toString(),
                        dev.toString(),
                        "--max-len",
                        "2",
                        "--json",
                        json.toString()))
                .isZero();
        assertThat(printed())
                .contains("sentences                         3            2\n")
                .contains("duplicates of train               -            1\n")
                .contains("tokens not in train               -       33.3 %\n")
                .contains("LOC                   1    1\n人                    1    0\n")
                .contains("dev:4: \"M-LOC\" at the start");
        assertThat(Files.readString(json))
                .contains(
                        "\"scheme\" : \"BMES\"",
                        "\"sentences\" : 3",
                        "\"illegalSequences\" : 2",
                        "\"longerSentences\" : 1");
    }

    @Test
    void convertWritesToStandardOutputOrAFile() throws IOException {
        Path train = file("train", TRAIN);
        assertThat(Main.run(
                        "data",
                        "convert",
                        train.toString(),
                        "--to",
                        "inline",
                        "--to-scheme",
                        "BIO",
                        "--to-separator",
                        "_"))
                .isZero();
        assertThat(printed()).isEqualTo("小\\B_人 李\\I_人 在\\O 沪\\B_LOC\n很\\O 好\\O\n很\\O 好\\O\n");
        Path packed = folder.resolve("out.jsonl.gz");
        assertThat(Main.run("data", "convert", train.toString(), "--to", "doccano", "--out", packed.toString()))
                .isZero();
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("{\"text\":\"小李在沪\",\"label\":[[0,2,\"人\"],[3,4,\"LOC\"]]}\n");
        }
        assertThat(errors()).isEmpty();
    }

    @Test
    void convertSaysWhatIsLost() throws IOException {
        Path text = file("a.jsonl", "{\"text\":\"小 李\",\"label\":[[0,3,\"人\"]]}");
        assertThat(Main.run("data", "convert", text.toString(), "--to", "columns"))
                .isZero();
        assertThat(errors()).isEqualTo("lost in 1 sentences or places: white space between tokens\n");
    }

    @Test
    void splitKeepsEqualSentencesTogether() throws IOException {
        Path train = file("train", TRAIN + "\n他\tO\n\n来\tO\n\n们\tO\n\n都\tO\n\n也\tO\n\n不\tO\n\n是\tO\n");
        Path parts = folder.resolve("a/b");
        assertThat(Main.run(
                        "data", "split", train.toString(), "--dev", "0.2", "--test", "0.2", "--out", parts.toString()))
                .isZero();
        assertThat(printed().lines().map(line -> line.replaceFirst(".*/", "")).toList())
                .containsExactly("train.txt: 6 sentences", "dev.txt: 2 sentences", "test.txt: 2 sentences");
        long withDuplicate = List.of("train", "dev", "test").stream()
                .filter(name -> read(parts.resolve(name + ".txt")).contains("很"))
                .count();
        assertThat(withDuplicate).isEqualTo(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void badInputIsOneLineAndLeavesFilesAlone() throws IOException {
        Path target = file("target", "as it was");
        Path mixed = file("mixed", "a\tB-X\nb\tM-X\nc\tI-X\n");
        assertThat(Main.run("data", "convert", mixed.toString(), "--out", target.toString()))
                .isEqualTo(2);
        assertThat(errors())
                .startsWith("fastener: " + mixed + ":3: mixed tag schemes")
                .hasLineCount(1);
        assertThat(target).hasContent("as it was");
        assertThat(Main.run("data", "inspect", folder.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(Main.run("data", "convert", target.toString(), "--to", "xml"))
                .isEqualTo(2);
        assertThat(errors()).contains("none: no such file", "expected one of columns, inline,");
        Path good = file("good", TRAIN);
        assertThat(Main.run("data", "convert", good.toString(), "--out", good.toString()))
                .isEqualTo(2);
        assertThat(good).hasContent(TRAIN);
        assertThat(Main.run("data", "split", good.toString(), "--dev", "2", "--out", folder.toString()))
                .isEqualTo(2);
    }
}
