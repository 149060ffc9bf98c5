package dev.fastener.convert.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Cut;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceText;
import dev.fastener.convert.SourceText.Kind;
import dev.fastener.convert.SourceText.Split;
import dev.fastener.convert.SourceText.Standardize;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.model.TextRules.Unit;
import dev.fastener.model.Vocabulary;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of many scripts as Python and Keras cut them, recorded by src/test/python/text_cuts.py. */
class CutTest {
    private static Map<?, ?> recorded(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(CutTest.class.getResourceAsStream(name), name)) {
            return JsonTree.readObject(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Cut cut(Map<?, ?> rule) {
        return switch (String.valueOf(rule.get("kind"))) {
            case "code points" -> Cut.of(Unit.CODE_POINT);
            case "split" -> Cut.of(Unit.SEPARATED);
            case "Tokenizer" ->
                Cut.ofTokenizer(
                        Boolean.TRUE.equals(rule.get("lower")),
                        String.valueOf(rule.get("filters")),
                        String.valueOf(rule.get("split")),
                        Boolean.TRUE.equals(rule.get("char_level")));
            default ->
                Cut.of(new SourceText(
                        "layer",
                        Kind.TEXT_VECTORIZATION,
                        List.of("", "", "a"),
                        1,
                        "",
                        Standardize.valueOf(
                                String.valueOf(rule.get("standardize")).toUpperCase(Locale.ROOT)),
                        Split.valueOf(String.valueOf(rule.get("split")).toUpperCase(Locale.ROOT)),
                        0,
                        "utf-8"));
        };
    }

    /** What is looked up at each step, by a vocabulary of all that the source looked up. */
    private static List<List<String>> steps(Cut cut, List<String> texts, Set<String> entries) {
        List<String> ids = new ArrayList<>(List.of("", ""));
        ids.addAll(entries);
        Vocabulary vocabulary = new Vocabulary(ids, 0, 1);
        EncodedTexts encoded = new Encoder(Reach.model(vocabulary, cut, false)).encode(texts);
        List<List<String>> steps = new ArrayList<>();
        texts.forEach(text -> steps.add(new ArrayList<>()));
        for (int s = 0; s < encoded.batch().sequences(); s++) {
            for (int step = encoded.batch().offsets()[s]; step < encoded.batch().offsets()[s + 1]; step++) {
                int id = encoded.batch().ids()[0][step];
                steps.get(encoded.texts()[s]).add(id == 1 ? "?" : ids.get(id));
            }
        }
        return steps;
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuts-keras2.json", "cuts-keras3.json"})
    void textIsCutAndLookedUpAsTheSourceDoes(String name) throws IOException {
        Map<?, ?> file = recorded(name);
        List<String> texts =
                ((List<?>) file.get("texts")).stream().map(String::valueOf).toList();
        List<?> rules = (List<?>) file.get("rules");
        assertThat(rules).hasSizeGreaterThan(7);
        for (Object each : rules) {
            Map<?, ?> rule = (Map<?, ?>) each;
            List<List<String>> expected = new ArrayList<>();
            Set<String> entries = new LinkedHashSet<>();
            for (Object row : (List<?>) rule.get("steps")) {
                List<String> steps =
                        ((List<?>) row).stream().map(String::valueOf).toList();
                expected.add(steps);
                entries.addAll(steps);
            }
            List<List<String>> found = steps(cut(rule), texts, entries);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(found.get(i))
                        .as(
                                "%s of %s %s",
                                texts.get(i), rule.get("kind"), cut(rule).words())
                        .isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void aSplitOfSeveralCharactersIsRefused() {
        assertThatThrownBy(() -> Cut.ofTokenizer(true, "", ", ", false))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("split to be one character");
    }

    private static CutChoice choice(Unit given, String... entries) {
        List<String> all = new ArrayList<>(List.of("", ""));
        all.addAll(List.of(entries));
        return CutChoice.of(new Vocabulary(all, 0, 1), null, given, false, false);
    }

    /** What a vocabulary's entries can be reached by. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "CODE_POINT | 的 一 是 在 a b 0",
                "CODE_POINT | ก ิ น ข ้ า",
                "CODE_POINT | 的 一 是 <start> [CLS] __num__ NUM",
                "CHARACTER | กิ น ข้ า ว ที่",
                "CHARACTER | မျ ရီ ကျ ဆို သူ့ က ခ ည်",
                "MIXED | 的 一 是 在 iPhone 2018 Intel GDP",
                "WORD | Mara sells tea in Port Elm . , 's",
                "SEPARATED | Mara sells tea in Port Elm",
                "SEPARATED | Mara's tea. in Port Elm, . ports.",
                "SEPARATED | 小岚 住在 云港 附近 的 。"
            })
    void theUnitIsWhatTheEntriesCanBeReachedBy(Unit expected, String entries) {
        assertThat(choice(null, entries.split(" ")).cut().segmentation().unit()).isEqualTo(expected);
    }

    @Test
    void entriesThatNoTextReachesAreCountedAndNamed() {
        CutChoice few = choice(null, "的", "一", "是", "在", "了", "NUM");
        assertThat(few.unreachable().orElseThrow().value()).isEqualTo("1 of 6, such as \"NUM\"");
        assertThat(few.warning()).isEmpty();
        CutChoice wrong = choice(Unit.CHARACTER, "Mara", "sells", "tea", "a");
        assertThat(wrong.rule().origin()).isEqualTo(Origin.GIVEN);
        assertThat(wrong.warning().orElseThrow()).contains("no text reaches 3 of the vocabulary's 4 entries");
    }
}
