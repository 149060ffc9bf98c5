package dev.fastener.app.slim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.slim.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SlimCommandTest {
    @TempDir
    private static Path trained;

    private static Path teacher = Path.of("");
    private static Path train = Path.of("");
    private static Path dev = Path.of("");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    /** A tagger of two layers and its corpus, made once. */
    @BeforeAll
    static void trainTheTeacher() throws IOException {
        train = Files.writeString(trained.resolve("train.txt"), corpus('一', 60));
        dev = Files.writeString(trained.resolve("dev.txt"), corpus('甲', 30));
        teacher = trained.resolve("teacher.onnx");
        assertThat(Main.run(("train --hidden-size 24 --embedding-dim 16 --layers 2 --epochs 10 --learning-rate 0.01"
                                + " --train " + train + " --dev " + dev + " --out " + teacher)
                        .split(" ")))
                .isZero();
    }

    /** Sentences on 上海 among characters from {@code first} on. */
    private static String corpus(char first, int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append((char) (first + i)).append(" O\n在 O\n上 B-LOC\n海 I-LOC\n\n重 O\n复 O\n\n");
        }
        return text.toString();
    }

    private int slim(Object... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "slim",
                "--teacher",
                teacher.toString(),
                "--train",
                train.toString(),
                "--dev",
                dev.toString(),
                "--learning-rate",
                "0.01"));
        for (Object argument : more) {
            arguments.add(argument.toString());
        }
        return Main.run(arguments.toArray(String[]::new));
    }

    @Test
    void everyStudentIsKeptAndTheJsonNamesItsFile() throws IOException {
        Path out = folder.resolve("small.onnx");
        Path json = folder.resolve("figures.json");
        Path students = folder.resolve("students");
        int code = slim(
                "--steps", "distil,structure", "--epochs", 8, "--out", out, "--json", json, "--students", students);
        assertThat(code).as(streams.complaintsText()).isZero();
        TaggerModel first = OnnxReader.read(students.resolve("01-1x24.onnx"));
        assertThat(Shapes.label(first)).isEqualTo("1x24");
        assertThat(first.provenance().settings()).containsEntry("slim.teacher", "teacher.onnx");
        assertThat(Files.readString(json)).contains("\"file\" : \"" + students.resolve("01-1x24.onnx") + "\"");
        assertThat(students)
                .isDirectoryContaining(file -> file.getFileName().toString().startsWith("02-"));
    }
}
