package dev.fastener.app.report;

import dev.fastener.app.report.Block.Cell;
import dev.fastener.app.report.Block.Column;
import dev.fastener.app.report.Block.Row;
import dev.fastener.model.TaggerModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A conversion's certificate, as {@code fastener convert} writes it as JSON and into the model. */
public final class CertificateSummary {
    private final String model;
    private final JsonFigures json;

    private CertificateSummary(String model, JsonFigures json) {
        this.model = model;
        this.json = json;
    }

    /** @throws IllegalArgumentException where it is another file */
    public static CertificateSummary read(Path file) throws IOException {
        CertificateSummary summary = new CertificateSummary(String.valueOf(file.getFileName()), JsonFigures.read(file));
        section(List.of(summary));
        return summary;
    }

    /** That of a model, where it was converted. */
    public static Optional<CertificateSummary> of(String name, TaggerModel model) {
        String json = model.provenance().settings().get("certificate");
        return json == null
                ? Optional.empty()
                : Optional.of(new CertificateSummary(name, JsonFigures.parse(name + ", its certificate", json)));
    }

    static Section section(List<CertificateSummary> certificates) {
        List<Block> blocks = new ArrayList<>();
        certificates.forEach(certificate -> certificate.add(blocks));
        return new Section("certificates", certificates.size() == 1 ? "Certificate" : "Certificates", blocks);
    }

    private void add(List<Block> blocks) {
        String said = model + ": certificate " + json.text("grade") + ", " + json.text("restsOn");
        blocks.add(
                json.flag("passed") ? new Block.Paragraph(said + ": passed.") : new Block.Warning(said + ": failed."));
        List<Row> rows = new ArrayList<>();
        engines(json, "the samples", rows);
        if (json.has("dev")) {
            engines(json.object("dev"), json.object("dev").text("corpus"), rows);
        }
        blocks.add(new Block.Table(
                "Results beside the source's",
                List.of(
                        Column.text("engine and text"),
                        Column.number("sentences"),
                        Column.number("largest difference"),
                        Column.number("of the largest value"),
                        Column.number("equal tags"),
                        Column.number("ties")),
                rows));
        json.texts("warnings").forEach(warning -> blocks.add(new Block.Warning(warning)));
        List<Row> assumed = new ArrayList<>();
        for (JsonFigures fact : json.objects("assumed")) {
            assumed.add(Row.of(Cell.of(fact.text("name")), Cell.of(fact.text("value"))));
        }
        if (!assumed.isEmpty()) {
            blocks.add(new Block.Table(
                    "Assumed, as nobody said so", List.of(Column.text("what"), Column.text("value")), assumed));
        }
    }

    private static void engines(JsonFigures compared, String text, List<Row> rows) {
        for (JsonFigures engine : compared.objects("engines")) {
            rows.add(Row.of(
                    Cell.of(engine.text("engine"), text),
                    Cell.of(Digits.whole(engine.number("sentences"))),
                    Cell.of(Digits.small(engine.number("maxEmissionDifference"))),
                    Cell.of(Digits.small(engine.number("scaledDifference"))),
                    Cell.of(Digits.percent(engine.number("equalPaths"))),
                    Cell.of(Digits.whole(engine.number("tied")))));
        }
    }
}
