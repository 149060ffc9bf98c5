package dev.fastener.text;

/** A piece of somebody's file as it may stand in a message of one line. */
final class Excerpt {
    private static final int LENGTH = 40;

    private Excerpt() {}

    /** The start of {@code text} in quotes, control characters as escapes. */
    static String of(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(LENGTH).forEach(c -> {
            if (c == '\t') {
                shown.append("\\t");
            } else if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        boolean cut = text.codePointCount(0, text.length()) > LENGTH;
        return shown.append(cut ? "…\"" : "\"").toString();
    }
}
