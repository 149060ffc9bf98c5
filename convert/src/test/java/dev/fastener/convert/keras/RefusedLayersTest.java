package dev.fastener.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.json.JsonTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not of a tagger's shape is refused with the layer's name, its class and why. */
class RefusedLayersTest {
    private static final String EMBEDDING =
            "{'class_name':'Embedding','config':{'name':'e','input_dim':5,'output_dim':2,'mask_zero':%s}}";
    private static final String LSTM =
            "{'class_name':'LSTM','config':{'name':'l','units':1,'return_sequences':true,%s'activation':'tanh'}}";

    /** Weights of any layer of the sizes used here: all zeros. */
    private record Zeros() implements StoredWeights {
        @Override
        public List<Tensor> of(LayerConfig layer) {
            return switch (layer.className()) {
                case "Embedding" -> List.of(zeros(5, 2));
                case "LSTM" -> List.of(zeros(2, 4), zeros(1, 4), zeros(4));
                case "Bidirectional" -> List.of(zeros(2, 4), zeros(1, 4), zeros(4), zeros(2, 4), zeros(1, 4), zeros(4));
                case "CRF" -> List.of(new Tensor("crf/chain_kernel:0", new int[] {2, 2}, new float[4]));
                case "CuDNNLSTM" -> List.of(zeros(2, 4), zeros(1, 4), zeros(8));
                case "Conv1D" -> List.of(zeros(3, 2, 2), zeros(2));
                case "Dense" -> List.of(zeros(2, 2), zeros(2));
                default -> List.of();
            };
        }

        @Override
        public StoredWeights inside(LayerConfig model, ModelConfig graph) {
            return this;
        }

        private static Tensor zeros(int... shape) {
            int count = 1;
            for (int size : shape) {
                count *= size;
            }
            return new Tensor("zeros", shape, new float[count]);
        }
    }

    private static SourceNetwork read(String mask, String... layers) {
        String json = "{'class_name':'Sequential','config':{'layers':[" + String.format(EMBEDDING, mask) + ","
                + String.join(",", layers) + "]}}";
        Map<String, ?> config = JsonTree.readObject("test", json.replace('\'', '"'));
        return NetworkReader.readings("m.h5", "2.15.0", ModelConfig.read("m.h5", 2, config), new Zeros())
                .get(0)
                .network();
    }

    private static String layer(String className, String settings) {
        return "{'class_name':'" + className + "','config':{'name':'x'" + (settings.isEmpty() ? "" : "," + settings)
                + "}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'return_sequences':false | one output for the whole text",
                "'return_state':true      | gives its state",
                "'stateful':true          | from batch to batch",
                "'time_major':true        | first axis is time",
                "'activation':'selu'      | found selu",
                "'units':3                | 2 inputs and 3 units",
                "'go_backwards':true      | in the order of the text"
            })
    void recurrentLayersThatGiveSomethingElse(String setting, String reason) {
        String rest = setting.startsWith("'return_sequences'") ? setting : "'return_sequences':true," + setting;
        assertThatThrownBy(() -> read("false", layer("LSTM", rest)))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("m.h5")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Lambda              | ``                                       | never run",
                "MultiHeadAttention  | ``                                       | not supported",
                "Conv1D              | 'padding':'valid','kernel_size':[3]      | fewer steps",
                "Conv1D              | 'padding':'same','kernel_size':[3],'strides':[2] | strides 1",
                "Dense               | 'units':3                                | [2, 3]",
                "Dense               | 'units':2,'activation':'gelu'            | found gelu",
                "BatchNormalization  | 'axis':[1]                               | last axis",
                "TimeDistributed     | 'layer':{'class_name':'LSTM','config':{'name':'chars'}} | characters within words",
                "Embedding           | 'input_dim':5,'output_dim':2             | computed values"
            })
    void layersOutsideOfATagger(String className, String settings, String reason) {
        assertThatThrownBy(() -> read("false", layer(className, settings)))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(className)
                .hasMessageContaining(reason);
    }

    @Test
    void layersThatCannotHaveAMask() {
        assertThatThrownBy(() -> read(
                        "true",
                        layer("Dense", "'units':2"),
                        layer("Conv1D", "'padding':'same','kernel_size':[3],'filters':2")))
                .hasMessageContaining("reads pads that are masked");
        assertThatThrownBy(() -> read("true", layer("CuDNNLSTM", "'units':1,'return_sequences':true")))
                .hasMessageContaining("takes no mask");
    }

    /** The source decodes all steps, the recurrent layers skip the pads: the network sees them, with the mask as a value. */
    @Test
    void aCrfWhoseMaskWasLostSeesThePads() {
        String both = layer("Bidirectional", "'layer':" + String.format(LSTM, ""));
        String convolution = layer("Conv1D", "'padding':'same','kernel_size':[3],'filters':2");
        SourceNetwork lost = read("true", both, convolution, layer("CRF", "'use_kernel':false"));
        assertThat(lost.inputs().get(0).masked()).isFalse();
        assertThat(lost.inputs().get(0).embedding().columns()).isEqualTo(3);
        SourceNetwork kept = read("true", both, layer("CRF", "'use_kernel':false"));
        assertThat(kept.inputs().get(0).masked()).isTrue();
        assertThat(kept.inputs().get(0).embedding().columns()).isEqualTo(2);
    }

    @Test
    void aMaskThatEndsBehindALayerThatReadsNoEmbeddingIsRefused() {
        String dense = layer("Dense", "'units':2");
        String both = layer("Bidirectional", "'layer':" + String.format(LSTM, ""));
        String convolution = layer("Conv1D", "'padding':'same','kernel_size':[3],'filters':2");
        assertThatThrownBy(() -> read("true", dense, both, convolution, layer("CRF", "'use_kernel':false")))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("m.h5: a mask reaches some recurrent layers")
                .hasMessageContaining("doesn't read embeddings straight");
    }

    @Test
    void aMaskThatReachesNoRecurrentLayerLeavesThePadsVisible() {
        SourceNetwork network = read("true", layer("Dense", "'units':2"));
        assertThat(network.inputs().get(0).masked()).isFalse();
    }

    @Test
    void aMaskThatReachesTheLstmMakesTheNetworkMasked() {
        SourceNetwork network = read("true", layer("Dropout", ""), String.format(LSTM, ""));
        assertThat(network.inputs().get(0).masked()).isTrue();
        assertThat(network.tags()).isEqualTo(1);
    }

    @Test
    void vectorsFromOutsideTheFileAreNamed() {
        String json = "{'class_name':'Sequential','config':{'layers':[{'class_name':'InputLayer','config':"
                + "{'name':'words','batch_input_shape':[null,null,300]}}," + String.format(LSTM, "") + "]}}";
        Map<String, ?> config = JsonTree.readObject("test", json.replace('\'', '"'));
        assertThatThrownBy(() ->
                        NetworkReader.readings("m.h5", "2.15.0", ModelConfig.read("m.h5", 2, config), new Zeros()))
                .hasMessageContaining("layer words (InputLayer)")
                .hasMessageContaining("word vectors");
    }
}
