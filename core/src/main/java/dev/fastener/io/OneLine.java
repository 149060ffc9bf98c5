package dev.fastener.io;

/** What of a file is shown in a message: a file can hold any text, a message is one line. */
public final class OneLine {
    private OneLine() {}

    /** The text with a space for each control character. */
    public static String of(String text) {
        return of(text, text.length());
    }

    /** Likewise, of at most {@code most} code points; three dots stand for what is left out. */
    public static String of(String text, int most) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return text.length() > line.length() ? line + "..." : line.toString();
    }
}
