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

    /** Milliseconds that a command takes when nobody kills it. */
    private long undisturbed(String... command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = start(command);
        assertThat(process.waitFor()).isZero();
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** Runs a command and kills it and its children within {@code mostMillis}; false where it ended before. */
    private boolean killed(long mostMillis, String... command) throws IOException, InterruptedException {
        Process process = start(command);
        boolean ended = process.waitFor((long) (random.nextDouble() * mostMillis), TimeUnit.MILLISECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return !ended;
    }

    private Process start(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
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
        String[] command = {
            "slim",
            "--teacher",
            teacher.toString(),
            "--train",
            train.toString(),
            "--out",
            out.toString(),
            "--students",
            "",
            "--epochs",
            "2",
            "--max-f1-drop",
            "50",
            "--json",
            folder.resolve("slim.json").toString()
        };
        command[8] = folder.resolve("students").toString();
        long millis = undisturbed(command);
        Files.write(out, taught);
        int kills = 0;
        int replaced = 0;
        for (int run = 0; kills < KILLS; run++) {
            assertThat(run).as("runs").isLessThan(20 * KILLS);
            Path students = folder.resolve("students" + run);
            command[8] = students.toString();
            kills += killed(millis * 11 / 10, command) ? 1 : 0;
            models(students);
            OnnxReader.read(out);
            replaced += Arrays.equals(Files.readAllBytes(out), taught) ? 0 : 1;
            Files.write(out, taught);
            assertThat(teacher).hasBinaryContent(taught);
        }
        System.out.printf(
                "kills of slim: %d within %,d ms each; all models whole, OUT as before or, %d times, a new one%n",
                kills, millis * 11 / 10, replaced);
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
        long millis = undisturbed(command);
        deleteAll(folder.resolve("out"));
        List<String> done = List.of();
        Map<String, byte[]> before = Map.of();
        int kills = 0;
        int finished = 0;
        for (int run = 0; kills < KILLS; run++) {
            assertThat(run).as("runs").isLessThan(20 * KILLS);
            if (!killed(millis * 2 / 3, command)) {
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
        undisturbed(command);
        assertThat(folder.resolve("out/model.onnx")).exists();
        assertThat(Files.readAllLines(journal).subList(0, done.size())).isEqualTo(done);
        System.out.printf(
                "kills of accelerate: %d within %,d ms each, going on each time; %d times it ended before the next%n",
                kills, millis * 2 / 3, finished);
    }

    private static void deleteAll(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
