package dev.fastener.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Shared;
import dev.fastener.convert.SourceNetwork;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Real models, not ours to ship: skipped where FASTENER_SHARED doesn't lead to them. */
class SharedKerasModelsTest {
    @Test
    void aModelOfKeras2WithAKerasContribCrfIsRead() {
        SourceNetwork network = KerasFile.read(Shared.model("keras2-contrib-crf/crf.h5"))
                .readings()
                .get(0);
        assertThat(network.inputs()).hasSize(1);
        assertThat(network.inputs().get(0).embedding().rows()).isEqualTo(4259);
        assertThat(network.tags()).isEqualTo(7);
        assertThat(network.crf()).isNotNull();
    }

    @Test
    void weightsWithoutTheirWordVectorsAreRefused() {
        Path weights = Shared.model("keras-weights-delft/model_weights.hdf5");
        assertThatThrownBy(() -> KerasFile.read(weights))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("bidirectional_1 reads 350 values")
                .hasMessageContaining("300 of them")
                .hasMessageContaining("word vectors");
    }
}
