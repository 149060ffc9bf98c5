package dev.fastener.tune.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.engine.Precision;
import dev.fastener.tune.search.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyTest {
    private static final Map<String, String> SETTINGS = Map.of("space", "hidden 64 to 256", "seed", "1");

    private static final Variant VARIANT = new Variant(Precision.INT8, 1.5, Variant.Source.PREDICTED, 1000, 0, null);

    @TempDir
    private Path folder;

    @Test
    void whatWasRecordedIsReadBack() throws IOException {
        Trial admitted = trial(0, Trial.State.ADMITTED);
        Trial rejected = trial(1, Trial.State.REJECTED);
        List<Variant> scored = List.of(VARIANT.trained(1001, 0.74));
        try (Study study = Study.open(file(), SETTINGS)) {
            study.add(admitted);
            study.add(rejected);
            study.addEpoch(0, 1, 0.5, 2);
            study.addEpoch(0, 2, 0.75, 2);
            study.addEpoch(0, 2, 0.75, 2);
            study.end(0, 2, scored);
            study.extend(0, 9);
            study.died(0);
            study.fail(0, "diverged");
            study.keepNote("cost", "1 2 3");
        }
        try (Study study = Study.open(file(), SETTINGS)) {
            assertThat(study.note("cost")).isEqualTo("1 2 3");
            assertThat(study.trials())
                    .containsExactly(
                            new Trial(
                                    0,
                                    admitted.point(),
                                    Trial.State.FAILED,
                                    "diverged",
                                    scored,
                                    9,
                                    2,
                                    1,
                                    List.of(0.5, 0.75)),
                            rejected);
        }
    }

    @Test
    void aNameMayHoldWhatElsewhereBeginsOptions() throws IOException {
        Path odd = folder.resolve("a?mode=ro&b #c%41+ü研.db");
        try (Study study = Study.open(odd, SETTINGS)) {
            study.add(trial(0, Trial.State.ADMITTED));
        }
        assertThat(odd).isRegularFile();
        try (Study study = Study.read(odd)) {
            assertThat(study.trials()).hasSize(1);
        }
        assertThat(folder.toFile().list((where, name) -> name.endsWith(".db"))).hasSize(1);
    }

    /** A view in a table's place could compute for ever. */
    @Test
    void whatComputesInsteadOfHoldingIsRefused() throws Exception {
        try (Study study = Study.open(file(), SETTINGS)) {
            study.add(trial(0, Trial.State.ADMITTED));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("CREATE VIEW harmless AS SELECT 1");
        }
        assertThatThrownBy(() -> Study.read(file()))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("a view or a trigger");
    }

    @Test
    void trialIsUnfinishedUntilItsModelIsThere() {
        Trial begun = trial(0, Trial.State.ADMITTED);
        Trial trained = new Trial(
                0, begun.point(), Trial.State.ADMITTED, null, begun.variants(), 3, 0, 0, List.of(0.1, 0.2, 0.3));
        assertThat(trained.isUnfinished()).isTrue();
        Trial ended =
                new Trial(0, begun.point(), Trial.State.ADMITTED, null, begun.variants(), 3, 3, 0, trained.devF1());
        assertThat(ended.isUnfinished()).isFalse();
    }

    @Test
    void studyOfOtherSettingsIsRefused() throws IOException {
        Study.open(file(), SETTINGS).close();
        assertThatThrownBy(() -> Study.open(file(), Map.of("space", "hidden 64 to 512", "seed", "1")))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("another space: expected hidden 64 to 512, found hidden 64 to 256");
        // The refusal has let go of the file.
        Study.open(file(), SETTINGS).close();
    }

    @Test
    void studyOfAnotherVersionIsRefused() throws Exception {
        Study.open(file(), SETTINGS).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 7");
        }
        assertThatThrownBy(() -> Study.open(file(), SETTINGS))
                .hasMessageContaining("expected a study of version 2, found version 7");
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE trial SET state = 'PAUSED', state",
        "UPDATE variant SET precision = 'FP4', precision",
        "UPDATE variant SET source = 'GUESSED', source"
    })
    void namesThatNobodyKnowsAreRefusedWithThoseThatAreKnown(String change, String column) throws Exception {
        try (Study study = Study.open(file(), SETTINGS)) {
            study.add(trial(0, Trial.State.ADMITTED));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute(change);
        }
        try (Study study = Study.read(file())) {
            assertThatThrownBy(study::trials)
                    .isInstanceOf(StudyException.class)
                    .hasMessageStartingWith(file() + ": " + column + ": expected one of [");
        }
    }

    @Test
    void otherFilesAreRefused() throws Exception {
        Files.writeString(file(), "some text that is longer than a header");
        assertThatThrownBy(() -> Study.open(file(), SETTINGS)).hasMessageContaining("found another file");
        assertThat(file()).hasContent("some text that is longer than a header");
        Path foreign = folder.resolve("foreign.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + foreign);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE trial (a)");
        }
        assertThatThrownBy(() -> Study.open(foreign, SETTINGS)).hasMessageContaining("another SQLite file");
    }

    @Test
    void secondWriterIsRefusedAndReadersAreNot() throws IOException {
        try (Study study = Study.open(file(), SETTINGS)) {
            study.add(trial(0, Trial.State.ADMITTED));
            assertThatThrownBy(() -> Study.open(file(), SETTINGS)).hasMessageContaining("another process");
            try (Study reader = Study.read(file())) {
                assertThat(reader.trials()).hasSize(1);
            }
        }
    }

    @Test
    void killedWriterLosesNothingThatItReported() throws Exception {
        for (int round = 0; round < 3; round++) {
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            file().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int reported = -1;
            try (var lines = writer.inputReader()) {
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    reported = Integer.parseInt(line);
                    if (System.nanoTime() > until && reported > 5) {
                        // Not by the Process: that closes the stream, too.
                        writer.toHandle().destroyForcibly();
                    }
                }
            }
            writer.waitFor();
            try (Study study = Study.open(file(), SETTINGS)) {
                List<Trial> trials = study.trials();
                assertThat(trials.size()).isBetween(reported + 1, reported + 2);
                assertThat(trials).allMatch(trial -> trial.point().whole("hidden") == trial.number());
            }
        }
    }

    /** Adds trials and prints the number of each once it is recorded, until it is killed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            try (Study study = Study.open(Path.of(args[0]), SETTINGS)) {
                for (int number = study.trials().size(); ; number++) {
                    study.add(trial(number, Trial.State.ADMITTED));
                    System.out.println(number);
                }
            }
        }
    }

    private Path file() {
        return folder.resolve("study.db");
    }

    private static Trial trial(int number, Trial.State state) {
        return new Trial(
                number,
                new Point(Map.of("hidden", Integer.toString(number))),
                state,
                null,
                List.of(VARIANT),
                3,
                0,
                0,
                List.of());
    }
}
