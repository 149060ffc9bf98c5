package dev.fastener.app.demo;

import dev.fastener.Entity;
import dev.fastener.app.page.MarkedText;
import dev.fastener.app.page.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The demo's outcome as a table of text and as one HTML page that needs no network. */
public final class Report {
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
                    "%-9s %-8s %-12s %10.3f ms %7s %10.3f ms %7s %7.2f %7d %5.1f MB%n",
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

    public List<Rung> rungs() {
        return rungs;
    }

    public int batch() {
        return SideBySide.BATCH;
    }

    public String singleRatio(Rung rung) {
        return number("%.1f×", rungs.get(0).singleMillis() / rung.singleMillis());
    }

    public String batchRatio(Rung rung) {
        return number("%.1f×", rungs.get(0).batchMillis() / rung.batchMillis());
    }

    /** Share of the slowest's time. */
    public String barPercent(Rung rung) {
        return number("%.1f", 100 * rung.singleMillis() / rungs.get(0).singleMillis());
    }

    public String millis(double millis) {
        return number("%.3f ms", millis);
    }

    public String f1(Rung rung) {
        return number("%.2f", 100 * rung.f1());
    }

    public String size(Rung rung) {
        return number("%.1f MB", rung.sizeBytes() / 1e6);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
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
        Page.write(
                file,
                "demo",
                Map.of(
                        "report",
                        this,
                        "sentence",
                        MarkedText.of(sentence, entities),
                        "machine",
                        machine,
                        "notes",
                        notes,
                        "commands",
                        commands));
    }
}
