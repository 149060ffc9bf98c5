package dev.fastener.app.report;

import dev.fastener.app.report.Block.Cell;
import dev.fastener.app.report.Block.Column;
import dev.fastener.app.report.Block.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code fastener slim} wrote as JSON: the teacher and what was made of it. */
public final class SlimSteps {
    private final JsonFigures json;

    private SlimSteps(JsonFigures json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException where it is another file */
    public static SlimSteps read(Path file) throws IOException {
        SlimSteps steps = new SlimSteps(JsonFigures.read(file));
        steps.section();
        return steps;
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph("Smaller models made of the first one (" + String.join(", ", json.texts("steps"))
                + "), with at most " + json.number("maxF1Drop")
                + " points of F1 on the dev text lost. Times are of single sentences on one thread."));
        if (json.has("rule") && !json.text("rule").isEmpty()) {
            blocks.add(new Block.Paragraph(json.text("rule")));
        }
        blocks.add(models());
        List<JsonFigures> confirmations = json.has("confirmations") ? json.objects("confirmations") : List.of();
        if (!confirmations.isEmpty()) {
            blocks.add(confirmations(confirmations));
        }
        return new Section("slim", "Slimming", blocks);
    }

    private Block models() {
        List<Row> rows = new ArrayList<>();
        for (JsonFigures model : json.objects("models")) {
            boolean isTeacher = rows.isEmpty();
            boolean isChosen = model.flag("chosen");
            rows.add(new Row(
                    List.of(
                            Cell.of(model.text("step"), model.text("model")),
                            Cell.of(Digits.f1(model.number("f1"))),
                            isTeacher ? Cell.NONE : change(model),
                            Cell.of(Digits.three(model.number("millisPerSentence"))),
                            Cell.of(Digits.times(model.number("ratio"))),
                            Cell.of(Digits.megabytes(model.number("bytes"))),
                            Cell.of(
                                    isTeacher ? "the teacher" : isChosen ? "chosen" : verdict(model),
                                    model.flag("outOfTime") ? "out of time" : "")),
                    isChosen));
        }
        return new Block.Table(
                "Each step, what it costs and what it gives",
                List.of(
                        Column.text("step and model"),
                        Column.number("dev F1"),
                        Column.number("change (95 %)"),
                        Column.number("ms a sentence"),
                        Column.number("ratio"),
                        Column.number("MB"),
                        Column.text("")),
                rows);
    }

    private static Block confirmations(List<JsonFigures> confirmations) {
        return new Block.Table(
                "Trained with several seeds: the mean of their changes",
                List.of(Column.text("model"), Column.text("seeds"), Column.number("change (95 %)"), Column.text("")),
                confirmations.stream()
                        .map(confirmation -> Row.of(
                                Cell.of(confirmation.text("model")),
                                Cell.of(String.join(", ", confirmation.texts("seeds"))),
                                change(confirmation),
                                Cell.of(verdict(confirmation))))
                        .toList());
    }

    private static Cell change(JsonFigures figures) {
        return Cell.of(
                Digits.change(figures.number("f1Change")),
                Digits.change(figures.number("f1ChangeLow")) + " to " + Digits.change(figures.number("f1ChangeHigh")));
    }

    private static String verdict(JsonFigures figures) {
        return figures.flag("withinBound") ? "within the bound" : "beyond the bound";
    }
}
