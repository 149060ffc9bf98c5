package dev.fastener.app.tag;

import dev.fastener.Entity;
import dev.fastener.TaggedText;
import dev.fastener.app.Columns;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** For people: each text, and a table of its entities below it. Empty lines are left out. */
final class PrettyWriter implements TagWriter {
    private final PrintStream out;
    private final boolean scores;

    PrettyWriter(PrintStream out, boolean scores) {
        this.out = out;
        this.scores = scores;
    }

    @Override
    public void write(TextPiece piece, TaggedText tagged) {
        if (piece.text().isBlank()) {
            return;
        }
        out.print(piece.text() + "\n");
        Columns table = new Columns();
        CodePoints points = new CodePoints(piece.text());
        for (Entity entity : tagged.entities()) {
            long start = piece.offset() + points.at(entity.start());
            List<String> cells =
                    new ArrayList<>(List.of(entity.type(), entity.text().replaceAll("\\s+", " ")));
            cells.add(start + "-" + (piece.offset() + points.at(entity.end())));
            if (scores) {
                cells.add(String.format(Locale.ROOT, "%.3f", entity.confidence()));
            }
            table.row(cells.toArray(String[]::new));
        }
        out.print(table.render("  "));
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void end() {
        flush();
    }
}
