package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.model.Head;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX files of PyTorch and tf2onnx: ONNX Runtime runs the file itself beside what it became. */
class ConvertForeignTest {
    private static final Path FIXTURES = Path.of("../convert/src/test/resources/onnx");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private int convert(Path model, String... more) throws IOException {
        Path vocabulary = Files.writeString(
                folder.resolve("vocab.json"),
                "{\"一\": 1, \"丁\": 2, \"丂\": 3, \"七\": 4, \"丄\": 5, \"丅\": 6, \"丆\": 7, \"万\": 8, \"丈\": 9, \"三\": 10, \"上\": 11}");
        Path tags = Files.writeString(
                folder.resolve("tags.json"), "{\"O\": 0, \"B-A\": 1, \"I-A\": 2, \"B-B\": 3, \"I-B\": 4}");
        List<String> arguments = new ArrayList<>(List.of(
                "convert",
                model.toString(),
                "--vocab",
                vocabulary.toString(),
                "--tags",
                tags.toString(),
                "--unk",
                "skip",
                "--out",
                out().toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("model.onnx");
    }

    @ParameterizedTest
    @CsvSource({
        "torch-lstm, --pads none",
        "torch-lstm, --padding post --max-len 9",
        "torch-lstm, --padding pre --max-len 9",
        "torch-lstm-2, --pads none",
        "torch-gru, --pads none",
        "torch-gru-2, --padding post --max-len 9",
        "torch-forward, --padding pre --max-len 9",
        "torch-time-first, --pads none",
        "torch-fixed, --padding post",
        "torch-softmax, --pads none",
        "torch-log-softmax, --pads none",
        "torch-packed, ''",
        "torch-packed, --padding pre",
        "torch-crf, --pads none",
        "torch-norm, --pads none",
        "torch-external, --pads none",
        "torch-dynamo-lstm-2, --padding post",
        "tf2onnx-lstm, --padding pre --max-len 9",
        "tf2onnx-stack, --pads none",
        "tf2onnx-gru, --padding post",
        "tf2onnx-forward, --padding pre --max-len 9"
    })
    void theFileItselfIsTheJudge(String fixture, String options) throws IOException {
        String crf = fixture.equals("torch-crf") ? "" : "--crf none ";
        String[] more = (crf + options).strip().split(" ");
        assertThat(convert(FIXTURES.resolve(fixture + ".onnx"), more))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("certificate B, passed", "the source's file itself, run by ONNX Runtime");
    }

    @Test
    void transitionsInTheFileAreDecodedWith() throws IOException {
        assertThat(convert(FIXTURES.resolve("torch-crf.onnx"), "--pads", "none"))
                .isZero();
        TaggerModel model = OnnxReader.read(out());
        assertThat(model.head().decoding()).isEqualTo(Head.Decoding.VITERBI);
        assertThat(streams.writtenText()).contains("crf.transitions [from, to]");
    }

    @Test
    void whatIsOfAnotherFamilyIsNamedAndNothingWritten() throws IOException {
        byte[] good = Files.readAllBytes(FIXTURES.resolve("torch-lstm.onnx"));
        Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(good, good.length / 2));
        assertThat(convert(FIXTURES.resolve("torch-attention.onnx"), "--pads", "none"))
                .isEqualTo(2);
        assertThat(convert(FIXTURES.resolve("tf2onnx-masked.onnx"), "--pads", "none"))
                .isEqualTo(2);
        assertThat(convert(cut, "--pads", "none")).isEqualTo(2);
        assertThat(convert(FIXTURES.resolve("torch-lstm.onnx"))).isEqualTo(2);
        assertThat(streams.complaintsText().lines().filter(line -> line.startsWith("fastener: ")))
                .hasSize(4)
                .anyMatch(line -> line.contains("(MatMul)"))
                .anyMatch(line -> line.contains("(Loop)"))
                .anyMatch(line -> line.contains("cut.onnx"));
        assertThat(out()).doesNotExist();
    }
}
