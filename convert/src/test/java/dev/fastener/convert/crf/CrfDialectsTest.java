package dev.fastener.convert.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceCrf;
import dev.fastener.convert.Tensor;
import dev.fastener.model.Head.Decoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tags of the real layers, recorded by the scripts in src/test/python. */
class CrfDialectsTest {
    /** The likeliest reading of a layer whose file Keras 2.3 wrote. */
    private static CrfLayer read(
            String className, Map<String, Object> config, List<Tensor> weights, String layer, boolean masked) {
        return CrfDialects.readings(className, config, weights, layer, masked, "2.3.1")
                .get(0);
    }

    static List<RecordedCrf> recordings() throws IOException {
        List<RecordedCrf> all = new ArrayList<>();
        for (String file :
                List.of("keras_contrib", "addons", "tf2crf", "keras_crf", "chain_crf", "bert4keras", "tf_crf_layer")) {
            all.addAll(RecordedCrf.read(file + ".json"));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void decodesAsTheRealLayer(RecordedCrf recorded) {
        CrfLayer layer = read(recorded.className(), recorded.config(), recorded.weights(), "crf", recorded.masked());
        assertThat(CrfDialects.knows(recorded.className())).isTrue();
        assertThat(recorded.differences(layer)).isEmpty();
    }

    /** Files of weights only: nothing but names, and the order where those are numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"keras_contrib", "addons", "tf2crf", "keras_crf", "chain_crf"})
    void readsWeightsWithoutAConfiguration(String file) throws IOException {
        for (RecordedCrf recorded : RecordedCrf.read(file + ".json")) {
            if (recorded.name().matches("tanh|marginal,.*")) {
                continue; // which nobody can know
            }
            CrfLayer layer = read(recorded.className(), Map.of(), recorded.weights(), "crf", recorded.masked());
            assertThat(recorded.differences(layer)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"addons", "tf2crf", "chain_crf", "bert4keras", "tf_crf_layer"})
    void readsNumberedVariablesOfKeras3(String file) throws IOException {
        for (RecordedCrf recorded : RecordedCrf.read(file + ".json")) {
            List<Tensor> numbered = new ArrayList<>();
            int own = 0;
            int dense = 0;
            for (Tensor weight : recorded.weights()) {
                boolean inner = weight.name().contains("dense");
                String name = inner ? "layers/crf/_dense_layer/vars/" + dense++ : "layers/crf/vars/" + own++;
                numbered.add(new Tensor(name, weight.shape(), weight.values()));
            }
            CrfLayer layer = read(recorded.className(), recorded.config(), numbered, "crf", recorded.masked());
            assertThat(recorded.differences(layer)).isEmpty();
        }
    }

    /** keras_contrib's and what became of it for TensorFlow 2: the same names, the other sign. */
    @ParameterizedTest
    @ValueSource(strings = {"keras_contrib", "tf_crf_layer"})
    void oneOfTwoSignsIsRightWhereTheFileDoesNotDecide(String file) throws IOException {
        for (RecordedCrf recorded : RecordedCrf.read(file + ".json")) {
            if (recorded.name().matches("tanh|marginal,.*|no kernel")) {
                continue; // which nobody can know, or has one reading
            }
            for (String version : List.of("", "2.2.4-tf", "2.5.0", "3.15.1")) {
                List<CrfLayer> readings =
                        CrfDialects.readings("CRF", Map.of(), recorded.weights(), "crf", recorded.masked(), version);
                assertThat(readings).hasSize(2);
                assertThat(readings).extracting(CrfDialectsTest::sign).containsExactly("scores", "energies");
                int right = file.equals("tf_crf_layer") ? 0 : 1;
                assertThat(recorded.differences(readings.get(right))).isEmpty();
                assertThat(readings.get(right).facts())
                        .filteredOn(fact -> fact.name().equals(Fact.CRF_SIGN))
                        .extracting(Fact::origin)
                        .containsExactly(Origin.ASSUMED);
            }
        }
    }

    private static String sign(CrfLayer layer) {
        return layer.facts().stream()
                .filter(fact -> fact.name().equals(Fact.CRF_SIGN))
                .map(Fact::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void underKerasWithoutTensorFlowTheSignIsDecided() throws IOException {
        RecordedCrf recorded = RecordedCrf.read("keras_contrib.json").get(0);
        for (String version : List.of("2.0.8", "2.2.4", "2.3.1")) {
            List<CrfLayer> readings = CrfDialects.readings("CRF", Map.of(), recorded.weights(), "crf", false, version);
            assertThat(readings).hasSize(1);
            assertThat(sign(readings.get(0))).isEqualTo("energies");
        }
    }

    static List<RecordedCrf> free() throws IOException {
        return RecordedCrf.read("tf1.json");
    }

    @ParameterizedTest
    @MethodSource("free")
    void findsTransitionsAmongVariables(RecordedCrf recorded) {
        CrfLayer layer =
                CrfDialects.transitions(recorded.weights(), recorded.tags()).orElseThrow();
        assertThat(layer.dense()).isNull();
        assertThat(layer.crf().overPads()).isFalse();
        assertThat(recorded.differences(layer)).isEmpty();
    }

    @Test
    void energiesAreNegatedAndTheRightBoundaryIsLostUnderAMask() throws IOException {
        RecordedCrf recorded = RecordedCrf.read("keras_contrib.json").get(0);
        CrfLayer open = read("CRF", recorded.config(), recorded.weights(), "crf_1", false);
        CrfLayer masked = read("CRF", recorded.config(), recorded.weights(), "crf_1", true);
        float[] right = recorded.weights().get(4).values();
        for (int tag = 0; tag < right.length; tag++) {
            assertThat(open.crf().transitions().end()[tag]).isEqualTo(-right[tag]);
        }
        assertThat(masked.crf().transitions().end()).containsOnly(0);
        assertThat(masked.facts()).extracting(Fact::value).anyMatch(value -> value.contains("without effect"));
        assertThat(open.crf().overPads()).isTrue();
        assertThat(masked.crf().overPads()).isFalse();
    }

    @Test
    void bert4kerasWithoutItsMultiplierIsRefused() throws IOException {
        RecordedCrf recorded = RecordedCrf.read("bert4keras.json").get(0);
        assertThatThrownBy(() -> read("ConditionalRandomField", Map.of(), recorded.weights(), "crf", false))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("lr_multiplier")
                .hasMessageContaining("np.save");
    }

    @Test
    void kerasContribDecodesOneStepTooFarWithoutAMask() throws IOException {
        RecordedCrf recorded = RecordedCrf.read("keras_contrib.json").get(0);
        CrfLayer layer = read("CRF", recorded.config(), recorded.weights(), "crf_1", false);
        assertThat(layer.crf().decoding()).isEqualTo(Decoding.VITERBI_KERAS_CONTRIB);
        SourceCrf plain = new SourceCrf("", layer.crf().transitions(), Decoding.VITERBI, true, true);
        assertThat(recorded.differences(new CrfLayer(layer.dense(), plain, List.of())))
                .as("so plain Viterbi gives other tags at the end")
                .isNotEmpty();
    }

    @Test
    void weightsThatContradictTheConfigurationAreNamed() throws IOException {
        RecordedCrf recorded = RecordedCrf.read("keras_contrib.json").get(0);
        List<Tensor> weights = recorded.weights();
        assertThatThrownBy(() -> read("CRF", recorded.config(), weights.subList(0, 3), "crf_1", false))
                .hasMessageContaining("use_boundary: expected false");
        assertThatThrownBy(() -> read("CRF", Map.of(), weights.subList(2, 4), "crf_1", false))
                .hasMessageContaining("expected the transitions of a CRF, found only [crf_1/bias:0");
        List<Tensor> wrong = new ArrayList<>(weights);
        wrong.set(2, new Tensor("crf_1/bias:0", new int[] {4}, new float[4]));
        assertThatThrownBy(() -> read("CRF", Map.of(), wrong, "crf_1", false))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("tensor crf_1/bias:0: expected the shape [5], found [4]");
        wrong.set(2, new Tensor("crf_1/gamma:0", new int[] {5}, new float[5]));
        assertThatThrownBy(() -> read("CRF", Map.of(), wrong, "crf_1", false))
                .hasMessageContaining("weight crf_1/gamma:0: expected one each");
        assertThatThrownBy(() -> read("LSTM", Map.of(), weights, "crf_1", false))
                .hasMessageContaining("found LSTM");
    }

    @Test
    void severalCandidatesForTransitionsAreNamed() {
        List<Tensor> two = List.of(square("a/transitions", 3), square("b/transitions", 3), square("x", 3));
        assertThatThrownBy(() -> CrfDialects.transitions(two, 3))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("[a/transitions, b/transitions]")
                .hasMessageContaining("--transitions");
        assertThat(CrfDialects.transitions(two, 7)).isEmpty();
        assertThat(CrfDialects.transitions(List.of(square("x", 3)), 3)
                        .orElseThrow()
                        .facts())
                .anyMatch(
                        fact -> fact.origin() == Origin.ASSUMED && fact.value().equals("x"));
    }

    private static Tensor square(String name, int size) {
        float[] values = new float[size * size];
        Arrays.fill(values, 1);
        return new Tensor(name, new int[] {size, size}, values);
    }
}
