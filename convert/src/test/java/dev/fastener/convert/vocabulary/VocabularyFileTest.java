package dev.fastener.convert.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.Shared;
import dev.fastener.model.TextRules.Lowercase;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyFileTest {
    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
    }

    private FoundVocabulary vocabulary(String name, String content, int rows) throws IOException {
        return Objects.requireNonNull(
                VocabularyFile.read(file(name, content), rows, 0).vocabulary());
    }

    private FoundTags tags(String name, String content, int tags) throws IOException {
        return Objects.requireNonNull(
                VocabularyFile.read(file(name, content), 0, tags).tags());
    }

    private static String value(List<Fact> facts, String name) {
        return facts.stream()
                .filter(fact -> fact.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "v.json   | {\"甲\": 0, \"乙\": 1, \"丙\": 2}",
                "v.json   | {\"2\": \"丙\", \"0\": \"甲\", \"1\": \"乙\"}",
                "v.json   | [\"甲\", \"乙\", \"丙\"]",
                "v.json   | [[\"乙\", 1], [\"甲\", 0], [\"丙\", 2]]",
                "v.json   | [[0, \"甲\"], [1, \"乙\"], [2, \"丙\"]]",
                "v.json   | {\"model\": {\"size\": 7, \"words\": [\"甲\", \"乙\", \"丙\"]}, \"tags\": [\"O\"]}",
                "v.txt    | 甲~乙~丙",
                "v.txt    | 甲~乙~丙~",
                "v.vocab  | 甲\t0~乙\t1~丙\t2",
                "v.dict   | 乙 1~甲 0~丙 2",
                "v.tsv    | 2\t丙~0\t甲~1\t乙",
            })
    void readsEveryForm(String name, String content) throws IOException {
        FoundVocabulary found = vocabulary(name, content.replace('~', '\n').replace("\\t", "\t"), 3);
        assertThat(found.entries()).containsExactly("甲", "乙", "丙");
        assertThat(found.padId()).as("0 is a text").isNull();
        assertThat(found.unknownId()).isNull();
        assertThat(found.cut()).isNull();
        assertThat(value(found.facts(), "vocabulary")).contains("3 in " + name + " = embedding rows");
    }

    @Test
    void windowsLineEndsAndAByteOrderMarkAreNoText() throws IOException {
        assertThat(vocabulary("v.txt", "\uFEFF甲\r\n \r\n乙\r\n", 3).entries()).containsExactly("甲", " ", "乙");
    }

    @Test
    void padAndUnknownAreKnownByTheirNames() throws IOException {
        FoundVocabulary found = vocabulary("v.json", "{\"[PAD]\": 0, \"甲\": 1, \"乙\": 2, \"<UNK>\": 3}", 4);
        assertThat(found.entries()).containsExactly("", "甲", "乙", "");
        assertThat(found.padId()).isEqualTo(0);
        assertThat(found.unknownId()).isEqualTo(3);
        assertThat(value(found.facts(), "unknown")).isEqualTo("id 3, \"<UNK>\"");
    }

    @Test
    void idsMayStartAtOneAndLeaveRowsFree() throws IOException {
        FoundVocabulary found = vocabulary("word2id.json", "{\"甲\": 1, \"乙\": 2}", 5);
        assertThat(found.entries()).containsExactly("", "甲", "乙", "", "");
        assertThat(found.padId()).isEqualTo(0);
        assertThat(found.facts()).extracting(Fact::origin).containsOnly(Origin.ASSUMED);
        assertThat(value(found.facts(), "vocabulary")).endsWith("less 2 without a text");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 4321})
    void aWrongSizeIsRefusedWithBothNumbers(int rows) throws IOException {
        Path file = file("maps.json", "{\"word2id\": {\"甲\": 1, \"乙\": 2}, \"other\": [\"x\", \"y\", \"z\", \"u\"]}");
        String expected = String.format("expected %,d ids", rows);
        assertThatThrownBy(() -> VocabularyFile.read(file, rows, 0))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(expected)
                .hasMessageContaining("found word2id: 3; other: 4");
    }

    @Test
    void aListOfAnotherSizeIsRefusedBecausePlacesWouldBeGuessed() throws IOException {
        Path file = file("words.json", "[\"甲\", \"乙\"]");
        assertThatThrownBy(() -> VocabularyFile.read(file, 3, 0)).hasMessageContaining("found 2");
    }

    @Test
    void ofSeveralDictionariesTheOneThatFitsIsTakenAndNamed() throws IOException {
        String maps =
                "{\"word2id\": {\"甲\": 0, \"乙\": 1, \"丙\": 2}, \"id2word\": {\"0\": \"甲\", \"1\": \"乙\", \"2\": \"丙\"},"
                        + " \"tag2id\": {\"O\": 0, \"B-ORG\": 1}, \"id2tag\": {\"1\": \"B-ORG\", \"0\": \"O\"}}";
        FoundVocabularies found = VocabularyFile.read(file("maps.json", maps), 3, 2);
        assertThat(value(Objects.requireNonNull(found.vocabulary()).facts(), "vocabulary"))
                .isEqualTo("word2id: 3 in maps.json = embedding rows");
        assertThat(Objects.requireNonNull(found.tags()).labels()).containsExactly("O", "B-ORG");
        assertThat(found.all()).containsExactly("word2id: 3", "id2word: 3", "tag2id: 2", "id2tag: 2");
    }

    @Test
    void severalThatFitAndDifferAreNamedUnlessANameTells() throws IOException {
        String two = "{\"a\": [\"甲\", \"乙\"], \"b\": [\"丙\", \"丁\"]}";
        assertThatThrownBy(() -> VocabularyFile.read(file("v.json", two), 2, 0))
                .hasMessageContaining("found several that differ: [a, b]");
        assertThat(vocabulary("v.json", two.replace("\"b\"", "\"char_map\""), 2).entries())
                .containsExactly("丙", "丁");
    }

    @Test
    void countsAreNoIds() throws IOException {
        assertThatThrownBy(() -> VocabularyFile.read(file("v.txt", "甲 7\n乙 7\n"), 2, 0))
                .hasMessageContaining("found 7 in several; if these are counts");
        assertThatThrownBy(() -> VocabularyFile.read(file("v.json", "{\"甲\": 1, \"乙\": 1}"), 2, 0))
                .hasMessageContaining("expected one text for id 1, found \"甲\" and \"乙\"");
    }

    @Test
    void tagsMayBeMixedWithWhatIsNone() throws IOException {
        FoundTags found = tags("t.json", "{\"<PAD>\": 0, \"B-ORG\": 1, \"I-ORG\": 2, \"O\": 3, \"[CLS]\": 4}", 5);
        assertThat(found.labels()).containsExactly("<PAD>", "B-ORG", "I-ORG", "O", "[CLS]");
        assertThat(found.format().scheme()).isEqualTo(TagScheme.BIO);
        FoundTags gap = tags("tag2id.json", "{\"B_PER\": 1, \"M_PER\": 2, \"E_PER\": 3, \"S_PER\": 4, \"O\": 5}", 6);
        assertThat(gap.labels()).startsWith("<0>", "B_PER");
        assertThat(gap.format().scheme()).isEqualTo(TagScheme.BMES);
        assertThat(gap.format().separator()).isEqualTo("_");
        assertThat(gap.facts()).extracting(Fact::name).contains("tag 0");
    }

    @Test
    void wordsAreNoTags() throws IOException {
        assertThatThrownBy(() -> VocabularyFile.read(file("t.json", "[\"甲\", \"乙\"]"), 0, 2))
                .hasMessageContaining("expected 2 tags, as many as the network has outputs, found 2")
                .hasMessageContaining("which are no tags: tags \"甲\", \"乙\"");
    }

    @Test
    void tagsMayHaveSmallLetters() throws IOException {
        FoundTags found = tags("t.json", "{\"o\": 0, \"b-per\": 1, \"i-per\": 2}", 3);
        assertThat(found.labels()).containsExactly("o", "b-per", "i-per");
        assertThat(found.format().scheme()).isEqualTo(TagScheme.BIO);
        assertThat(found.format().parse("b-per").type()).isEqualTo("per");
    }

    private static final String TOKENIZER =
            "{\"class_name\": \"Tokenizer\", \"config\": {\"num_words\": %s, \"filters\":"
                    + " \"!\\t\\n\", \"lower\": true, \"split\": \" \", \"char_level\": true, \"oov_token\": %s, \"word_counts\":"
                    + " \"{\\\"a\\\": 3, \\\"b\\\": 2}\", \"word_index\": \"%s\"}}";

    @Test
    void kerasTokenizerWithoutOovTokenSkips() throws IOException {
        String json = String.format(TOKENIZER, "null", "null", "{\\\"a\\\": 1, \\\"b\\\": 2, \\\" \\\": 3}");
        FoundVocabulary found = vocabulary("tokenizer.json", json, 4);
        assertThat(found.entries()).containsExactly("", "a", "b", " ");
        assertThat(found.unknownId()).isEqualTo(Vocabulary.SKIP);
        assertThat(found.padId()).isEqualTo(0);
        assertThat(found.cut())
                .isNotNull()
                .satisfies(cut -> assertThat(cut.lowercase()).isEqualTo(Lowercase.UNICODE));
    }

    @Test
    void kerasTokenizerGivesOutIdsBelowNumWordsOnly() throws IOException {
        String json = String.format(TOKENIZER, "3", "\"<OOV>\"", "{\\\"<OOV>\\\": 1, \\\"b\\\": 2, \\\"c\\\": 3}");
        String dumpedTwice = "\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        for (String content : List.of(json, dumpedTwice)) {
            FoundVocabulary found = vocabulary("tokenizer.json", content, 3);
            assertThat(found.entries()).containsExactly("", "", "b");
            assertThat(found.unknownId()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1, 2", "{\"a\": 1, \"a\": 2}", "nul", "[] []", "{\"a\": 1e999999999}"})
    void brokenJsonIsRefused(String content) throws IOException {
        Path file = file("v.json", content);
        assertThatThrownBy(() -> VocabularyFile.read(file, 2, 2))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("v.json");
    }

    @Test
    void hugeIdsAndDeepNestingAllocateNothing() throws IOException {
        assertThatThrownBy(() -> VocabularyFile.read(file("v.json", "{\"a\": 9000000000000000000}"), 2, 0))
                .hasMessageContaining("found 9,000,000,000,000,000,001");
        assertThatThrownBy(() -> VocabularyFile.read(file("v.json", "[".repeat(100_000)), 2, 0))
                .isInstanceOf(ConversionException.class);
        assertThatThrownBy(() -> VocabularyFile.read(folder.resolve("none.json"), 2, 0))
                .isInstanceOf(ConversionException.class);
        assertThatThrownBy(() -> VocabularyFile.read(file("v.json", "[" + "[],".repeat(600_000) + "[]]"), 2, 0))
                .hasMessageContaining("more than 4194304 values");
        assertThatThrownBy(() -> VocabularyFile.read(file("v.txt", "\n".repeat(5_000_000)), 2, 0))
                .hasMessageContaining("expected at most 4194304 lines");
        Path latin1 = Files.write(folder.resolve("v.txt"), new byte[] {(byte) 0xE9, '\n'});
        assertThatThrownBy(() -> VocabularyFile.read(latin1, 2, 0)).hasMessageContaining("UTF-8");
    }

    @Test
    void usualNamesBesideTheModelAreFound() throws IOException {
        for (String name :
                List.of("model.h5", "tag2id.json", "word2id.pkl", "README.md", "tokenizer.json", "Vocab.txt")) {
            file(name, "");
        }
        assertThat(VocabularyFile.beside(folder.resolve("model.h5")))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("tokenizer.json", "word2id.pkl", "Vocab.txt", "tag2id.json");
    }

    @Test
    void aSetHasNoOrder() throws IOException {
        Path file = Files.write(
                folder.resolve("v.pkl"),
                new byte[] {(byte) 0x80, 4, (byte) 0x8f, '(', (byte) 0x8c, 1, 'a', (byte) 0x90, '.'});
        assertThatThrownBy(() -> VocabularyFile.read(file, 1, 0)).hasMessageContaining("found a set");
    }

    // Real files

    @Test
    void pickleOfTheKeras2Model() {
        FoundVocabularies found = VocabularyFile.read(Shared.model("keras2-contrib-crf/config.pkl"), 4259, 7);
        FoundVocabulary vocabulary = Objects.requireNonNull(found.vocabulary());
        assertThat(vocabulary.entries()).hasSize(4259).startsWith("当", "希", "望");
        assertThat(vocabulary.padId()).as("0 is a character there").isNull();
        assertThat(Objects.requireNonNull(found.tags()).labels())
                .containsExactly("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG");
        assertThat(value(vocabulary.facts(), "vocabulary")).isEqualTo("[0]: 4,259 in config.pkl = embedding rows");
    }

    @Test
    void mapsOfFoolNltk() {
        FoundVocabularies found = VocabularyFile.read(Shared.model("tf1-frozen-foolnltk/all_map.json"), 6591, 25);
        FoundVocabulary vocabulary = Objects.requireNonNull(found.vocabulary());
        assertThat(vocabulary.padId()).isEqualTo(0);
        assertThat(vocabulary.unknownId()).isEqualTo(1);
        assertThat(value(vocabulary.facts(), "vocabulary")).startsWith("char_map: 6,591");
        FoundTags tags = Objects.requireNonNull(found.tags());
        assertThat(tags.labels()).startsWith("O", "B_location", "M_location");
        assertThat(tags.format().scheme()).isEqualTo(TagScheme.BMES);
        assertThat(found.all()).contains("word_map: 141,470");
    }

    @Test
    void preprocessorOfDelft() {
        FoundVocabularies found = VocabularyFile.read(Shared.model("keras-weights-delft/preprocessor.json"), 1938, 38);
        FoundVocabulary vocabulary = Objects.requireNonNull(found.vocabulary());
        assertThat(vocabulary.entries()).hasSize(1938);
        assertThat(vocabulary.padId()).isEqualTo(0);
        assertThat(vocabulary.unknownId()).isEqualTo(1);
        FoundTags tags = Objects.requireNonNull(found.tags());
        assertThat(tags.labels()).startsWith("<PAD>", "B-<author>").endsWith("I-<web>", "O");
        assertThat(tags.format().scheme()).isEqualTo(TagScheme.BIO);
    }
}
