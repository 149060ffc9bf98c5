package dev.fastener.convert.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Shared;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TagScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SavedModels as TensorFlow 1's users served them: dropouts within recurrences, ids from iterators, outputs of tags
 * (src/test/python/tensorflow_served.py).
 */
class ServedModelsTest {
    @TempDir
    private Path directory;

    private SourceNetwork network(String name) throws IOException {
        List<SourceNetwork> readings =
                TensorFlowFile.read(GraphFixture.of(name).unpack(directory)).readings();
        assertThat(readings).hasSize(1);
        return readings.get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dropout_in_a_recurrence",
                "dropout_of_one_mask",
                "dropout_by_default",
                "dropout_of_a_fixed_rate",
                "ids_of_an_iterator",
                "tags_by_argmax",
                "tags_by_top_k",
                "tags_by_a_crf",
                "tags_as_texts",
                "scores_and_tags"
            })
    void givesTheScoresOfTensorFlow(String name) throws IOException {
        SourceNetwork network = network("served_" + name);
        assertThat(GraphFixture.of("served_" + name).difference(network)).isLessThanOrEqualTo(1e-5);
        assertThat(network.lengths()).isTrue();
    }

    @Test
    void theTransitionsOfADecoderAreFound() throws IOException {
        SourceNetwork network = network("served_tags_by_a_crf");
        assertThat(network.crf()).isNotNull();
        assertThat(network.facts()).anyMatch(fact -> fact.value().contains("transition_params"));
    }

    @Test
    void aDropoutIsAssumedToBeOff() throws IOException {
        assertThat(network("served_dropout_in_a_recurrence").facts())
                .filteredOn(fact -> fact.origin() == Fact.Origin.ASSUMED)
                .isNotEmpty()
                .allMatch(fact -> fact.name().startsWith("dropout "));
    }

    @Test
    void whatTheTagsAreChosenFromIsSaid() throws IOException {
        assertThat(network("served_tags_by_argmax").facts())
                .anyMatch(fact -> fact.name().equals("output") && fact.value().contains("(ArgMax)"));
    }

    @Test
    void partsOfAnIteratorHaveTheNamesOfTheSignature() throws IOException {
        assertThat(network("served_ids_of_an_iterator").signature().inputs())
                .extracting(SourceSignature.Tensor::name)
                .contains("ids", "lengths");
    }

    @ParameterizedTest
    @CsvSource({
        "served_texts_looked_up, --vocab",
        "served_texts_looked_up, StringLookup",
        "served_ragged_ids,      ragged"
    })
    void refusesByName(String name, String reason) throws IOException {
        Path path = GraphFixture.of(name).unpack(directory);
        assertThatThrownBy(() -> TensorFlowFile.read(path))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tf1-control", "tf1-dropoutwrapper", "tf1-iterator-ids", "savedmodel-tag-ids"})
    void theCasesGiveTheirLogits(String name) throws IOException {
        Path folder = Shared.aCase(name);
        SourceNetwork network =
                TensorFlowFile.read(folder.resolve("sm")).readings().get(0);
        Path right = folder.resolve("right.json");
        Map<?, ?> json = (Map<?, ?>) Objects.requireNonNull(JsonTree.read(right.toString(), Files.readString(right)));
        ScalarEngine engine = new ScalarEngine(Networks.model(network));
        List<?> rows = (List<?>) json.get("ids");
        for (int row = 0; row < rows.size(); row++) {
            int steps = ((Number) ((List<?>) json.get("lengths")).get(row)).intValue();
            int[] ids = ((List<?>) rows.get(row))
                    .stream()
                            .limit(steps)
                            .mapToInt(id -> ((Number) id).intValue())
                            .toArray();
            TagScores scores =
                    engine.score(new EncodedBatch(new int[][] {ids}, new int[] {0, steps}), engine.newWorkspace());
            List<?> expected = (List<?>) ((List<?>) json.get("logits")).get(row);
            for (int i = 0; i < steps * network.tags(); i++) {
                Object value = ((List<?>) expected.get(i / network.tags())).get(i % network.tags());
                assertThat((double) scores.values()[i]).isCloseTo(((Number) value).doubleValue(), within(1e-5));
            }
        }
    }
}
