package dev.fastener.app.report;

import java.util.List;
import java.util.Map;

/** What sections consist of. */
public sealed interface Block {
    /** Some words. */
    record Paragraph(String text) implements Block {}

    /** Words that must not be overlooked. */
    record Warning(String text) implements Block {}

    /** A command to repeat something. */
    record Command(String text) implements Block {}

    /**
     * A chart over the table of its figures.
     *
     * @param id of its element
     * @param kind which of charts.js draws it
     * @param words what it shows, for those who don't see it
     * @param figures maps, lists, texts, numbers and booleans; NaN where there is none
     */
    record Chart(String id, String kind, String words, Map<String, Object> figures, Table table) implements Block {}

    /**
     * A table.
     *
     * @param title what it holds; for a chart's table what the link to fold it says
     * @param isOpen whether it is unfolded at first
     */
    record Table(String title, boolean isOpen, List<Column> columns, List<Row> rows) implements Block {
        private static final int LONG = 50;
        private static final int TALL = 20;

        public Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            for (Row row : rows) {
                if (row.cells().size() != columns.size()) {
                    throw new IllegalArgumentException(title + ": expected " + columns.size() + " cells, found "
                            + row.cells().size());
                }
            }
        }

        /** Whether a column holds sentences, which need room. */
        public boolean isLong(int column) {
            return rows.stream().anyMatch(row -> row.cells().get(column).text().length() > LONG);
        }

        /** Whether it has so many rows that it should scroll. */
        public boolean isTall() {
            return rows.size() > TALL;
        }

        /** Unfolded. */
        public Table(String title, List<Column> columns, List<Row> rows) {
            this(title, true, columns, rows);
        }
    }

    /**
     * A column.
     *
     * @param isText whether it stands on the left, unlike numbers
     */
    record Column(String name, boolean isText) {
        static Column text(String name) {
            return new Column(name, true);
        }

        static Column number(String name) {
            return new Column(name, false);
        }
    }

    /**
     * A row.
     *
     * @param isChosen whether it is the one that a choice fell on
     */
    record Row(List<Cell> cells, boolean isChosen) {
        public Row {
            cells = List.copyOf(cells);
        }

        static Row of(Cell... cells) {
            return new Row(List.of(cells), false);
        }
    }

    /**
     * A cell.
     *
     * @param detail in small letters under it; may be empty
     * @param isBad whether it tells of something wrong
     */
    record Cell(String text, String detail, boolean isBad) {
        static final Cell NONE = Cell.of("–");

        static Cell of(String text) {
            return new Cell(text, "", false);
        }

        static Cell of(String text, String detail) {
            return new Cell(text, detail, false);
        }

        static Cell bad(String text) {
            return new Cell(text, "", true);
        }
    }
}
