package dev.fastener.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrorPageTest {
    private static EntitySpan span(int start, int end, String type) {
        return new EntitySpan(start, end, type);
    }

    private static LabelledSentence sentence(String text, long line, EntitySpan... gold) {
        return new LabelledSentence(
                text,
                IntStream.range(0, text.length()).toArray(),
                IntStream.rangeClosed(1, text.length()).toArray(),
                List.of(gold),
                line);
    }

    @Test
    void everyErrorHasOneKind() {
        List<EntitySpan> gold = List.of(span(0, 2, "A"), span(3, 5, "A"), span(6, 9, "A"), span(10, 12, "A"));
        List<EntitySpan> predicted = List.of(span(0, 2, "A"), span(3, 5, "B"), span(7, 9, "B"), span(13, 14, "A"));
        assertThat(EntityError.of(gold, predicted))
                .extracting(EntityError::kind)
                .containsExactly(
                        EntityError.Kind.TYPE,
                        EntityError.Kind.BOUNDARY,
                        EntityError.Kind.SPURIOUS,
                        EntityError.Kind.MISSED);
    }

    @Test
    void aGoldEntityInTwoPiecesIsOneBoundaryErrorAndOneSpurious() {
        assertThat(EntityError.of(List.of(span(0, 5, "A")), List.of(span(0, 1, "A"), span(3, 5, "A"))))
                .extracting(EntityError::kind)
                .containsExactly(EntityError.Kind.BOUNDARY, EntityError.Kind.SPURIOUS);
    }

    @Test
    void pageShowsTheErrorsInTheirSentencesAndEscapesThem() throws IOException {
        ErrorPage page = new ErrorPage("<m>.onnx", "c&d");
        LabelledSentence sentence = sentence("<b>甲乙</b>", 7, span(3, 5, "O'R\"G"));
        page.add(sentence, List.of());
        page.add(sentence("\u0001丙\uD800" + "丁".repeat(200), 9), List.of(span(0, 2, "LOC")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EvaluationReport report = new EvaluationReport();
        report.add(sentence.length(), sentence.entities(), List.of());
        page.write(out, report);
        String html = out.toString(StandardCharsets.UTF_8);
        assertThat(html)
                .contains("Errors of &lt;m&gt;.onnx", "c&amp;d", "<li value=7>", "<li value=9>")
                .contains("&lt;b&gt;<mark class=gold>[甲乙 <b>O&#39;R&quot;G</b>]</mark>&lt;/b&gt;")
                .contains("<dt>found<dd><i>nothing</i>", "<dt>gold<dd><i>nothing</i>")
                .contains("[\uFFFD丙 <b>LOC</b>]")
                .contains("丁 …")
                .doesNotContain("<script", "http", "丁".repeat(100));
    }
}
