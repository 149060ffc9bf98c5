package dev.fastener.app;

import java.util.List;
import java.util.Locale;

/**
 * How far something long has come, on standard error: on a terminal one line, or a few, drawn anew, elsewhere nothing between
 * the lines that {@link #line} prints. Not thread-safe.
 */
public final class Progress {
    private static final long REDRAW_NANOS = 200_000_000;
    private static final int BAR = 20;

    private final int columns;
    private long drawnNanos;
    private int drawnLength;
    private int drawnLines;

    private Progress(int columns) {
        this.columns = columns;
        drawnNanos = System.nanoTime() - REDRAW_NANOS;
    }

    /** For standard error as the launcher found it: its property fastener.terminal holds a terminal's columns. */
    public static Progress onStandardError() {
        return new Progress(Integer.getInteger("fastener.terminal", 0));
    }

    /**
     * Draws "label [=====     ] 45 % details 0:12 left", at most five times a second.
     *
     * @param fraction done, 0 to 1
     * @param elapsedNanos since the start of what {@code fraction} measures
     */
    public void update(String label, double fraction, long elapsedNanos, String details) {
        long now = System.nanoTime();
        if (columns == 0 || now - drawnNanos < REDRAW_NANOS) {
            return;
        }
        drawnNanos = now;
        int full = (int) (fraction * BAR);
        String left = fraction > 0 ? duration((long) (elapsedNanos / fraction * (1 - fraction))) + " left" : "";
        draw(String.format(
                Locale.ROOT,
                "%s [%s%s] %3d %%  %s  %s",
                label,
                "=".repeat(full),
                " ".repeat(BAR - full),
                (int) (fraction * 100),
                details,
                left));
    }

    /** Draws some lines anew: on a terminal they stay together at its end, elsewhere they are left out. */
    public void block(List<String> lines) {
        if (columns == 0) {
            return;
        }
        clear();
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.length() < columns ? line : line.substring(0, columns - 1))
                    .append('\n');
        }
        System.err.print(text);
        System.err.flush();
        drawnLines = lines.size();
    }

    /** Prints a line that stays. */
    public void line(String text) {
        clear();
        System.err.println(text);
    }

    /** Wipes the bar or the block away. */
    public void clear() {
        if (drawnLines > 0) {
            // Up, and clear to the end of the screen.
            System.err.print("\u001b[" + drawnLines + "A\r\u001b[J");
            System.err.flush();
            drawnLines = 0;
        }
        if (drawnLength > 0) {
            System.err.print("\r" + " ".repeat(drawnLength) + "\r");
            System.err.flush();
            drawnLength = 0;
        }
    }

    private void draw(String text) {
        String cut = text.length() < columns ? text : text.substring(0, columns - 1);
        System.err.print("\r" + cut + " ".repeat(Math.max(0, drawnLength - cut.length())));
        System.err.flush();
        drawnLength = cut.length();
    }

    /** "0:07", "12:30", "1:02:03". */
    public static String duration(long nanos) {
        long seconds = Math.round(nanos / 1e9);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
