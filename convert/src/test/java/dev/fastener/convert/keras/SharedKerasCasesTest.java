package dev.fastener.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Reference;
import dev.fastener.convert.Shared;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.recorded.RecordedFile;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.Side;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that were once read wrongly, beside what Keras gave for them: skipped where FASTENER_SHARED doesn't lead to them. */
class SharedKerasCasesTest {
    private static final double TOLERANCE = 2e-5;

    /** Largest difference over real steps, as a share of max(1, the largest value). */
    private static double difference(SourceNetwork network, Path recorded) {
        RecordedFile file = RecordedFile.read(recorded);
        int length = file.ids()[0].length;
        TaggerModel model = Recording.model(network, Side.POST, length);
        ScalarEngine engine = new ScalarEngine(model);
        double largest = 1;
        double difference = 0;
        for (int row = 0; row < file.ids().length; row++) {
            int[] ids = real(file.ids()[row]);
            float[] found = engine.score(
                            new EncodedBatch(new int[][] {ids}, new int[] {0, ids.length}), engine.newWorkspace())
                    .values();
            for (int i = 0; i < ids.length * network.tags(); i++) {
                largest = Math.max(largest, Math.abs(file.outputs()[row][i]));
                difference = Math.max(difference, Math.abs(found[i] - file.outputs()[row][i]));
            }
        }
        return difference / largest;
    }

    private static double difference(Reference reference, Path recorded) {
        RecordedFile file = RecordedFile.read(recorded);
        double largest = 1;
        double difference = 0;
        for (int row = 0; row < file.ids().length; row++) {
            double[] found = reference.outputs(new int[][] {file.ids()[row]});
            int real = real(file.ids()[row]).length * found.length / file.ids()[row].length;
            for (int i = 0; i < real; i++) {
                largest = Math.max(largest, Math.abs(file.outputs()[row][i]));
                difference = Math.max(difference, Math.abs(found[i] - file.outputs()[row][i]));
            }
        }
        return difference / largest;
    }

    private static int[] real(int[] padded) {
        int steps = padded.length;
        while (steps > 0 && padded[steps - 1] == 0) {
            steps--;
        }
        return Arrays.copyOf(padded, steps);
    }

    private static void isRight(String file, String recorded) {
        SourceFile source = KerasFile.read(Shared.aCase(file));
        SourceNetwork network = source.readings().get(0);
        assertThat(difference(network, Shared.aCase(recorded))).isLessThanOrEqualTo(TOLERANCE);
        Reference reference = source.reference(network);
        assertThat(reference).isNotNull();
        assertThat(difference(reference, Shared.aCase(recorded))).isLessThanOrEqualTo(TOLERANCE);
    }

    @Test
    void aStackOfKeras316SeesPadsAfterItsFirstLayer() {
        isRight("keras316-stacked-mask/lstm2.fn.3.16.keras", "keras316-stacked-mask/io.npz");
    }

    @Test
    void aCrfUnderTfKerasIsReadAsScoresAndEnergiesAndSaysThatItIsAssumed() {
        SourceFile file = KerasFile.read(Shared.aCase("tfa-crf-sign/best.h5"));
        assertThat(file.readings().get(0).fact(Fact.CRF_SIGN)).contains("scores");
        assertThat(file.readings())
                .extracting(reading -> reading.fact(Fact.CRF_SIGN).orElse(""))
                .contains("energies");
    }

    @Test
    void theArchitectureBesideWeightsSaysWhatTheyDoNot() {
        SourceFile file = KerasFile.read(Shared.aCase("weights-and-json/model.h5"));
        assertThat(file.readings()).hasSize(1);
        assertThat(file.readings().get(0).facts())
                .noneMatch(fact -> fact.origin() == Fact.Origin.ASSUMED)
                .anyMatch(fact -> fact.equals(new Fact("architecture", "model.json", Fact.Origin.READ)));
        isRight("weights-and-json/model.h5", "weights-and-json/io.npz");
    }

    @Test
    void aFunctionalMaskedModelHasASecondImplementation() {
        isRight("functional-mask-certificate/lstm2.fn.3.15.keras", "functional-mask-certificate/io.npz");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int8-keras/q_int8_3.15.1.keras        | int8",
                "int8-keras/q_int4_3.15.1.keras        | int4",
                "int8-keras/q_int8_3.15.1.weights.h5   | int8",
                "int8-keras/q_int4_3.13.2.weights.h5   | int4",
                "int8-keras/q_float8_3.15.1.weights.h5 | float8",
                "int8-dense-weights/d8.keras           | int8",
                "int8-dense-weights/d8.weights.h5      | int8",
            })
    void whatKerasQuantizedIsRefusedByThatName(String file, String mode) {
        assertThatThrownBy(() -> KerasFile.read(Shared.aCase(file)))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("quantised by Keras to")
                .hasMessageContaining(mode)
                .hasMessageContaining("fastener quantize");
    }

    /** Its results are bfloat16's own: three digits. */
    @ParameterizedTest
    @ValueSource(strings = {"bfloat16.keras", "bfloat16.h5", "bfloat16.weights.h5"})
    void bfloat16IsWidened(String file) {
        SourceNetwork network =
                KerasFile.read(Shared.aCase("bfloat16/" + file)).readings().get(0);
        assertThat(difference(network, Shared.aCase("bfloat16/bfloat16.npz"))).isLessThanOrEqualTo(0.02);
        assertThat(network.fact("numbers of the source").isPresent()).isEqualTo(!file.contains("weights"));
    }

    @Test
    void aMapOfShardsIsReadAndAShardAloneNamesItsMap() {
        Path map = Shared.aCase("shard-alone/m.weights.json");
        SourceNetwork network = KerasFile.read(map).readings().get(0);
        assertThat(difference(network, Shared.aCase("shard-alone/io.npz"))).isLessThanOrEqualTo(TOLERANCE);
        for (int shard = 0; shard < 4; shard++) {
            Path one = map.resolveSibling("m_0000" + shard + ".weights.h5");
            assertThatThrownBy(() -> KerasFile.read(one))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("of 4")
                    .hasMessageContaining("m.weights.json");
        }
    }
}
