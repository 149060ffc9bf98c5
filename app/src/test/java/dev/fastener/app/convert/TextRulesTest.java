package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.app.CapturedStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRulesTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    /** Start, end and type, moved. */
    private static List<String> places(List<Entity> entities, int[] offsets) {
        return entities.stream()
                .map(entity -> offsets[entity.start()] + " " + (offsets[entity.end() - 1] + 1) + " " + entity.type())
                .toList();
    }

    private static int[] identity(String text) {
        int[] offsets = new int[text.length()];
        Arrays.setAll(offsets, i -> i);
        return offsets;
    }

    private static String random(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ConvertedFixture.CHARACTERS.charAt(random.nextInt(ConvertedFixture.CHARACTERS.length())));
        }
        return text.toString();
    }

    @Test
    void aTokenizerWithoutOovTokenDropsUnknownCharactersAndOffsetsStayThoseOfTheText() throws IOException {
        StringBuilder index = new StringBuilder();
        for (int i = 0; i < ConvertedFixture.CHARACTERS.length(); i++) {
            index.append(i == 0 ? "" : ", ")
                    .append("\\\"")
                    .append(ConvertedFixture.CHARACTERS.charAt(i))
                    .append("\\\": ")
                    .append(i + 1);
        }
        Path tokenizer = Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"class_name\": \"Tokenizer\", \"config\": {\"num_words\": null, \"filters\": \"\", \"lower\": false,"
                        + " \"split\": \" \", \"char_level\": true, \"oov_token\": null, \"word_index\": \"{" + index
                        + "}\"}}");
        assertThat(ConvertedFixture.convert(
                        folder, "ner-visible-pre.h5", tokenizer, "--no-mask-zero", "--padding", "pre", "--crf", "none"))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText()).contains("left out: the Tokenizer has no oov_token");
        Random random = new Random(3);
        int entities = 0;
        try (Tagger tagger = Tagger.open(ConvertedFixture.out(folder))) {
            for (int round = 0; round < 50; round++) {
                String known = random(random, 1 + random.nextInt(7));
                StringBuilder text = new StringBuilder();
                List<Integer> offsets = new ArrayList<>();
                for (char c : known.toCharArray()) {
                    text.append(
                            "好?\uD83D\uDE00".substring(0, List.of(0, 1, 2, 4).get(random.nextInt(4))));
                    offsets.add(text.length());
                    text.append(c);
                }
                List<Entity> expected = tagger.tag(known);
                List<Entity> found = tagger.tag(text.append("好").toString());
                assertThat(places(found, identity(text.toString())))
                        .as("%s", text)
                        .isEqualTo(places(
                                expected,
                                offsets.stream().mapToInt(Integer::intValue).toArray()));
                for (Entity entity : found) {
                    assertThat(entity.text()).isEqualTo(text.substring(entity.start(), entity.end()));
                }
                entities += found.size();
            }
        }
        assertThat(entities).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pre", "post"})
    void aTextThatIsCutIsTaggedAsWhatIsLeftOfIt(String side) throws IOException {
        assertThat(ConvertedFixture.convert(
                        folder,
                        "ner-visible-pre.h5",
                        ConvertedFixture.vocabulary(folder),
                        "--no-mask-zero",
                        "--padding",
                        "pre",
                        "--unk",
                        "skip",
                        "--crf",
                        "none",
                        "--long",
                        "cut",
                        "--truncating",
                        side))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("longer texts: cut at the " + (side.equals("pre") ? "front" : "end"));
        Random random = new Random(4);
        int entities = 0;
        try (Tagger tagger = Tagger.open(ConvertedFixture.out(folder))) {
            for (int round = 0; round < 30; round++) {
                String text = random(random, 8 + random.nextInt(20));
                int first = side.equals("pre") ? text.length() - 7 : 0;
                int[] offsets = identity(text.substring(0, 7));
                Arrays.setAll(offsets, i -> first + i);
                List<Entity> found = tagger.tag(text);
                assertThat(places(found, identity(text)))
                        .as("%s", text)
                        .isEqualTo(places(tagger.tag(text.substring(first, first + 7)), offsets));
                entities += found.size();
            }
        }
        assertThat(entities).isGreaterThan(10);
    }

    @Test
    void whereTheSourceCutsIsAskedFor() throws IOException {
        assertThat(ConvertedFixture.convert(
                        folder,
                        "ner-visible-pre.h5",
                        ConvertedFixture.vocabulary(folder),
                        "--no-mask-zero",
                        "--padding",
                        "pre",
                        "--unk",
                        "skip",
                        "--crf",
                        "none",
                        "--long",
                        "cut"))
                .isEqualTo(2);
        assertThat(streams.complaintsText()).contains("--truncating pre or --truncating post");
        assertThat(ConvertedFixture.out(folder)).doesNotExist();
    }
}
