package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Models of Keras with an input of characters and one of bigrams or words. */
class SeveralInputsTest {
    private static final Path FIXTURES = Path.of("../convert/src/test/resources/keras");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private Path characters = Path.of("");
    private Path others = Path.of("");

    @BeforeEach
    void vocabularies() throws IOException {
        characters = Files.writeString(folder.resolve("char.txt"), "<pad>\n一\n丁\n丂\n七\n丄\n丅\n丆\n万\n丈\n三\n");
        others = Files.writeString(folder.resolve("other.txt"), "<pad>\n一丁\n丁丂\n丂七\n七丄\n丄丅\n丅丆\n丆万\n万丈\n丈三\n三</s>\n");
    }

    @Test
    void recordingsOfBothInputsGiveCertificateA() throws IOException {
        Path recorded = RecordedFixture.write(
                FIXTURES.resolve("two-inputs.h5.json"), folder.resolve("io.npz"), 0, "chars", "bigrams");
        int code = convert(
                "two-inputs.h5",
                "--vocab",
                "chars=" + characters,
                "--vocab",
                "bigrams=" + others,
                "--feature",
                "bigrams=bigram",
                "--recorded",
                recorded.toString());
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(streams.writtenText()).contains("certificate A, passed", "bigrams: unit: bigram");
        TaggerModel model = OnnxReader.read(out());
        assertThat(model.features())
                .extracting(Feature::unit)
                .containsExactly(FeatureUnit.CHARACTER, FeatureUnit.BIGRAM);
        assertThat(model.features().get(1).vocabulary().entries().get(10)).isEqualTo("三" + FeatureUnit.END);
    }

    @Test
    void bothInputsGetRandomIdsWhereNobodyRecorded() throws IOException {
        int code = convert(
                "two-inputs.h5",
                "--vocab",
                "bigrams=" + others,
                "--vocab",
                "chars=" + characters,
                "--feature",
                "bigrams=bigram",
                "--padding",
                "post");
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(streams.writtenText())
                .contains("certificate C, passed", "texts=np.array(texts), chars=x[0], bigrams=x[1]");
    }

    @Test
    void branchesMeetOnlyAfterTheirOwnLayers() throws IOException {
        Path recorded = RecordedFixture.write(
                FIXTURES.resolve("two-branches.keras.json"), folder.resolve("io.npz"), 0, "chars", "words");
        int code = convert(
                "two-branches.keras",
                "--vocab",
                "words=" + others,
                "--vocab",
                "chars=" + characters,
                "--feature",
                "words=word",
                "--recorded",
                recorded.toString());
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(streams.writtenText()).contains("certificate A, passed", "padding: pre");
    }

    @Test
    void aRecordingThatSwapsTheInputsFails() throws IOException {
        Path recorded = RecordedFixture.write(
                FIXTURES.resolve("two-inputs.h5.json"), folder.resolve("io.npz"), 0, "bigrams", "chars");
        int code = convert(
                "two-inputs.h5",
                "--vocab",
                "chars=" + characters,
                "--vocab",
                "bigrams=" + others,
                "--feature",
                "bigrams=bigram",
                "--recorded",
                recorded.toString());
        assertThat(code).isEqualTo(1);
        assertThat(out()).doesNotExist();
    }

    @Test
    void whatIsMissingForAnInputIsAskedForByItsName() throws IOException {
        assertThat(convert("two-inputs.h5", "--vocab", characters.toString())).isEqualTo(2);
        assertThat(convert("two-inputs.h5", "--vocab", "chars=" + characters)).isEqualTo(2);
        String[] both = {"--vocab", "chars=" + characters, "--vocab", "bigrams=" + others};
        assertThat(convert("two-inputs.h5", both)).isEqualTo(2);
        assertThat(convert("two-inputs.h5", both[0], both[1], both[2], both[3], "--feature", "bigram=bigram"))
                .isEqualTo(2);
        assertThat(convert("two-inputs.h5", both[0], both[1], both[0], both[1])).isEqualTo(2);
        List<String> lines = streams.complaintsText().lines().toList();
        assertThat(lines).hasSize(5).allMatch(line -> line.startsWith("fastener: "));
        assertThat(lines.get(0)).contains("--vocab: expected NAME=FILE with a name of [chars, bigrams]");
        assertThat(lines.get(1)).contains("--vocab bigrams=FILE");
        assertThat(lines.get(2)).contains("--feature bigrams=character, word or bigram");
        assertThat(lines.get(3)).contains("with a name of [chars, bigrams]", "found bigram=bigram");
        assertThat(lines.get(4)).contains("expected one file for the input chars, found two");
    }

    private int convert(String model, String... more) throws IOException {
        Path tags = Files.writeString(folder.resolve("tags.txt"), "O\nB-A\nI-A\nB-B\n");
        List<String> arguments = new ArrayList<>(List.of(
                "convert",
                FIXTURES.resolve(model).toString(),
                "--tags",
                tags.toString(),
                "--unk",
                "1",
                "--crf",
                "none",
                "--out",
                out().toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("model.onnx");
    }
}
