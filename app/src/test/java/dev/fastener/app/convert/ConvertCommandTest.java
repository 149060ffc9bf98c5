package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertCommandTest {
    private static final Path FIXTURES = Path.of("../convert/src/test/resources/keras");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private int convert(String model, String... more) throws IOException {
        Path vocabulary = Files.writeString(
                folder.resolve("vocab.json"),
                "{\"一\": 1, \"丁\": 2, \"丂\": 3, \"七\": 4, \"丄\": 5, \"丅\": 6, \"丆\": 7, \"万\": 8, \"丈\": 9, \"三\": 10}");
        Path tags = Files.writeString(
                folder.resolve("tags.json"), "{\"O\": 0, \"B-A\": 1, \"I-A\": 2, \"B-B\": 3, \"I-B\": 4}");
        List<String> arguments = new ArrayList<>(List.of(
                "convert",
                FIXTURES.resolve(model).toString(),
                "--vocab",
                vocabulary.toString(),
                "--tags",
                tags.toString(),
                "--unk",
                "skip",
                "--max-len",
                "7",
                "--out",
                out().toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("model.onnx");
    }

    /** The four have the same shapes: only what the source gave tells whether it masks and where it pads. */
    @ParameterizedTest
    @ValueSource(strings = {"ner-masked-post", "ner-masked-pre", "ner-visible-post", "ner-visible-pre"})
    void weightsAloneAreReadAsTheirRecordingSays(String model) throws IOException {
        Path recorded = RecordedFixture.write(FIXTURES.resolve(model + ".h5.json"), folder.resolve("io.npz"), 0);
        assertThat(convert(model + ".h5", "--crf", "none", "--recorded", recorded.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText()).contains("certificate A, passed");
        TaggerModel converted = OnnxReader.read(out());
        assertThat(converted.text().padding() instanceof PaddingRule.Masked).isEqualTo(model.contains("masked"));
        assertThat(converted.text().padSide())
                .isEqualTo(model.endsWith("pre") ? TextRules.Side.PRE : TextRules.Side.POST);
        assertThat(converted.provenance().settings().get("certificate")).contains("\"grade\":\"A\"");
    }

    @Test
    void whatTheFileDoesNotHoldIsAskedFor() throws IOException {
        assertThat(convert("ner-masked-post.h5")).isEqualTo(2);
        assertThat(convert("ner-masked-post.h5", "--padding", "post")).isEqualTo(2);
        assertThat(streams.complaintsText())
                .contains("--padding pre or --padding post", "--mask-zero or --no-mask-zero");
        assertThat(convert("ner-masked-post.h5", "--padding", "post", "--mask-zero"))
                .isEqualTo(2);
        assertThat(streams.complaintsText())
                .contains("gives logits", "--transitions FILE", "np.save(", "--crf none", "--fit-crf CORPUS");
        assertThat(out()).doesNotExist();
        assertThat(convert("ner-masked-post.h5", "--padding", "post", "--mask-zero", "--crf", "none"))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText()).contains("certificate C, passed", "given     mask_zero: true");
    }

    @Test
    void aRecordingOfAnotherModelFails() throws IOException {
        Path recorded =
                RecordedFixture.write(FIXTURES.resolve("ner-masked-pre.h5.json"), folder.resolve("io.npz"), 0.01f);
        assertThat(convert("ner-visible-post.h5", "--crf", "none", "--recorded", recorded.toString()))
                .isEqualTo(1);
        assertThat(streams.complaintsText())
                .contains("expected one reading of the file that gives the recorded outputs, found none")
                .contains("largest difference");
        assertThat(out()).doesNotExist();
    }

    @Test
    void theNamesThatClientsKnowGoIntoTheFile() throws IOException {
        Path signature = Files.writeString(folder.resolve("metadata.json"), """
                {"inputs": {"tokens": {"dtype": "DT_INT32", "tensor_shape": {"dim": [{"size": "-1"}, {"size": "7"}]}}},
                 "outputs": {"logits": {"dtype": "DT_FLOAT", "tensor_shape": {"dim": [{"size": "-1"}, {"size": "7"},
                                                                                       {"size": "5"}]}}}}
                """);
        assertThat(convert(
                        "ner-masked-post.h5",
                        "--crf",
                        "none",
                        "--padding",
                        "post",
                        "--mask-zero",
                        "--signature",
                        signature.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(OnnxReader.read(out()).signature())
                .isEqualTo(new SourceSignature(
                        List.of(new SourceSignature.Tensor("tokens", "int32", List.of(-1L, 7L))),
                        List.of(new SourceSignature.Tensor("logits", "float32", List.of(-1L, 7L, 5L))),
                        false));
    }

    @Test
    void badInputIsOneLine() throws IOException {
        Path text = Files.writeString(folder.resolve("model.h5"), "no model");
        assertThat(Main.run("convert", text.toString(), "--out", out().toString()))
                .isEqualTo(2);
        assertThat(Main.run("convert", "nowhere.h5", "--out", out().toString())).isEqualTo(2);
        assertThat(convert("ner-visible-pre.h5", "--crf", "some")).isEqualTo(2);
        assertThat(streams.complaintsText().lines()).hasSize(3).allMatch(line -> line.startsWith("fastener: "));
    }
}
