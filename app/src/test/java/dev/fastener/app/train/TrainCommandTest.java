package dev.fastener.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.Tagger;
import dev.fastener.app.Main;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private Path corpus;

    @BeforeEach
    void setUp() throws IOException {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append((char) ('一' + i)).append(" O\n在 O\n上 B-LOC\n海 I-LOC\n\n");
            text.append("重 O\n复 O\n\n");
        }
        corpus = Files.writeString(folder.resolve("corpus.txt"), text);
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void aTrainedModelTagsAndIsSaidToHoldWhatItHolds() throws IOException {
        Path model = folder.resolve("m.onnx");
        Path log = folder.resolve("log.jsonl");
        train(model, "--epochs", "20", "--log", log.toString(), "--embedding-dropout", "0", "--output-dropout", "0");
        assertThat(told()).contains("held out to choose the best epoch by (seed 1");
        assertThat(told()).contains("corpus.txt: columns, BIO, 120 sentences");
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("the held-out sentences", "F1 of LOC rests on ");
        assertThat(Files.readAllLines(log)).hasSize(20).allMatch(line -> line.startsWith("{\"epoch\":"));
        assertThat(folder.resolve("m.onnx.checkpoint")).doesNotExist();
        try (Tagger tagger = Tagger.open(model)) {
            assertThat(tagger.tag("我在上海")).singleElement().satisfies(entity -> {
                assertThat(entity.type()).isEqualTo("LOC");
                assertThat(entity.text()).isEqualTo("上海");
            });
        }
    }

    /** Ctrl-C is another signal that ends the JVM in the same way. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aModelIsNotReplacedByOneThatNobodyHasEvaluated() throws IOException, InterruptedException {
        Path model = Files.writeString(folder.resolve("m.onnx"), "a good model");
        Files.writeString(corpus, Files.readString(corpus).repeat(100));
        Path log = Files.writeString(folder.resolve("log.jsonl"), "an earlier log");
        Process training =
                process("--out", model.toString(), "--log", log.toString(), "--hidden-size", "512", "--layers", "3");
        try (BufferedReader lines = training.errorReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.contains("parameters, ")) {
                line = lines.readLine();
            }
            Thread.sleep(200);
            training.toHandle().destroy(); // which leaves the streams open
            assertThat(lines.lines()).anyMatch(last -> last.contains("stopped before an epoch had ended"));
        }
        assertThat(training.waitFor()).isEqualTo(128 + 15);
        assertThat(model).hasContent("a good model");
        assertThat(log).hasContent("an earlier log");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("corpus.txt", "m.onnx", "log.jsonl");
    }

    @Test
    void aCheckpointOfATrainingThatWasBrokenOffIsNotWrittenOver() throws IOException {
        Path model = folder.resolve("m.onnx");
        Path checkpoint = Files.writeString(folder.resolve("m.onnx.checkpoint"), "hours of work");
        assertThat(Main.run("train", "--train", corpus.toString(), "--out", model.toString()))
                .isEqualTo(2);
        assertThat(told()).contains("m.onnx.checkpoint: an earlier training", "--resume goes on with it");
        assertThat(checkpoint).hasContent("hours of work");
        assertThat(model).doesNotExist();
    }

    private Process process(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "--train",
                corpus.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    @Test
    void theSameSeedGivesTheSameFile() throws IOException {
        Path one = folder.resolve("one.onnx");
        Path other = folder.resolve("other.onnx");
        train(one, "--epochs", "2");
        train(other, "--epochs", "2");
        assertThat(other).hasBinaryContent(Files.readAllBytes(one));
    }

    @Test
    void aTypeThatFellToTheHeldOutSentencesIsLearntNevertheless() throws IOException {
        Files.writeString(corpus, Files.readString(corpus) + "红 B-BOOK\n楼 I-BOOK\n\n");
        for (int seed = 1; seed <= 12; seed++) {
            Path model = folder.resolve("m" + seed + ".onnx");
            train(model, "--epochs", "1", "--seed", String.valueOf(seed));
            try (Tagger tagger = Tagger.open(model)) {
                assertThat(tagger.info().types()).as("seed %d", seed).contains("BOOK");
            }
        }
    }

    private void train(Path model, String... more) {
        List<String> args = new ArrayList<>(List.of("train", "--train", corpus.toString(), "--out", model.toString()));
        args.addAll(
                List.of("--hidden-size", "8", "--embedding-dim", "16", "--threads", "1", "--learning-rate", "0.02"));
        args.addAll(List.of(more));
        assertThat(Main.run(args.toArray(String[]::new))).as(this::told).isZero();
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
