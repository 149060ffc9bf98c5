package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights with their architecture beside them: what real Keras keeps in one archive, in two files. */
class ArchitectureTest {
    private static final String FIXTURE = "3-bilstm-masked.keras";

    @TempDir
    private Path folder;

    private Path weights;
    private String config;

    @BeforeEach
    void twoFilesOfAnArchive() throws IOException {
        KerasArchive archive = KerasArchive.read(FIXTURE, Files.readAllBytes(Recording.FOLDER.resolve(FIXTURE)));
        weights = Files.write(folder.resolve("ner.weights.h5"), archive.weights());
        config = new String(archive.config(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ner.json", "ner_architecture.json", "model.json", "config.json", "architecture.json"})
    void theArchitectureIsFoundByItsUsualNames(String name) throws IOException {
        Files.writeString(folder.resolve(name), config);
        SourceFile file = KerasFile.read(weights);
        assertThat(file.readings()).hasSize(1);
        assertThat(file.readings().get(0).facts())
                .contains(new Fact("architecture", name, Origin.READ))
                .noneMatch(fact -> fact.origin() == Origin.ASSUMED);
        assertThat(Recording.of(FIXTURE).difference(file.readings().get(0), false))
                .isLessThan(1e-5);
        assertThat(file.reference(file.readings().get(0))).isNotNull();
    }

    @Test
    void theTextOfTheJsonAsAStringIsReadToo() throws IOException {
        Files.writeString(
                folder.resolve("ner.json"), '"' + config.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        assertThat(KerasFile.read(weights).readings()).hasSize(1);
    }

    @Test
    void anotherModelsArchitectureIsSaidAndNotUsed() throws IOException {
        KerasArchive other = KerasArchive.read("x", Files.readAllBytes(Recording.FOLDER.resolve("3-nested.keras")));
        Files.write(folder.resolve("model.json"), other.config());
        Files.writeString(folder.resolve("ner.yaml"), "class_name: Functional");
        Files.writeString(folder.resolve("config.json"), "{\"tags\": [\"O\"]}");
        SourceFile file = KerasFile.read(weights);
        assertThat(file.readings().size()).isGreaterThan(1);
        assertThat(file.readings().get(0).facts())
                .filteredOn(fact -> fact.name().equals("architecture"))
                .extracting(Fact::value)
                .satisfiesExactly(
                        first -> assertThat(first).contains("model.json isn't used"),
                        second -> assertThat(second).contains("ner.yaml isn't read"));
    }

    @Test
    void anArchitectureOfOtherSizesIsNamedInTheMessage() throws IOException {
        Files.writeString(folder.resolve("ner.json"), config.replace("\"input_dim\": 11", "\"input_dim\": 12"));
        assertThatThrownBy(() -> KerasFile.read(weights))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("ner.weights.h5, ner.json, layer characters")
                .hasMessageContaining("[12, 4], found [11, 4]; if ner.json beside it is of another model");
    }

    @Test
    void anArchitectureAloneIsToldToNeedItsWeights() throws IOException {
        Path json = Files.writeString(folder.resolve("ner.json"), config);
        assertThat(KerasFile.accepts(json)).isTrue();
        assertThatThrownBy(() -> KerasFile.read(json))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("ner.json: expected weights, found a model's architecture alone");
    }
}
