package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fastener.app.CapturedStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose ids are right and whose text was read otherwise than their source reads it, each with the tags of real Keras. */
class SharedTextCasesTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("model.onnx");
    }

    private void converts(SharedCase shared, String model, String arguments) {
        assertThat(shared.convert(out(), model, arguments))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText()).contains(", passed");
    }

    @Test
    void combiningMarksAreStepsWhereTheVocabularyHasThemAsEntries() throws IOException {
        SharedCase shared = SharedCase.of("marks-thai");
        converts(shared, "m.h5", "--vocab vocab.json --tags tags.json --padding post --max-len 24 --unk 1 --crf none");
        assertThat(SharedCase.tagged(out(), shared.texts().get(0))).isEqualTo(shared.right());
        assertThat(streams.writtenText()).contains("assumed   text: each code point is a step", "settled by texts in");
    }

    @Test
    void wordsThatNoWordRuleReachesAreCutAtWhiteSpace() throws IOException {
        SharedCase shared = SharedCase.of("words-spaces");
        converts(
                shared,
                "m.h5",
                "--vocab vocab.json --tags tags.json --padding post --max-len 24 --unk 1 --unit word --crf none");
        assertThat(SharedCase.tagged(out(), shared.texts().get(0))).isEqualTo(shared.right());
    }

    @Test
    void aKerasTokenizersOwnRulesCutTheText() throws IOException {
        SharedCase shared = SharedCase.of("words-keras-tokenizer");
        converts(
                shared,
                "m.h5",
                "--vocab tokenizer.json --tags tags.json --padding post --max-len 24 --unit word --crf none");
        assertThat(SharedCase.tagged(out(), shared.texts().get(0))).isEqualTo(shared.right());
        assertThat(streams.writtenText()).contains("read      text: as Keras' Tokenizer (lower): split at");
    }

    @Test
    void tagsInSmallLettersAreTags() throws IOException {
        SharedCase shared = SharedCase.of("tags-lowercase");
        converts(shared, "m.h5", "--vocab vocab.json --tags tags.json --padding post --max-len 12 --unk 1 --crf none");
        assertThat(SharedCase.tagged(out(), shared.texts().get(0))).isEqualTo(shared.right());
    }

    /** Their vocabularies are in the models; only the tags are given. */
    @ParameterizedTest
    @CsvSource({
        "text-vectorization, tv.keras, 5, as the layer text_vectorization: A to Z lower-cased",
        "lookup-in-model, m.keras, 3, entries in the layer string_lookup"
    })
    void aTextLayerOfTheModelHoldsTheVocabulary(String name, String model, int tags, String expected)
            throws IOException {
        SharedCase shared = SharedCase.of(name);
        List<String> labels = List.of("O", "B-A", "I-A", "B-B", "I-B").subList(0, tags);
        Path file = Files.write(folder.resolve("tags.txt"), labels);
        converts(shared, model, "--tags " + file + " --pads none --crf none --unk 1");
        assertThat(streams.writtenText()).contains(expected);
    }

    @Test
    void aVocabularyMayBeSmallerThanTheEmbedding() throws IOException {
        SharedCase shared = SharedCase.of("vocab-smaller");
        converts(shared, "m.h5", "--tags tags.json --padding post --max-len 12 --unk 0 --crf none");
        assertThat(SharedCase.tagged(out(), shared.texts().get(0))).isEqualTo(shared.right());
        assertThat(streams.writtenText()).contains("less 29 without a text, which no text can reach");
    }

    /** id 0 is a character and the source was trained without pads: with or without the word that there are none. */
    @ParameterizedTest
    @ValueSource(strings = {"", " --pad-id -1"})
    void aCharacterWithThePadsIdKeepsItsRowWherePadsDontExist(String option) throws IOException {
        SharedCase shared = SharedCase.of("pad-id-is-a-character");
        converts(
                shared,
                "best.h5",
                "--vocab vocab.json --tags tags.json --pads none --no-mask-zero --unk 1 --crf none" + option);
        List<String> texts = new ArrayList<>();
        List<List<String>> tags = new ArrayList<>();
        readTexts(shared, texts, tags);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(SharedCase.tagged(out(), texts.get(i)).stream()
                            .map(step -> step.substring(step.indexOf(' ') + 1)))
                    .as(texts.get(i))
                    .isEqualTo(tags.get(i));
        }
        assertThat(texts).hasSizeGreaterThan(3).anyMatch(text -> text.startsWith("一"));
    }

    private static void readTexts(SharedCase shared, List<String> texts, List<List<String>> tags) throws IOException {
        try (JsonParser json =
                new JsonFactory().createParser(shared.file("right.json").toFile())) {
            String name = "";
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = json.currentName();
                } else if (token == JsonToken.VALUE_STRING && name.equals("text")) {
                    texts.add(json.getText());
                    tags.add(new ArrayList<>());
                } else if (token == JsonToken.VALUE_STRING && name.equals("tags")) {
                    tags.get(tags.size() - 1).add(json.getText());
                }
            }
        }
    }
}
