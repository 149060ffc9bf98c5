package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.app.tag.LettersModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BackToTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Main.run(
                Stream.concat(Stream.of("convert"), Stream.of(arguments)).toArray(String[]::new));
    }

    @Test
    void weightsSourceAndVocabularyAreWrittenBesideEachOther() throws IOException {
        Path model = LettersModel.writeTo(folder);
        Path weights = folder.resolve("out.h5");
        assertThat(run(model.toString(), "--to", "keras", weights.toString()))
                .as(streams.complaintsText())
                .isZero();
        String printed = streams.writtenText();
        assertThat(folder.resolve("out.py")).hasContent(printed);
        assertThat(printed).contains("def build():", "load(path=\"out.h5\")", "mask_zero=True");
        assertThat(folder.resolve("out.json")).exists();
        assertThat(Files.size(weights)).isPositive();
    }

    @Test
    void theGraphForTensorFlowIsWrittenAndItsInputsAreNamed() throws IOException {
        Path model = LettersModel.writeTo(folder);
        Path graph = folder.resolve("graph.pb");
        assertThat(run(model.toString(), "--to", "tensorflow", graph.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("inputs  input: int32 [batch, steps]", "output  Identity: float32 [batch, steps, ");
        assertThat(Files.size(graph)).isPositive();
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws IOException {
        Path model = LettersModel.writeTo(folder);
        assertThat(run(model.toString(), "--to", "keras")).isEqualTo(2);
        assertThat(run(model.toString(), "--to", "tensorflow")).isEqualTo(2);
        assertThat(run(model.toString(), "--to", "torch", "out.h5")).isEqualTo(2);
        assertThat(run(
                        model.toString(),
                        "--to",
                        "keras",
                        folder.resolve("out.keras").toString()))
                .isEqualTo(2);
        assertThat(run(model.toString())).isEqualTo(2);
        assertThat(streams.complaintsText().lines())
                .hasSize(5)
                .allMatch(line -> line.startsWith("fastener: "))
                .anyMatch(line -> line.contains("--out FILE"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(model);
        }
    }
}
