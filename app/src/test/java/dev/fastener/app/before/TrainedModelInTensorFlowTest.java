package dev.fastener.app.before;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TensorFlow runs the graph of tf.keras; skips where module before isn't built (mvn -Pbefore package). */
class TrainedModelInTensorFlowTest {
    private static final Path TENSORFLOW = Path.of(System.getProperty("fastener.before", "none"));

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    private int bench(String... more) {
        List<String> arguments = new ArrayList<>(List.of("bench", "--before", "keras", "--sentences", "20"));
        arguments.addAll(List.of("--hidden-size", "24", "--embedding-dim", "12", "--rounds", "1", "--warm-up", "0"));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    /** The command ends with 1 where scores differ from ONNX Runtime's by more than rounding. */
    @ParameterizedTest
    @ValueSource(strings = {"--cell=lstm --layers=3", "--cell=gru --layers=2", "--bigram-dim=8"})
    void itsScoresAreThoseOfTheModelInPaddedBatches(String shape) throws IOException {
        assumeTrue(Files.isDirectory(TENSORFLOW), "module before isn't built");
        List<Path> graphs = graphs();
        List<String> arguments = new ArrayList<>(List.of(shape.split(" ")));
        arguments.addAll(List.of("--batch", "1,8"));
        assertThat(bench(arguments.toArray(String[]::new)))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText().lines().filter(line -> line.startsWith("  tensorflow")))
                .hasSize(2)
                .allMatch(line -> line.contains("keras") && line.contains("100.00 %"));
        assertThat(graphs()).isEqualTo(graphs);
    }

    @Test
    void withoutTheJarsOneLineSaysHowToGetThem() throws IOException {
        assumeTrue(!Files.isDirectory(TENSORFLOW), "module before is built");
        List<Path> graphs = graphs();
        assertThat(bench()).isEqualTo(2);
        assertThat(streams.complaintsText())
                .startsWith("fastener: --before: expected the jars of TensorFlow")
                .hasLineCount(1);
        assertThat(graphs()).isEqualTo(graphs);
    }

    private static List<Path> graphs() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("fastener-keras"))
                    .toList();
        }
    }
}
