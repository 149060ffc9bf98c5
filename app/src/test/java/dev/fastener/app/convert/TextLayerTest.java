package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Models of real Keras that make ids of text themselves (src/test/python/keras_text.py of convert): texts become the layer's own ids. */
class TextLayerTest {
    private static final Path FIXTURES = Path.of("../convert/src/test/resources/keras/text");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private int convert(String model, String... more) throws IOException {
        Path tags = Files.write(folder.resolve("tags.txt"), List.of("O", "B-A"));
        List<String> arguments = new ArrayList<>(List.of(
                "convert",
                FIXTURES.resolve(model).toString(),
                "--tags",
                tags.toString(),
                "--crf",
                "none",
                "--pads",
                "none",
                "--out",
                folder.resolve("model.onnx").toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3-words.keras", "3-characters.keras", "2-characters.keras"})
    void textsBecomeTheIdsOfTheLayer(String name) throws IOException {
        assertThat(convert(name)).as(streams.complaintsText()).isZero();
        assertThat(streams.writtenText())
                .contains("read      text: as the layer text_vectorization", "read      vocabulary: ");
        TaggerModel model = OnnxReader.read(folder.resolve("model.onnx"));
        var recorded = JsonTree.readObject(name, Files.readString(FIXTURES.resolve(name + ".json")));
        List<?> rows = (List<?>) recorded.get("rows");
        List<?> ids = (List<?>) recorded.get("ids");
        for (int i = 0; i < rows.size(); i++) {
            String text = String.valueOf(rows.get(i) instanceof List<?> row ? row.get(0) : rows.get(i));
            List<Integer> expected = ((List<?>) ids.get(i))
                    .stream().map(id -> ((Number) id).intValue()).toList();
            EncodedTexts encoded = new Encoder(model).encode(List.of(text));
            List<Integer> found = Arrays.stream(encoded.batch().ids()[0])
                    .boxed()
                    .limit(expected.size())
                    .toList();
            assertThat(found)
                    .as(text)
                    .isEqualTo(expected.stream().filter(id -> id != 0).toList());
        }
        assertThat(rows).hasSizeGreaterThan(3);
    }

    @Test
    void aLookupHoldsTheVocabularyAndLeavesOpenHowTextIsCut() throws IOException {
        assertThat(convert("3-lookup.keras", "--max-len", "3"))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("assumed   text: what stands between white space", "entries in the layer string_lookup");
    }

    @Test
    void aVocabularyBesideALayerThatHoldsOneIsRefused() throws IOException {
        Path vocabulary = Files.writeString(folder.resolve("vocab.json"), "{\"a\": 1}");
        assertThat(convert("3-words.keras", "--vocab", vocabulary.toString())).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("--vocab: expected none", "holds the vocabulary");
    }

    @Test
    void padsOnTheOtherSideThanTheLayersAreRefused() throws IOException {
        assertThat(convert("3-words.keras", "--padding", "pre")).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("--padding pre: expected post");
    }
}
