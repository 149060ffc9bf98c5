package dev.fastener.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad usage and input of every kind: one line that says where and what to do, exit code 2, outputs as they were. */
class BadInputTest {
    private static final String GOOD = sentences(20);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void capture() throws IOException {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        model = Files.writeString(folder.resolve("model.onnx"), "an older model");
    }

    @AfterEach
    void restore() throws IOException {
        System.setOut(out);
        System.setErr(err);
        assertThat(folder.toFile().list((where, name) -> name.endsWith(".tmp") || name.endsWith(".probe")))
                .as("left behind")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"train --train", "data inspect"})
    void aMissingCorpusIsNamed(String command) {
        Path missing = folder.resolve("没有.txt");
        assertThat(complaint(command, missing)).contains("没有.txt").containsAnyOf("no such file", "not found");
    }

    @Test
    void aMissingModelIsNamed() {
        assertThat(complaint("tag --model", folder.resolve("none.onnx"))).contains("none.onnx", "no such file");
        assertThat(complaint("eval --corpus CORPUS --model", folder.resolve("none.onnx")))
                .contains("none.onnx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train --train", "data inspect", "tag --model", "eval --corpus CORPUS --model"})
    void aFolderInsteadOfAFileIsNamed(String command) throws IOException {
        Path other = Files.createDirectory(folder.resolve("a-folder"));
        assertThat(complaint(command, other)).contains("a-folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train --train", "data inspect", "tag --model"})
    void anEmptyFileIsNamed(String command) throws IOException {
        assertThat(complaint(command, file("empty.txt", "")))
                .contains("empty.txt")
                .contains("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train --train", "data inspect"})
    void binaryDataIsSaidToBeNoText(String command) throws IOException {
        byte[] bytes = new byte[4096];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37);
        }
        Path binary = Files.write(folder.resolve("picture.png"), bytes);
        assertThat(complaint(command, binary)).contains("picture.png:1", "is not UTF-8");
    }

    @Test
    void anotherEncodingIsSuggested() throws IOException {
        Path file = Files.write(folder.resolve("gb.txt"), GOOD.getBytes(Charset.forName("GB18030")));
        assertThat(complaint("train --train", file)).contains("gb.txt", "UTF-8", "--encoding GB18030");
    }

    @Test
    void aTokenWithoutATagIsFoundInItsLine() throws IOException {
        Path file = file("corpus.txt", GOOD + "上 B-LOC\n海\n\n");
        assertThat(complaint("train --train", file)).contains("corpus.txt:" + (lines(GOOD) + 2));
    }

    @Test
    void aTagWithoutATokenIsReadAndListedWithItsLine() throws IOException {
        Path file = file("corpus.txt", GOOD + "上\tB-LOC\n\tI-LOC\n\n");
        assertThat(Main.run("data", "inspect", file.toString())).isZero();
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("tags without a token", "corpus.txt:" + (lines(GOOD) + 2));
    }

    @Test
    void mixedSchemesAreNamed() throws IOException {
        Path file = file("corpus.txt", GOOD + "上 B-LOC\n海 L-LOC\n\n上 S-LOC\n\n上 U-LOC\n\n上 W-LOC\n\n");
        assertThat(complaint("train --train", file)).contains("corpus.txt").containsIgnoringCase("scheme");
    }

    @Test
    void aDevTypeThatTrainNeverShowsIsFoundInItsLine() throws IOException {
        corpus();
        Path dev = file("dev.txt", "上 B-LOC\n海 I-LOC\n\n红 B-BOOK\n楼 I-BOOK\n\n");
        assertThat(complaint("train --train CORPUS --dev", dev)).contains("dev.txt:4", "BOOK", "corpus.txt");
    }

    @Test
    void anUnknownOptionIsAnsweredWithALikeOne() {
        assertThat(complaint("train --train CORPUS --hiden-size", 3))
                .contains("--hiden-size", "--hidden-size", "fastener train --help");
        assertThat(complaint("trian", "x")).contains("trian", "train");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--hidden-size 0",
                "--layers 0",
                "--embedding-dim -1",
                "--batch-size 0",
                "--epochs 0",
                "--learning-rate 0",
                "--output-dropout 1",
                "--threads 0",
                "--min-count 0",
                "--patience -1"
            })
    void optionsOutOfTheirRangeSayTheRange(String option) throws IOException {
        corpus();
        String value = option.substring(option.lastIndexOf(' ') + 1);
        assertThat(complaint("train --train CORPUS " + option.substring(0, option.lastIndexOf(' ')), value))
                .contains("expected", "found " + value);
    }

    @Test
    void aWordInsteadOfANumberIsNamed() {
        assertThat(complaint("train --train CORPUS --epochs", "many")).contains("--epochs", "many");
    }

    @Test
    void aFileThatIsNoModelIsSaidToBeNone() throws IOException {
        assertThat(complaint("tag --model", file("notes.onnx", "these are notes, no model at all")))
                .contains("notes.onnx");
        assertThat(complaint("eval --corpus CORPUS --model", corpus())).contains("corpus.txt");
    }

    @Test
    void aTruncatedModelIsRefused() throws IOException {
        assertThat(Main.run(
                        "train",
                        "--train",
                        corpus().toString(),
                        "--out",
                        model.toString(),
                        "--epochs",
                        "1",
                        "--hidden-size",
                        "8",
                        "--embedding-dim",
                        "8"))
                .as(complaints.toString(StandardCharsets.UTF_8))
                .isZero();
        complaints.reset();
        byte[] whole = Files.readAllBytes(model);
        Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
        assertThat(complaint("tag --model", cut)).contains("cut.onnx");
        assertThat(model).hasBinaryContent(whole);
    }

    @Test
    void whereNothingCanBeWrittenTheTrainingDoesNotStart() throws IOException {
        corpus();
        assertThat(complaint("train --train CORPUS --out", folder)).contains(folder.toString());
        assertThat(complaint(
                        "train --train CORPUS --out", folder.resolve("none").resolve("m.onnx")))
                .contains("none");
        // Even root can't write here.
        Path closed = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(closed), "needs /proc");
        assertThat(complaint("train --train CORPUS --out", closed.resolve("m.onnx")))
                .contains("m.onnx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --train CORPUS --out",
                "data convert CORPUS --out",
                "data convert CORPUS --to brat --out",
                "data inspect CORPUS --json",
                "eval --model MODEL --corpus CORPUS --json",
                "eval --model MODEL --corpus CORPUS --errors",
                "eval --model MODEL --corpus CORPUS --predictions",
                "doctor --json"
            })
    void noCommandMakesTheFolderOfAFile(String command) throws IOException {
        corpus();
        Path missing = folder.resolve("missing");
        assertThat(complaint(command, missing.resolve("file")))
                .contains("file: can't be written, as the folder " + missing + " doesn't exist");
        assertThat(missing).doesNotExist();
    }

    @Test
    void debugShowsTheStackTrace() {
        Main.run("tag", "--model", folder.resolve("none.onnx").toString(), "--debug");
        assertThat(complaints.toString(StandardCharsets.UTF_8))
                .startsWith("fastener: ")
                .contains("\tat dev.fastener.");
    }

    @Test
    void everyCommandsHelpBeginsWithItsUse() {
        for (List<String> command : List.of(
                List.of("demo"),
                List.of("train"),
                List.of("tune"),
                List.of("tag"),
                List.of("eval"),
                List.of("doctor"),
                List.of("data"),
                List.of("data", "inspect"),
                List.of("data", "convert"),
                List.of("data", "split"))) {
            written.reset();
            String[] args = Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
            assertThat(Main.run(args)).isZero();
            assertThat(written.toString(StandardCharsets.UTF_8))
                    .as("%s", command)
                    .containsPattern("(?m)^Use when ");
        }
    }

    /** Runs the command, whose last argument is {@code last}, and returns its one line. */
    private String complaint(String command, Object last) {
        complaints.reset();
        String[] args = (command.replace("MODEL", model.toString())
                                .replace("CORPUS", folder.resolve("corpus.txt").toString())
                        + " " + last)
                .split(" ", -1);
        byte[] before = bytes(model);
        if (args[0].equals("train") && !(command + " ").contains("--out ")) {
            args = (String.join(" ", args) + " --out " + model).split(" ", -1);
        }
        assertThat(Main.run(args)).as("exit code of %s", String.join(" ", args)).isEqualTo(2);
        assertThat(bytes(model)).isEqualTo(before);
        List<String> lines = complaints.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.stream().filter(line -> line.startsWith("fastener: ")))
                .as("%s", lines)
                .hasSize(1);
        assertThat(lines.stream().filter(line -> line.startsWith("\tat "))).isEmpty();
        return lines.get(lines.size() - 1);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path corpus() throws IOException {
        return file("corpus.txt", GOOD);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String sentences(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('一' + i)).append(" O\n在 O\n上 B-LOC\n海 I-LOC\n\n");
        }
        return text.toString();
    }

    private static long lines(String text) {
        return text.lines().count();
    }
}
