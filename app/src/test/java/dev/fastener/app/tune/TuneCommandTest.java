package dev.fastener.app.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TuneCommandTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append((char) ('一' + i)).append(" O\n在 O\n上 B-LOC\n海 I-LOC\n\n");
            text.append("重 O\n复 O\n\n");
        }
        Files.writeString(corpus(), text);
        Files.writeString(folder.resolve("space.yaml"), """
                layers: 1
                hidden-size: [8, 12]
                embedding-dim: [8, 12]
                bigram-dim: 0
                batch-size: 8
                learning-rate: {log: [0.005, 0.02]}
                """);
    }

    private Path corpus() {
        return folder.resolve("corpus.txt");
    }

    private Path study() {
        return folder.resolve("study.db");
    }

    /** A small study, two processes that train. */
    private List<String> arguments(Object... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "tune",
                "--train",
                corpus().toString(),
                "--dev",
                corpus().toString(),
                "--space",
                folder.resolve("space.yaml").toString(),
                "--study",
                study().toString(),
                "--trials",
                "4",
                "--epochs",
                "6",
                "--first-rung",
                "2",
                "--threads",
                "1",
                "--workers",
                "2"));
        Stream.of(more).map(Object::toString).forEach(arguments::add);
        return arguments;
    }

    private int tune(Object... more) {
        streams.written.reset();
        streams.complaints.reset();
        return Main.run(arguments(more).toArray(String[]::new));
    }

    @Test
    void aStudyEndsWithModelsMeasuredAndScoredOnce() throws IOException {
        Path out = folder.resolve("out");
        Path json = folder.resolve("study.json");
        assertThat(tune("--test", corpus(), "--out", out, "--json", json))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("4 trials trained, 0 failed, 0 rejected before training")
                .contains("of those trained for 6 epochs")
                .containsPattern("Chosen: trial \\d in (int8|fp32), p99@.* ms over at least 5,000 calls, dev F1")
                .contains("test F1", "Tagger.open(Path.of(\"" + out.resolve("model.onnx") + "\")");
        assertThat(streams.complaintsText()).contains("timing trial ");
        assertThat(out.resolve("model.onnx")).exists();
        assertThat(json).content().contains("\"source\" : \"measured\"", "\"pareto\" : true", "\"testF1\"");
        String chosen = line(streams.writtenText(), "Chosen: ");
        // Nothing is left to do, to time or to score: all of it is in the study.
        Files.delete(out.resolve("model.onnx"));
        assertThat(tune("--test", corpus())).isZero();
        assertThat(line(streams.writtenText(), "Chosen: ")).isEqualTo(chosen);
        assertThat(streams.complaintsText()).doesNotContain("timing");
        assertThat(Main.run("tune", "--show", study().toString())).isZero();
        assertThat(line(streams.writtenText(), "Chosen: ")).isEqualTo(chosen);
        assertThat(tune("--limit", "size=1MB")).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("made with another limit").doesNotContain("\tat ");
    }

    private static String line(String text, String start) {
        return text.lines().filter(line -> line.startsWith(start)).findFirst().orElse("");
    }

    @Test
    void killedStudyGoesOnWithNothingLostAndNothingRunTwice() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments());
        List<Trial> before = List.of();
        for (int epochs : new int[] {3, 9}) {
            Process running = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            while (running.isAlive() && epochs(trials()) < epochs) {
                Thread.sleep(20);
            }
            killOneOf(running.children());
            running.destroyForcibly().waitFor();
            before = trials();
        }
        assertThat(tune()).as(streams.complaintsText()).isZero();
        List<Trial> after = trials();
        assertThat(after).hasSize(4).allMatch(trial -> trial.state() == Trial.State.ADMITTED && trial.ended() > 0);
        for (Trial trial : before) {
            Trial now = after.get(trial.number());
            assertThat(now.point()).isEqualTo(trial.point());
            assertThat(now.devF1().subList(0, trial.devF1().size())).isEqualTo(trial.devF1());
            assertThat(now.devF1()).hasSize(now.target());
        }
    }

    private static void killOneOf(Stream<ProcessHandle> workers) {
        Optional<ProcessHandle> first = workers.findFirst();
        first.ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Empty while there is no study to read. */
    private List<Trial> trials() {
        try (Study study = Study.read(study())) {
            return study.trials();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static int epochs(List<Trial> trials) {
        return trials.stream().mapToInt(trial -> trial.devF1().size()).sum();
    }

    @Test
    void whatCannotBeIsOneLineAndBeginsNoStudy() throws IOException {
        Path without = Files.writeString(folder.resolve("without.txt"), "在 O\n上 O\n\n在 O\n\n");
        List<List<Object>> cases = List.of(
                List.of("--dev", without),
                List.of("--precision", "int4"),
                List.of("--precision", "fp32,fp32"),
                List.of("--limit", "p98=1ms"),
                List.of("--choose", "best"),
                List.of("--first-rung", "7"),
                List.of("--workers", "0"));
        List<String> expected = List.of(
                "without.txt: expected entities to compare trials by, found none",
                "int4",
                "each once",
                "p98=1ms",
                "--choose: expected a rule",
                "rungs: expected",
                "--workers: expected at least 1");
        for (int i = 0; i < cases.size(); i++) {
            List<String> arguments = new ArrayList<>(arguments());
            List<String> more = cases.get(i).stream().map(Object::toString).toList();
            int given = arguments.indexOf(more.get(0));
            if (given >= 0) {
                arguments.set(given + 1, more.get(1));
            } else {
                arguments.addAll(more);
            }
            streams.complaints.reset();
            assertThat(Main.run(arguments.toArray(String[]::new)))
                    .as("%s", more)
                    .isEqualTo(2);
            assertThat(streams.complaintsText()).contains(expected.get(i)).doesNotContain("\tat ");
            assertThat(study()).doesNotExist();
        }
    }

    @Test
    void limitThatNoCandidateCanMeetNamesTheNearest() {
        assertThat(tune("--limit", "size=1kB")).isEqualTo(2);
        assertThat(streams.complaintsText())
                .containsPattern("no candidate of \\d+ keeps the limit of .*; the nearest, \\{.*hidden-size=8")
                .contains("allow more, or widen the space towards smaller networks");
    }

    @Test
    void modelsOfAStudyThatIsGoneAreNotTakenForThoseOfANewOne() throws IOException {
        Path old = Files.createDirectories(folder.resolve("study.db.trials"));
        Files.writeString(old.resolve("trial-000.checkpoint"), "");
        assertThat(tune()).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("study.db.trials: holds models of another study");
        assertThat(study()).doesNotExist();
    }
}
