package dev.fastener.app.demo;

import dev.fastener.Entity;
import dev.fastener.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The demo's outcome as a table of text and as one HTML page that needs no network. */
final class Report {
    private static final String TEMPLATE = "report.html";

    private final List<Rung> rungs;

    /** @param rungs the slowest, which the others are compared with, first */
    Report(List<Rung> rungs) {
        this.rungs = rungs;
    }

    /** Plain text, a line for each rung. */
    String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%-9s %-8s %-12s %13s %7s %13s %7s %7s %7s %8s%n",
                "model",
                "network",
                "engine",
                "one by one",
                "ratio",
                "batches of " + SideBySide.BATCH,
                "ratio",
                "F1",
                "epochs",
                "file"));
        for (Rung rung : rungs) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-9s %-8s %-12s %10.3f ms %6.1fx %10.3f ms %6.1fx %7.2f %7d %5.1f MB%n",
                    rung.name(),
                    rung.layers() + "x" + rung.hiddenSize(),
                    rung.engine(),
                    rung.singleMillis(),
                    singleRatio(rung),
                    rung.batchMillis(),
                    batchRatio(rung),
                    100 * rung.f1(),
                    rung.epochs(),
                    rung.sizeBytes() / 1e6));
        }
        return table.toString();
    }

    private double singleRatio(Rung rung) {
        return rungs.get(0).singleMillis() / rung.singleMillis();
    }

    private double batchRatio(Rung rung) {
        return rungs.get(0).batchMillis() / rung.batchMillis();
    }

    /**
     * Writes the page.
     *
     * @param sentence the tagged example
     * @param machine one line on what it was measured on
     * @param notes what a reader must know about the figures
     * @param commands what to run next
     */
    void write(
            Path file,
            String sentence,
            List<Entity> entities,
            String machine,
            List<String> notes,
            List<String> commands)
            throws IOException {
        Map<String, String> slots = Map.of(
                "sentence", marked(sentence, entities),
                "rows", rows(),
                "bars", bars(),
                "machine", escaped(machine),
                "notes", list(notes, "<li>", "</li>"),
                "commands", list(commands, "<li><code>", "</code></li>"));
        String page = template();
        for (Map.Entry<String, String> slot : slots.entrySet()) {
            page = page.replace("{{" + slot.getKey() + "}}", slot.getValue());
        }
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    private String rows() {
        StringBuilder rows = new StringBuilder();
        for (Rung rung : rungs) {
            rows.append("<tr><th>").append(escaped(rung.name())).append("</th>");
            cell(rows, "layers × hidden", rung.layers() + " × " + rung.hiddenSize());
            cell(rows, "engine", escaped(rung.engine()));
            cell(rows, "one by one", number("%.3f ms", rung.singleMillis()));
            cell(rows, "ratio", number("%.1f×", singleRatio(rung)));
            cell(rows, "in batches of " + SideBySide.BATCH, number("%.3f ms", rung.batchMillis()));
            cell(rows, "ratio", number("%.1f×", batchRatio(rung)));
            cell(rows, "test F1", number("%.2f", 100 * rung.f1()));
            cell(rows, "epochs", String.valueOf(rung.epochs()));
            cell(rows, "file", number("%.1f MB", rung.sizeBytes() / 1e6));
            rows.append("</tr>\n");
        }
        return rows.toString();
    }

    /** The label stands in the cell too: narrow windows show it there and no heading. */
    private static void cell(StringBuilder rows, String label, String value) {
        rows.append("<td data-label=\"")
                .append(label)
                .append("\">")
                .append(value)
                .append("</td>");
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private String bars() {
        StringBuilder bars = new StringBuilder();
        for (Rung rung : rungs) {
            bars.append(String.format(
                    Locale.ROOT,
                    "<div class=\"bar\"><span>%s, %s</span><div><i style=\"width:%.1f%%\"></i></div><b>%.3f ms</b></div>%n",
                    escaped(rung.name()),
                    escaped(rung.engine()),
                    100 / singleRatio(rung),
                    rung.singleMillis()));
        }
        return bars.toString();
    }

    private static String marked(String sentence, List<Entity> entities) {
        StringBuilder marked = new StringBuilder();
        int at = 0;
        for (Entity entity : entities) {
            marked.append(escaped(sentence.substring(at, entity.start())));
            marked.append("<mark>").append(escaped(entity.text()));
            marked.append("<small>").append(escaped(entity.type())).append("</small></mark>");
            at = entity.end();
        }
        return marked.append(escaped(sentence.substring(at))).toString();
    }

    private static String list(List<String> items, String before, String after) {
        List<String> lines = new ArrayList<>();
        for (String item : items) {
            lines.add(before + escaped(item) + after);
        }
        return String.join("\n", lines);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String template() throws IOException {
        try (InputStream in = Report.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IOException(TEMPLATE + ": missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
