package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.Entity;
import dev.fastener.app.page.MarkedText;
import dev.fastener.app.page.Page;
import dev.fastener.convert.Fact;
import dev.fastener.convert.certificate.Certificate;
import dev.fastener.convert.certificate.Comparison;
import dev.fastener.convert.certificate.TextCuts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatePageTest {
    @Test
    void aFailedCertificateSaysSoAndNamesWhatIsAssumedFirstAndFilesCannotInjectMarkup(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("report.html");
        Certificate certificate = new Certificate(
                Certificate.Grade.C,
                List.of(new Comparison("core", 0.25, 0.125, 40, 30, 1)),
                new TextCuts(
                        TextCuts.Proof.IDS_TO_SCORES,
                        Fact.assumed("text", "each code point is a step", "texts in --recorded"),
                        List.of(new TextCuts.Sentence(
                                "<b>", List.of(new TextCuts.Step("<", 4, true), new TextCuts.Step("b>", 1, false))))),
                List.of(
                        new Fact("padding", "<script>", Fact.Origin.ASSUMED),
                        new Fact("mask_zero", "true", Fact.Origin.READ)));
        CertificatePage page = new CertificatePage(
                "a<b.h5",
                "Keras HDF5",
                certificate,
                List.of(new Sample(MarkedText.of("在上海", List.of(new Entity(1, 3, "LOC", "上海", Double.NaN))), null)));

        Page.write(file, "certificate", Map.of("page", page));

        assertThat(Files.readString(file))
                .contains("<title>a&lt;b.h5</title>", "<span class=\"bad\">failed</span>", "0.25", "75.00 %")
                .contains(
                        "Ids and scores",
                        "each code point is a step",
                        "texts in --recorded",
                        "&lt;<small>4",
                        "b&gt;<small>1")
                .contains("在<mark>上海<small>LOC</small></mark>", "assumed")
                .doesNotContain("<script>", "http://", "https://", "src=")
                .satisfies(html -> assertThat(html.indexOf("padding</th>")).isLessThan(html.indexOf("mask_zero")));
    }
}
