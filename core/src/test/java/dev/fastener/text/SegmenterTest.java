package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.model.Segmentation;
import dev.fastener.model.TextRules.Unit;
import dev.fastener.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SegmenterTest {
    private static final Vocabulary EMPTY = new Vocabulary(List.of("", ""), 0, 1);

    static List<String> steps(Unit unit, Vocabulary vocabulary, String text) {
        Steps steps = new Segmenter(Segmentation.of(unit), vocabulary).segment(text);
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            pieces.add(text.substring(steps.start(i), steps.end(i)));
        }
        return pieces;
    }

    static List<Arguments> characters() {
        return List.of(
                Arguments.of("华东 师范\r\n大学", List.of("华", "东", "师", "范", "大", "学")),
                Arguments.of("𠮷野家😀", List.of("𠮷", "野", "家", "😀")),
                Arguments.of("e\u0301a", List.of("e\u0301", "a")),
                Arguments.of("葛\uDB40\uDD00城\uFE00", List.of("葛\uDB40\uDD00", "城\uFE00")),
                Arguments.of("\u0301x", List.of("\u0301", "x")),
                Arguments.of("a \u0301", List.of("a", "\u0301")),
                Arguments.of("\uD800a\uDC00", List.of("\uD800", "a", "\uDC00")),
                Arguments.of("a\uD800", List.of("a", "\uD800")),
                Arguments.of("\uFEFF好\u0000", List.of("\uFEFF", "好", "\u0000")),
                Arguments.of("\u3000\u00A0\u2028\u0085\t", List.of()),
                Arguments.of("", List.of()));
    }

    @ParameterizedTest
    @MethodSource("characters")
    void aCharacterIsACodePointWithItsMarks(String text, List<String> expected) {
        assertThat(steps(Unit.CHARACTER, EMPTY, text)).isEqualTo(expected);
    }

    @Test
    void whiteSpaceThatTheVocabularyHasIsAStep() {
        Vocabulary spaced = new Vocabulary(List.of("", "", " "), 0, 1);
        assertThat(steps(Unit.CHARACTER, spaced, "a b\tc")).containsExactly("a", " ", "b", "c");
    }

    @Test
    void latinAndDigitRunsAreOneStepInMixedText() {
        assertThat(steps(Unit.MIXED, EMPTY, "买iPhone15手机 Cafe\u0301３２x"))
                .containsExactly("买", "iPhone", "15", "手", "机", "Cafe\u0301", "３２", "x");
    }

    static List<Arguments> words() {
        return List.of(
                Arguments.of("It's Ann's dog.", List.of("It", "'s", "Ann", "'s", "dog", ".")),
                Arguments.of("I don't know y'all", List.of("I", "don't", "know", "y'all")),
                Arguments.of("@anna_b likes #Bonn2024!!!", List.of("@anna_b", "likes", "#Bonn2024", "!!!")),
                Arguments.of(
                        "see https://a.example/x?y=1. (www.b.example)",
                        List.of("see", "https://a.example/x?y=1", ".", "(", "www.b.example", ")")),
                Arguments.of(
                        "1,000.50 at 7:30, 100% of 4-1", List.of("1,000.50", "at", "7:30", ",", "100%", "of", "4-1")),
                Arguments.of(
                        "the U.S. and p.m. AT&T &amp; me",
                        List.of("the", "U.S.", "and", "p.m.", "AT&T", "&amp;", "me")),
                Arguments.of("mother-in-law -- ok...", List.of("mother-in-law", "--", "ok", "...")),
                Arguments.of("hi :-) x:D ;(", List.of("hi", ":-)", "x", ":D", ";(")),
                Arguments.of("in 上海 now", List.of("in", "上", "海", "now")),
                Arguments.of("note:Do", List.of("note", ":", "Do")),
                Arguments.of("@ # ' &", List.of("@", "#", "'", "&")));
    }

    @ParameterizedTest
    @MethodSource("words")
    void wordsAreCutByTheStatedRules(String text, List<String> expected) {
        assertThat(steps(Unit.WORD, EMPTY, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void stepsCoverAllButWhiteSpaceExactlyOnce(Unit unit) {
        String alphabet = "aZé9 \t\r\n.,:;-'’&@#/()%_华東ひカ한ก็\u0301\uFE0F\uFEFF\u0000\uD83D\uDE00\u3000www.https://s";
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            StringBuilder drawn = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = drawn.toString();
            Steps steps = new Segmenter(Segmentation.of(unit), EMPTY).segment(text);
            int at = 0;
            for (int i = 0; i < steps.size(); i++) {
                assertThat(text.substring(at, steps.start(i)))
                        .as("%s, round %d", text, round)
                        .isBlank();
                assertThat(steps.end(i)).as("%s, round %d", text, round).isGreaterThan(steps.start(i));
                at = steps.end(i);
            }
            assertThat(text.substring(at).replace('\u0085', ' ')).isBlank();
        }
    }
}
