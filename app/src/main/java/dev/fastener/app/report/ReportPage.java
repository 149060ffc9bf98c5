package dev.fastener.app.report;

import dev.fastener.app.page.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A report as the template shows it.
 *
 * @param headline what is to be known first
 * @param figures of all charts, as JSON that a script element may hold
 */
public record ReportPage(Headline headline, List<Section> sections, String figures) {
    /** Writes a report as one HTML file that needs no network, whole or not at all. */
    public static void write(Path file, Report report) throws IOException {
        Page.write(
                file,
                "report",
                Map.of(
                        "page",
                        of(report),
                        "echarts",
                        resource("echarts/echarts.min.js"),
                        "charts",
                        resource("charts.js")));
    }

    static ReportPage of(Report report) {
        List<Section> sections = new ArrayList<>();
        if (report.ladder() != null) {
            sections.addAll(LadderSections.of(report.ladder()));
        }
        if (report.study() != null) {
            sections.addAll(StudySections.of(report.study()));
        }
        if (report.slim() != null) {
            sections.add(report.slim().section());
        }
        if (report.quantize() != null) {
            sections.add(report.quantize().section());
        }
        if (!report.certificates().isEmpty()) {
            sections.add(CertificateSummary.section(report.certificates()));
        }
        if (!report.machine().isEmpty()) {
            sections.add(MachineSection.of(report.machine()));
        }
        return new ReportPage(Headline.of(report), sections, FiguresJson.of(sections));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + ": expected in the program's jar, found nothing; build it anew");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
