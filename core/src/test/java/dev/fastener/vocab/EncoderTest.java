package dev.fastener.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.Models;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.LabelledSentence;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncoderTest {
    private static Encoder encoder(TextRules rules, Feature... features) {
        return new Encoder(Models.model(rules, List.of(features), List.of("O", "B-X", "I-X"), TagScheme.BIO));
    }

    private static Feature characters(String... entries) {
        return Models.feature("input", FeatureUnit.CHARACTER, Models.vocabulary(entries));
    }

    private static TextRules rules(TextRules.Unit unit, int maxLength) {
        return TextRules.trained(unit, maxLength);
    }

    private static LabelledSentence sentence(String... tokens) {
        int[] starts = new int[tokens.length];
        int[] ends = new int[tokens.length];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens.length; i++) {
            starts[i] = text.length();
            ends[i] = text.append(tokens[i]).length();
        }
        return new LabelledSentence(text.toString(), starts, ends, List.of(), 1);
    }

    @Test
    void idsAndOffsetsOfSeveralTexts() {
        EncodedTexts encoded = encoder(rules(TextRules.Unit.CHARACTER, 0), characters("华", "𠮷", "e\u0301", "o"))
                .encode(List.of("华 𠮷?", "", " \n", "e\u0301o\u0301e"));
        assertThat(encoded.batch().ids()[0]).containsExactly(2, 3, 1, 4, 5, 1);
        assertThat(encoded.batch().offsets()).containsExactly(0, 3, 6);
        assertThat(encoded.texts()).containsExactly(0, 3);
        assertThat(encoded.starts()).containsExactly(0, 2, 4, 0, 2, 4);
        assertThat(encoded.ends()).containsExactly(1, 4, 5, 2, 4, 5);
    }

    @Test
    void unknownTextThatIsSkippedLeavesOffsetsInPlace() {
        Vocabulary skipping = new Vocabulary(List.of("", "a", "b"), 0, Vocabulary.SKIP);
        EncodedTexts encoded = encoder(
                        rules(TextRules.Unit.CHARACTER, 0),
                        Models.feature("input", FeatureUnit.CHARACTER, skipping),
                        Models.feature("input_bigram", FeatureUnit.BIGRAM, Models.vocabulary("ab", "b</s>")))
                .encode(List.of("a??b"));
        assertThat(encoded.batch().ids()[0]).containsExactly(1, 2);
        assertThat(encoded.batch().ids()[1]).containsExactly(2, 3);
        assertThat(encoded.starts()).containsExactly(0, 3);
    }

    @Test
    void tokensAreStepsWhateverTheyHold() {
        EncodedTexts encoded = encoder(rules(TextRules.Unit.CHARACTER, 0), characters("bl", " ", "x"))
                .encodeTokens(List.of(sentence("bl", " ", "x", "bx"), sentence(), sentence("x")));
        assertThat(encoded.batch().ids()[0]).containsExactly(2, 3, 4, 1, 4);
        assertThat(encoded.texts()).containsExactly(0, 2);
        assertThat(encoded.starts()).containsExactly(0, 1, 2, 3, 0);
        assertThat(encoded.ends()).containsExactly(1, 2, 3, 4, 1);
    }

    @Test
    void skippedTokensKeepTheNumbersOfTheOthers() {
        Vocabulary skipping = new Vocabulary(List.of("", "a", "b"), 0, Vocabulary.SKIP);
        EncodedTexts encoded = encoder(
                        rules(TextRules.Unit.CHARACTER, 0), Models.feature("input", FeatureUnit.CHARACTER, skipping))
                .encodeTokens(List.of(sentence("a", "?", "b")));
        assertThat(encoded.starts()).containsExactly(0, 2);
        assertThat(encoded.ends()).containsExactly(1, 3);
    }

    @Test
    void bigramsJoinAStepWithTheNextAndTheLastWithTheEnd() {
        Vocabulary pairs = Models.vocabulary("ab", "b</s>", "e\u0301a", "ea", "𠮷a", "a</s>", "bb");
        Encoder encoder = encoder(
                rules(TextRules.Unit.CHARACTER, 0),
                characters("a", "b"),
                Models.feature("input_bigram", FeatureUnit.BIGRAM, pairs));
        assertThat(encoder.encode(List.of("a b", "e\u0301a", "ea\u0301", "𠮷a", "ba"))
                        .batch()
                        .ids()[1])
                .containsExactly(2, 3, 4, 7, 5, 7, 6, 7, 1, 7);
    }

    @Test
    void textIsNormalisedBeforeItIsLookedUp() {
        TextRules rules = new TextRules(
                TextRules.Unit.CHARACTER,
                true,
                true,
                true,
                new PaddingRule.None(),
                TextRules.Side.POST,
                TextRules.Side.POST,
                0);
        Encoder encoder = encoder(
                rules,
                characters("a", "0", "é", "\uD801\uDC28"),
                Models.feature("input_bigram", FeatureUnit.BIGRAM, Models.vocabulary("a0", "0é")));
        EncodedTexts encoded = encoder.encode(List.of("Ａ７É\uD801\uDC00"));
        assertThat(encoded.batch().ids()[0]).containsExactly(2, 3, 4, 5);
        assertThat(encoded.batch().ids()[1]).containsExactly(2, 3, 1, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aTextThatIsCutLosesStepsOnTheTruncationSide(TextRules.Side side) {
        TextRules rules = new TextRules(
                TextRules.Unit.CHARACTER,
                false,
                false,
                false,
                new PaddingRule.None(),
                TextRules.Side.POST,
                side,
                3,
                TextRules.LongTexts.CUT);
        Vocabulary skipping = new Vocabulary(List.of("", "a", "b", "c", "d"), 0, Vocabulary.SKIP);
        Encoder encoder = encoder(
                rules,
                Models.feature("input", FeatureUnit.CHARACTER, skipping),
                Models.feature(
                        "input_bigram", FeatureUnit.BIGRAM, Models.vocabulary("ab", "bc", "cd", "c</s>", "d</s>")));
        EncodedTexts encoded = encoder.encode(List.of("ab", "a?b?c。d", "abc"));
        boolean first = side == TextRules.Side.POST;
        assertThat(encoded.texts()).containsExactly(0, 1, 2);
        assertThat(encoded.batch().offsets()).containsExactly(0, 2, 5, 8);
        assertThat(encoded.batch().ids()[0])
                .containsExactly(first ? new int[] {1, 2, 1, 2, 3, 1, 2, 3} : new int[] {1, 2, 2, 3, 4, 1, 2, 3});
        assertThat(encoded.batch().ids()[1])
                .containsExactly(first ? new int[] {2, 1, 2, 3, 5, 2, 3, 5} : new int[] {2, 1, 3, 4, 6, 2, 3, 5});
        assertThat(encoded.starts())
                .containsExactly(first ? new int[] {0, 1, 0, 2, 4, 0, 1, 2} : new int[] {0, 1, 2, 4, 6, 0, 1, 2});
    }

    @Test
    void wordFeatureOfACharacterTaggerIsTheRunAroundTheStep() {
        Encoder encoder = encoder(
                rules(TextRules.Unit.CHARACTER, 0),
                characters("a", "b", "c"),
                Models.feature("input_word", FeatureUnit.WORD, Models.vocabulary("ab", "c")));
        assertThat(encoder.encode(List.of("ab c")).batch().ids()[1]).containsExactly(2, 2, 3);
    }

    @Test
    void characterFeatureOfAWordTaggerIsTheFirstCharacter() {
        Encoder encoder = encoder(
                rules(TextRules.Unit.WORD, 0),
                Models.feature("input", FeatureUnit.WORD, Models.vocabulary("Bonn")),
                Models.feature("input_char", FeatureUnit.CHARACTER, Models.vocabulary("B")));
        EncodedTexts encoded = encoder.encode(List.of("Bonn Bad x"));
        assertThat(encoded.batch().ids()[0]).containsExactly(2, 1, 1);
        assertThat(encoded.batch().ids()[1]).containsExactly(2, 2, 1);
    }

    @Test
    void secondFeatureMayNotSkip() {
        Vocabulary skipping = new Vocabulary(List.of("", "a"), 0, Vocabulary.SKIP);
        assertThatThrownBy(() -> encoder(
                        rules(TextRules.Unit.CHARACTER, 0),
                        characters("a"),
                        Models.feature("input_word", FeatureUnit.WORD, skipping)))
                .hasMessageContaining("input_word");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "今天好。明天，后天也好|8|今天好。/明天，后天也好",
                "甲说：“好！”乙走了吗|8|甲说：“好！”/乙走了吗",
                "甲乙丙，丁戊己庚辛|6|甲乙丙，/丁戊己庚辛",
                "abc defgh ijk|6|abc/defgh/ijk",
                "abcdefgh|3|abc/def/gh",
                "It is 3.5 m. He left|10|It is 3.5 m./He left",
                "好！！！对|3|好！！/！对",
                "abc|3|abc"
            })
    void longTextsAreCutAtTheBestPlace(String text, int longest, String expected) {
        EncodedTexts encoded =
                encoder(rules(TextRules.Unit.CHARACTER, longest), characters()).encode(List.of(text));
        StringBuilder pieces = new StringBuilder();
        for (int s = 0; s < encoded.batch().sequences(); s++) {
            int first = encoded.batch().offsets()[s];
            int last = encoded.batch().offsets()[s + 1] - 1;
            assertThat(last - first).isLessThan(longest);
            pieces.append(s > 0 ? "/" : "").append(text, encoded.starts()[first], encoded.ends()[last]);
        }
        assertThat(pieces).hasToString(expected);
    }

    @Test
    void aLineFeedEndsASentence() {
        EncodedTexts encoded =
                encoder(rules(TextRules.Unit.CHARACTER, 6), characters()).encode(List.of("甲乙\r\n丙，丁戊己"));
        assertThat(encoded.batch().offsets()).containsExactly(0, 2, 7);
    }

    @Test
    void selectionPutsSequencesSideBySide() {
        EncodedTexts encoded = encoder(rules(TextRules.Unit.CHARACTER, 0), characters("a", "b"))
                .encode(List.of("a", "bb", "", "ab"));
        assertThat(encoded.longestFirst()).containsExactly(1, 2, 0);
        assertThat(encoded.select(new int[] {1, 2, 0}, 1, 3).ids()[0]).containsExactly(2, 3, 2);
        assertThat(encoded.select(new int[] {1, 2, 0}, 1, 3).offsets()).containsExactly(0, 2, 3);
    }
}
