package dev.fastener.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.Models;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Segmentation;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.LongTexts;
import dev.fastener.model.TextRules.Lowercase;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.TextRules.Unit;
import dev.fastener.scheme.TagScheme;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How text is cut and looked up is in the file, each fact of it. */
class TextRulesInFilesTest {
    static Stream<TextRules> rules() {
        return Stream.of(
                        Segmentation.of(Unit.CHARACTER),
                        Segmentation.of(Unit.MIXED),
                        Segmentation.of(Unit.WORD),
                        Segmentation.of(Unit.CODE_POINT),
                        Segmentation.of(Unit.SEPARATED),
                        Segmentation.codePoints(),
                        new Segmentation(Unit.CODE_POINT, "", "\t\n😀", true),
                        new Segmentation(Unit.SEPARATED, " \u3000", "!\"\\，", false))
                .flatMap(
                        segmentation -> Stream.of(Lowercase.values()).map(lowercase -> rules(segmentation, lowercase)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void areReadAsTheyWereWritten(TextRules rules) {
        assertThat(OnnxReader.read(OnnxWriter.toBytes(model(rules)), "m.onnx").text())
                .isEqualTo(rules);
    }

    @Test
    void thatContradictEachOtherAreRefused() {
        byte[] file =
                OnnxWriter.toBytes(model(rules(new Segmentation(Unit.SEPARATED, "||", "", false), Lowercase.NONE)));
        assertThatThrownBy(() -> OnnxReader.read(replaced(file, "\"SEPARATED\"", "\"CHARACTER\""), "m.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("m.onnx: ")
                .hasMessageContaining("separators: expected none where a step is CHARACTER");
    }

    /** Each sequence would be filled up to the length that a file of a few kB claims. */
    @Test
    void ofVisiblePadsHaveABoundedLength() {
        TextRules longest = new TextRules(
                Unit.CHARACTER, false, false, false, new PaddingRule.Visible(), Side.POST, Side.POST, 16_384);
        byte[] file = OnnxWriter.toBytes(model(longest));
        assertThat(OnnxReader.read(file, "m.onnx").text().maxLength()).isEqualTo(16_384);
        assertThatThrownBy(
                        () -> OnnxReader.read(replaced(file, "\"maxLength\":16384", "\"maxLength\":99384"), "m.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("at most 16384");
    }

    private static TextRules rules(Segmentation segmentation, Lowercase lowercase) {
        return new TextRules(
                segmentation, lowercase, false, true, new PaddingRule.None(), Side.PRE, Side.POST, 12, LongTexts.CUT);
    }

    private static TaggerModel model(TextRules rules) {
        return Models.model(
                rules,
                List.of(Models.feature("input", FeatureUnit.CHARACTER, Models.vocabulary("a"))),
                List.of("O", "B-X", "I-X"),
                TagScheme.BIO);
    }

    /** The file with {@code old} replaced by a string of equal length. */
    private static byte[] replaced(byte[] file, String old, String now) {
        String bytes = new String(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains(old);
        return bytes.replace(old, now).getBytes(StandardCharsets.ISO_8859_1);
    }
}
