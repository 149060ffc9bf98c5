package dev.fastener.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.keras.KerasFile;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.SourceSignature.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureFileTest {
    private static final Path NER = Path.of("src/test/resources/keras/ner-masked-post.h5");

    private static final String TOKENS = tensor("tokens", "DT_INT32", -1, 7);
    private static final String LENGTHS = tensor("lengths", "DT_INT64", -1);
    private static final String LOGITS = tensor("logits", "DT_FLOAT", -1, 7, 5);
    private static final String DECODED = tensor("decoded", "DT_INT32", -1, 7);

    @TempDir
    private Path folder;

    @Test
    void theAnswerOfAServerIsTakenWithIdsAndEmissionsFirst() throws IOException {
        String signature = signature(LENGTHS + ", " + TOKENS, DECODED + ", " + LOGITS);
        SourceSignature served = read("{\"model_spec\": {\"name\": \"ner\", \"version\": \"1\"}, \"metadata\":"
                + " {\"signature_def\": {\"signature_def\": {\"serving_default\": " + signature
                + ", \"__saved_model_init_op\": {}}}}}");
        assertThat(served.inputs())
                .containsExactly(
                        new Tensor("tokens", "int32", List.of(-1L, 7L)), new Tensor("lengths", "int64", List.of(-1L)));
        assertThat(served.outputs())
                .containsExactly(
                        new Tensor("logits", "float32", List.of(-1L, 7L, 5L)),
                        new Tensor("decoded", "int32", List.of(-1L, 7L)));
        assertThat(read(signature)).isEqualTo(read("{\"serving\": " + signature + "}"));
    }

    @Test
    void aSignatureOfAnotherNetworkSaysWhatWasExpected() {
        assertThatThrownBy(() -> read(signature(TOKENS, tensor("logits", "DT_FLOAT", -1, 7, 9))))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(
                        "expected one output of floats [batch, steps, 5], found [logits float32 [-1, 7, 9]]");
        assertThatThrownBy(() -> read(signature(LENGTHS, LOGITS)))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("expected an input of ids [batch, steps]");
    }

    @Test
    void whatIsNoSignatureIsRefused() {
        for (String json : List.of(
                "{}",
                "{\"inputs\": 1}",
                "{\"metadata\": 7}",
                "{\"inputs\": {}, \"outputs\": {}}",
                "{\"inputs\": {\"x\": 1}, \"outputs\": {}}",
                signature("\"x\": {\"dtype\": \"DT_INT32\", \"tensor_shape\": {\"dim\": [7]}}", LOGITS),
                "[" + signature(TOKENS, LOGITS) + "]")) {
            assertThatThrownBy(() -> read(json)).as(json).isInstanceOf(ConversionException.class);
        }
    }

    /** As saved_model_cli shows it. */
    @Test
    void aSavedModelKeepsItsOwnNames() {
        SourceSignature thai = TensorFlowFile.read(Shared.model("tf2-savedmodel-thai"))
                .readings()
                .get(0)
                .signature();
        assertThat(thai)
                .isEqualTo(new SourceSignature(
                        List.of(new Tensor("embedding_input", "float32", List.of(-1L, 300L))),
                        List.of(new Tensor("time_distributed", "float32", List.of(-1L, 300L, 4L))),
                        true));
    }

    private SourceSignature read(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("metadata.json"), json);
        return SignatureFile.read(file, KerasFile.read(NER).readings().get(0));
    }

    private static String signature(String inputs, String outputs) {
        return "{\"inputs\": {" + inputs + "}, \"outputs\": {" + outputs
                + "}, \"method_name\": \"tensorflow/serving/predict\"}";
    }

    private static String tensor(String name, String type, int... sizes) {
        StringBuilder axes = new StringBuilder();
        for (int size : sizes) {
            axes.append(axes.isEmpty() ? "" : ", ").append("{\"size\": \"" + size + "\", \"name\": \"\"}");
        }
        return "\"" + name + "\": {\"dtype\": \"" + type + "\", \"tensor_shape\": {\"dim\": [" + axes
                + "], \"unknown_rank\": false}, \"name\": \"" + name + ":0\"}";
    }
}
