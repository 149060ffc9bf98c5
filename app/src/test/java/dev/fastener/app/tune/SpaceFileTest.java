package dev.fastener.app.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.tune.search.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpaceFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsNotNamedKeepsItsDefault() throws IOException {
        List<Parameter> parameters = SpaceFile.read(
                        file(
                                "hidden-size: {powers: [32, 64]}\ncell: [gru]\nlayers: 1\nlearning-rate: {log: [1e-3, 0.01]}"),
                        false)
                .parameters();
        assertThat(parameters)
                .contains(
                        new Parameter.PowerOfTwo("hidden-size", 32, 64),
                        new Parameter.Choice("cell", List.of("gru")),
                        new Parameter.Choice("layers", List.of("1")),
                        new Parameter.Real("learning-rate", 1e-3, 1e-2, true))
                .hasSize(Candidate.defaults(false).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[1, 2]",
                "hidden: 4",
                "layers: {whole: [3, 1]}",
                "layers: {powers: [1, 3]}",
                "cell: [rnn]",
                "layers: [one]",
                "hidden-size: {powers: 64}",
                "dropout: {real: [0, 2]}",
                "layers: 1\nlayers: 2",
                "layers: !!java.io.File [x]",
                "cell: [lstm",
                "optimizer: []"
            })
    void otherContentIsRefusedWithTheFilesName(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> SpaceFile.read(file, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageNotContaining("\n");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("space.yaml"), text);
    }

    @Test
    void bracketsGoOnlySoDeep(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("space.yaml"), "layers: " + "[".repeat(40) + "]".repeat(40));
        assertThatThrownBy(() -> SpaceFile.read(file, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 16 brackets within each other");
        Files.write(file, new byte[] {(byte) 0xff, 'a'});
        assertThatThrownBy(() -> SpaceFile.read(file, false)).hasMessageContaining("UTF-8");
    }
}
