package dev.fastener.app.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.Main;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL at random moments: what was there before is whole, what was done is not done again. Part of {@code -Pfuzz}. */
class KillsFuzz {
    private static final int KILLS = Integer.getInteger("fastener.kills", 20);

    @TempDir
    private Path folder;

    private final Random random = new Random(13);

    private Path corpus(String name, char first, int sentences) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append((char) (first + i)).append(" O\n在 O\n上 B-LOC\n海 I-LOC\n\n重 O\n复 O\n\n");
        }
        return Files.writeString(folder.resolve(name), text);
    }

    /** Runs a command and kills it and its children after a random time; false where it ended before. */
    private boolean killed(int mostMillis, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
        boolean ended = process.waitFor(random.nextInt(mostMillis), TimeUnit.MILLISECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return !ended;
    }

    /** Every model in a folder, by its name; each can be read. */
    private static Map<String, byte[]> models(Path in) throws IOException {
        Map<String, byte[]> models = new TreeMap<>();
        if (Files.isDirectory(in)) {
            try (Stream<Path> files = Files.walk(in)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".onnx")).toList()) {
                    OnnxReader.read(file);
                    models.put(in.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return models;
    }

    @Test
    void slim() throws Exception {
        Path train = corpus("train.txt", '一', 400);
        Path teacher = folder.resolve("teacher.onnx");
        assertThat(Main.run(
                        "train",
                        "--train",
                        train.toString(),
                        "--out",
                        teacher.toString(),
                        "--epochs",
                        "2",
                        "--layers",
                        "2",
                        "--hidden-size",
                        "32"))
                .isZero();
        byte[] taught = Files.readAllBytes(teacher);
        Path out = folder.resolve("slim.onnx");
        Files.write(out, taught); // a good model of before
        int kills = 0;
        int replaced = 0;
        for (int run = 0; run < KILLS; run++) {
            Path students = folder.resolve("students" + run);
            kills += killed(
                            12_000,
                            "slim",
                            "--teacher",
                            teacher.toString(),
                            "--train",
                            train.toString(),
                            "--out",
                            out.toString(),
                            "--students",
                            students.toString(),
                            "--epochs",
                            "2",
                            "--max-f1-drop",
                            "50",
                            "--json",
                            folder.resolve("slim.json").toString())
                    ? 1
                    : 0;
            models(students);
            OnnxReader.read(out);
            replaced += Arrays.equals(Files.readAllBytes(out), taught) ? 0 : 1;
            assertThat(teacher).hasBinaryContent(taught);
        }
        System.out.printf(
                "kills of slim: %d of %d runs killed, all models whole; OUT was a new one after %d of them%n",
                kills, KILLS, replaced);
    }

    @Test
    void accelerate() throws Exception {
        String[] command = {
            "accelerate",
            corpus("train.txt", '一', 60).toString(),
            "--dev=" + corpus("dev.txt", '甲', 30),
            "--teacher=2x16",
            "--budget=15s",
            "--folder=" + folder.resolve("out")
        };
        Path journal = folder.resolve("out/steps.tsv");
        List<String> done = List.of();
        Map<String, byte[]> before = Map.of();
        int kills = 0;
        int finished = 0;
        for (int run = 0; kills < KILLS; run++) {
            assertThat(run).as("runs").isLessThan(20 * KILLS);
            if (!killed(14_000, command)) {
                finished++;
                assertThat(folder.resolve("out/model.onnx")).exists();
                assertThat(folder.resolve("out/report.html")).exists();
                deleteAll(folder.resolve("out"));
                done = List.of();
                before = Map.of();
                continue;
            }
            kills++;
            List<String> now = Files.exists(journal) ? Files.readAllLines(journal) : List.of();
            assertThat(now.subList(0, Math.min(now.size(), done.size()))).isEqualTo(done);
            Map<String, byte[]> models = models(folder.resolve("out"));
            assertThat(models.keySet()).containsAll(before.keySet());
            if (done.stream().anyMatch(step -> step.startsWith("train\t"))) {
                assertThat(models.get("teacher.onnx")).isEqualTo(before.get("teacher.onnx"));
            }
            done = now;
            before = models;
        }
        System.out.printf("kills of accelerate: %d, between which it ended %d times with a model%n", kills, finished);
        assertThat(finished).isPositive();
    }

    private static void deleteAll(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
