package dev.fastener.convert.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceCrf;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.SourceNetwork;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks read from TensorFlow's files give what TensorFlow gave. */
class TensorFlowFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "basic_lstm",
                "peepholes",
                "gru",
                "two_layers",
                "one_loop_of_two_cells",
                "without_lengths",
                "lengths_from_ids",
                "block_lstm",
                "block_cell",
                "gru_text",
                "peepholes_misnamed",
                "trained_checkpoint",
                "basic_lstm_saved_model",
                "keras2_lstm",
                "keras2_masked_gru",
                "keras2_two_branches",
                "keras2_normalised",
                "keras2_export_lstm",
                "keras2_export_masked_gru",
                "keras2_export_two_branches",
                "keras3_export_lstm",
                "keras3_export_masked_gru",
                "keras3_export_two_branches"
            })
    void givesWhatTensorFlowGave(String name) throws IOException {
        GraphFixture fixture = GraphFixture.of(name);
        Path path = fixture.unpack(directory);
        assertThat(TensorFlowFile.accepts(path)).isTrue();
        SourceFile file = TensorFlowFile.read(path);
        assertThat(file.readings()).hasSize(1);
        SourceNetwork network = file.readings().get(0);
        double difference = fixture.difference(network);
        assertThat(difference).isLessThanOrEqualTo(1e-5);
        assertThat(network.lengths()).isEqualTo(fixture.pads().equals("none"));
        assertThat(network.inputs().get(0).masked()).isEqualTo(fixture.pads().equals("masked"));
    }

    @ParameterizedTest
    @CsvSource({"basic_lstm, true", "trained_checkpoint, false", "basic_lstm_saved_model, true"})
    void transitionsAreFoundWithTheirStart(String name, boolean startRow) throws IOException {
        SourceNetwork network = TensorFlowFile.read(GraphFixture.of(name).unpack(directory))
                .readings()
                .get(0);
        SourceCrf crf = network.crf();
        assertThat(crf).isNotNull();
        assertThat(crf.transitions().tags()).isEqualTo(5);
        for (float start : crf.transitions().start()) {
            assertThat(start != 0).isEqualTo(startRow);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "projection,      num_proj",
        "clipped,         cell_clip",
        "coupled,         coupled gates",
        "attention,       attention",
        "attention_above, attention",
        "keras2_export_normalised, save it as .keras",
        "keras3_export_normalised, save it as .keras"
    })
    void refusesByName(String name, String reason) throws IOException {
        Path path = GraphFixture.of(name).unpack(directory);
        assertThatThrownBy(() -> TensorFlowFile.read(path))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(reason);
    }
}
