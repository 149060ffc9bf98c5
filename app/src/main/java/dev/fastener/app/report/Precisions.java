package dev.fastener.app.report;

import dev.fastener.app.report.Block.Cell;
import dev.fastener.app.report.Block.Column;
import dev.fastener.app.report.Block.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code fastener quantize} wrote as JSON: the model in each precision. */
public final class Precisions {
    private final JsonFigures json;

    private Precisions(JsonFigures json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException where it is another file */
    public static Precisions read(Path file) throws IOException {
        Precisions precisions = new Precisions(JsonFigures.read(file));
        precisions.section();
        return precisions;
    }

    Section section() {
        List<Row> rows = new ArrayList<>();
        for (JsonFigures row : json.objects("rows")) {
            rows.add(new Row(cells(row, rows.isEmpty()), row.flag("chosen")));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph("The same network with narrower numbers; tags and F1 on " + json.text("text")
                + ", activations measured on " + json.text("calibration")
                + ". Times are of single sentences on one thread; equal tags and changes are those to the first row."));
        if (!json.text("rule").isEmpty()) {
            blocks.add(new Block.Paragraph(json.text("rule")));
        }
        blocks.add(new Block.Table(
                "Precisions",
                List.of(
                        Column.text("precision"),
                        Column.number("MB"),
                        Column.number("p50 ms"),
                        Column.number("p99 ms"),
                        Column.number("equal tags"),
                        Column.number("F1"),
                        Column.number("change (95 %)"),
                        Column.text("")),
                rows));
        return new Section("quantize", "Narrower numbers", blocks);
    }

    private static List<Cell> cells(JsonFigures row, boolean isReference) {
        boolean runs = row.has("p50Millis");
        boolean isScored = row.has("f1");
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(row.text("precision"), row.text("wider")));
        cells.add(Cell.of(Digits.megabytes(row.number("bytes"))));
        cells.add(runs ? Cell.of(Digits.three(row.number("p50Millis"))) : Cell.NONE);
        cells.add(runs ? Cell.of(Digits.three(row.number("p99Millis"))) : Cell.NONE);
        cells.add(runs ? Cell.of(Digits.percent(row.number("equalTags"))) : Cell.NONE);
        cells.add(isScored ? Cell.of(Digits.f1(row.number("f1"))) : Cell.NONE);
        cells.add(
                isScored && !isReference
                        ? Cell.of(
                                Digits.change(row.number("f1Change")),
                                Digits.change(row.number("f1ChangeLow")) + " to "
                                        + Digits.change(row.number("f1ChangeHigh")))
                        : Cell.NONE);
        if (!runs) {
            cells.add(Cell.of(row.text("reason")));
        } else if (row.flag("chosen")) {
            cells.add(Cell.of("chosen"));
        } else if (isReference || !isScored) {
            cells.add(Cell.of(""));
        } else {
            cells.add(Cell.of(row.flag("kept") ? "within the bound" : "beyond the bound"));
        }
        return cells;
    }
}
