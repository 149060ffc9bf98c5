package dev.fastener.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.convert.SourceFile;
import dev.fastener.convert.SourceNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks read from files of real Keras give what it gave: the scripts in src/test/python wrote both. */
class KerasFileTest {
    private static final double TOLERANCE = 1e-5;

    static Stream<String> fixtures() throws IOException {
        try (Stream<java.nio.file.Path> files = Files.list(Recording.FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.replaceAll("\\.json$", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Stream<String> models() throws IOException {
        return fixtures().filter(name -> !weightsAlone(name));
    }

    static Stream<String> weights() throws IOException {
        return fixtures().filter(KerasFileTest::weightsAlone);
    }

    private static boolean weightsAlone(String name) {
        return name.startsWith("ner") || name.contains("weights");
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelGivesWhatKerasGave(String fixture) throws IOException {
        Recording recording = Recording.of(fixture);
        SourceFile file = KerasFile.read(Recording.FOLDER.resolve(fixture));
        assertThat(file.readings()).hasSize(1);
        SourceNetwork network = file.readings().get(0);
        assertThat(network.inputs().get(0).masked()).isEqualTo(recording.masked());
        assertThat(recording.difference(network, false)).isLessThanOrEqualTo(TOLERANCE);
        if (recording.masked()) {
            assertThat(recording.difference(network, true)).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("weights")
    void ofTheReadingsOfWeightsTheTrueOneGivesWhatKerasGave(String fixture) throws IOException {
        Recording recording = Recording.of(fixture);
        List<SourceNetwork> fitting = KerasFile.read(Recording.FOLDER.resolve(fixture)).readings().stream()
                .filter(reading -> recording.difference(reading, false) <= TOLERANCE)
                .toList();
        assertThat(fitting).hasSize(1);
        assertThat(fitting.get(0).inputs().get(0).masked()).isEqualTo(recording.masked());
    }
}
