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
        List<Row> rows = new ArrayList<>();
        double teacher = Double.NaN;
        for (JsonFigures model : json.objects("models")) {
            boolean isTeacher = rows.isEmpty();
            teacher = isTeacher ? model.number("f1") : teacher;
            boolean isChosen = model.flag("chosen");
            String verdict = isTeacher
                    ? "the teacher"
                    : isChosen ? "chosen" : model.flag("withinBound") ? "within the bound" : "beyond the bound";
            rows.add(new Row(
                    List.of(
                            Cell.of(model.text("step"), model.text("model")),
                            Cell.of(Digits.f1(model.number("f1"))),
                            isTeacher ? Cell.NONE : Cell.of(Digits.change(model.number("f1") - teacher)),
                            Cell.of(Digits.three(model.number("millisPerSentence"))),
                            Cell.of(Digits.times(model.number("ratio"))),
                            Cell.of(Digits.megabytes(model.number("bytes"))),
                            Cell.of(verdict, model.flag("outOfTime") ? "out of time" : "")),
                    isChosen));
        }
        return new Section(
                "slim",
                "Slimming",
                List.of(
                        new Block.Paragraph(
                                "Smaller models made of the first one (" + String.join(", ", json.texts("steps"))
                                        + "), with at most " + json.number("maxF1Drop")
                                        + " points of F1 on the dev text lost. Times are of single sentences on one thread."),
                        new Block.Table(
                                "Each step, what it costs and what it gives",
                                List.of(
                                        Column.text("step and model"),
                                        Column.number("dev F1"),
                                        Column.number("change"),
                                        Column.number("ms a sentence"),
                                        Column.number("ratio"),
                                        Column.number("MB"),
                                        Column.text("")),
                                rows)));
    }
}
