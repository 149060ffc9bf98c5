package dev.fastener.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.app.ladder.Curve;
import dev.fastener.app.ladder.Ladder;
import dev.fastener.app.ladder.Rung;
import dev.fastener.convert.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    private static final String HOSTILE = "</script><script>alert('&')</script>";

    @TempDir
    private Path folder;

    private Report everything() throws IOException {
        return new Report(
                InventedFigures.ladder(),
                InventedFigures.study(52),
                SlimSteps.read(file("slim.json", InventedFigures.SLIM)),
                Precisions.read(file("quantize.json", InventedFigures.QUANTIZE)),
                List.of(CertificateSummary.read(file("source.json", InventedFigures.CERTIFICATE))),
                InventedFigures.ladder().machine());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String page(Report report) throws IOException {
        Path file = folder.resolve("report.html");
        ReportPage.write(file, report);
        return Files.readString(file);
    }

    /** The page without its scripts. */
    private static String visible(String page) {
        return page.replaceAll("(?s)<script.*?</script>", "");
    }

    @Test
    void allFiguresStandInTables() throws IOException {
        Report report = everything();
        String page = visible(page(report));
        for (Rung rung : InventedFigures.ladder().rungs()) {
            Rung.Figures figures = rung.figures();
            assertThat(page).contains(rung.name(), figures == null ? "not run: " + rung.notRun() : rung.engine());
            if (figures != null) {
                assertThat(page)
                        .contains(
                                Digits.three(figures.millis().value()),
                                Digits.span(figures.millis()),
                                Digits.times(figures.ratio().value()),
                                Digits.times(figures.step().value()),
                                Digits.f1(figures.f1()));
            }
        }
        for (Curve curve : InventedFigures.ladder().byLength()) {
            curve.points()
                    .forEach(point -> assertThat(page)
                            .contains(Digits.three(point.p50Millis()), Digits.three(point.p99Millis())));
        }
        assertThat(page)
                .contains("412 times as fast", "0.0927", "93.12 → 92.97", "(−0.15 points)")
                .contains(
                        "29.6×",
                        "−0.09",
                        "−0.40 to +0.24",
                        "−0.35 to +0.11",
                        "1, 2, 3",
                        "used: not significantly worse",
                        "within the bound",
                        "beyond the bound",
                        "out of time")
                .contains("body.1 in INT16", "no kernels for bf16 here", "−0.18 to +0.07")
                .contains("certificate B, equal to the source's own graph, run: passed.", "a warning")
                .contains("--add-modules=jdk.incubator.vector", "fastener bench --ladder teacher.onnx")
                .contains("No GPU here");
        for (StudyFigures.Candidate candidate : InventedFigures.study(52).trained()) {
            assertThat(page)
                    .contains(
                            StudySections.parameters(candidate),
                            Digits.f1(candidate.f1()),
                            Digits.three(candidate.millis()),
                            Digits.megabytes(candidate.bytes()));
        }
        assertThat(page).contains("Trial 52 failed: out of memory", "0.912 ms (foretold), 4,100,000 bytes");
    }

    @Test
    void chartsHaveTheFiguresOfTheirTables() throws IOException {
        String page = page(everything());
        Map<?, ?> figures = figures(page);
        assertThat(figures.keySet().stream().map(String::valueOf))
                .containsExactly(
                        "ladder-chart",
                        "factors-chart",
                        "length-chart",
                        "batch-chart",
                        "pareto-chart",
                        "importance-chart",
                        "trials-chart");
        figures.keySet().forEach(id -> assertThat(page).contains("<div class=\"chart\" id=\"" + id + "\"></div>"));
        assertThat(figures.toString()).contains("millis=38.24", "ratio=412×", "places=[10, 20, 40, 80, 160, 320]");
    }

    private static Map<?, ?> figures(String page) {
        Matcher block = Pattern.compile("(?s)<script type=\"application/json\" id=\"figures\">(.*?)</script>")
                .matcher(page);
        assertThat(block.find()).isTrue();
        return JsonTree.readObject("figures", block.group(1));
    }

    @Test
    void namesCannotInjectMarkup() throws IOException {
        Ladder invented = InventedFigures.ladder();
        Ladder hostile = new Ladder(
                HOSTILE,
                1,
                1,
                1,
                Map.of("processor", HOSTILE, "command", HOSTILE),
                invented.rungs().stream()
                        .map(rung -> new Rung(HOSTILE, HOSTILE, HOSTILE, rung.figures(), HOSTILE))
                        .toList(),
                invented.factors(),
                List.of(new Curve(HOSTILE, invented.byLength().get(0).points())),
                List.of());
        String page = page(Report.of(hostile));
        assertThat(page).doesNotContain("<script>alert");
        assertThat(page.split("<script", -1)).hasSize(4);
        assertThat(page.split("</script>", -1)).hasSize(4);
        assertThat(figures(page).toString()).contains(HOSTILE);
    }

    @Test
    void nothingIsLoadedFromElsewhere() throws IOException {
        String page = page(everything());
        assertThat(page).contains("default-src 'none'");
        assertThat(visible(page))
                .doesNotContain("http:", "https:", "src=", "url(", "@import", "<link")
                .containsPattern("<html lang=\"en\">");
    }

    @Test
    void aStudyAloneIsAPageToo() throws IOException {
        assertThat(visible(page(Report.of(InventedFigures.study(52)))))
                .contains("Trained: 42; rejected before any training, as over a limit: 10 (3 of them timed")
                .contains("test F1 91.89", "fastener tune --train train.bmes")
                .doesNotContain("id=\"ladder\"");
    }

    @Test
    void aStudyWithoutTrainedTrialsSaysSo() throws IOException {
        StudyFigures empty = new StudyFigures("p99@batch=1", List.of(), List.of(), 0, null, Map.of());
        assertThat(visible(page(Report.of(empty)))).contains("Nothing is trained yet", "Trained: 0;");
    }

    @Test
    void otherJsonIsRefusedByName() throws IOException {
        Path other = file("other.json", "{\"rows\": 3}");
        assertThatThrownBy(() -> Precisions.read(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other.json: expected a list as \"rows\", found Long");
        assertThatThrownBy(() -> SlimSteps.read(file("broken.json", "{")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.json");
    }
}
