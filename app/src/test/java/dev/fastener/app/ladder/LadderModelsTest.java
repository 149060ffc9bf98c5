package dev.fastener.app.ladder;

import static dev.fastener.app.ladder.TinyModels.narrowed;
import static dev.fastener.app.ladder.TinyModels.written;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.model.TaggerModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LadderModelsTest {
    @TempDir
    private Path folder;

    private Path stacked = Path.of("");
    private Path one = Path.of("");
    private Path small = Path.of("");
    private Path narrow = Path.of("");

    @BeforeEach
    void write() throws IOException {
        TinyModels models = new TinyModels();
        TaggerModel last = models.of(1, 4, 3);
        stacked = written(models.of(3, 8, 1), folder.resolve("stacked.onnx"));
        one = written(models.of(1, 8, 2), folder.resolve("one.onnx"));
        small = written(last, folder.resolve("small.onnx"));
        narrow = written(narrowed(last), folder.resolve("narrow.onnx"));
    }

    @Test
    void theFirstTheSecondAndTheLast() throws IOException {
        LadderModels models = LadderModels.read(List.of(stacked, one, small));
        assertThat(models.first().shape()).isEqualTo("3 LSTM of 8, embeddings of 8");
        assertThat(requireNonNull(models.second()).shape()).isEqualTo("1 LSTM of 8, embeddings of 8");
        assertThat(models.last().shape()).isEqualTo("1 LSTM of 4, embeddings of 8");
        assertThat(models.narrow()).isNull();
        assertThat(models.isOne()).isFalse();
        assertThat(LadderModels.read(List.of(stacked, small)).second()).isNull();
    }

    @Test
    void aNarrowFileAtTheEndHasTheOneBeforeItAsItsOrigin() throws IOException {
        LadderModels models = LadderModels.read(List.of(stacked, small, narrow));
        assertThat(models.last().file()).isEqualTo(small);
        assertThat(requireNonNull(models.narrow()).file()).isEqualTo(narrow);
        assertThat(models.second()).isNull();
    }

    @Test
    void aNarrowFileWithoutItsOriginStandsForItInFp32() throws IOException {
        LadderModels models = LadderModels.read(List.of(stacked, narrow));
        assertThat(models.last().file()).isEqualTo(narrow);
        assertThat(models.last().isNarrow()).isFalse();
        assertThat(models.isOne()).isFalse();
        assertThat(LadderModels.read(List.of(narrow)).isOne()).isTrue();
    }

    @Test
    void equalFilesInARowAreOneModel() throws IOException {
        Path copy = Files.copy(stacked, folder.resolve("copy.onnx"));
        assertThat(LadderModels.read(List.of(stacked, copy)).isOne()).isTrue();
    }

    @Test
    void narrowWeightsInTheMiddleAreRefused() {
        assertThatThrownBy(() -> LadderModels.read(List.of(narrow, small)))
                .hasMessageContaining("--ladder: expected narrow weights in the last file alone")
                .hasMessageContaining("narrow.onnx");
    }
}
