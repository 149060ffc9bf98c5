package dev.fastener.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileTest {
    private static final long SEED = 20;
    private static final Map<String, TaggerModel> MODELS = HandMadeModels.all(SEED);

    static Stream<String> names() {
        return MODELS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsReadIsWhatWasWrittenBitForBit(String name) {
        TaggerModel model = MODELS.get(name);
        byte[] file = OnnxWriter.toBytes(model);
        TaggerModel read = OnnxReader.read(file, name);
        assertSame(read, model);
        assertThat(OnnxWriter.toBytes(read)).isEqualTo(file);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aFileOfOneLengthIsReadAsTheSameModel(String name) {
        TaggerModel model = MODELS.get(name);
        assertSame(OnnxReader.read(OnnxWriter.toBytes(model, 17), name), model);
    }

    /** Bit for bit; AssertJ's own comparison would allow a small difference of numbers. */
    private static void assertSame(TaggerModel actual, TaggerModel expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class)
                .withEqualsForType(Arrays::equals, float[].class)
                .isEqualTo(expected);
    }
}
