package dev.fastener.app.tag;

/** Turns ascending UTF-16 offsets of one text into offsets in code points, in one pass. */
final class CodePoints {
    private final String text;
    private int units;
    private int points;

    CodePoints(String text) {
        this.text = text;
    }

    /** @param offset in UTF-16 units, not below the one before */
    int at(int offset) {
        points += text.codePointCount(units, offset);
        units = offset;
        return points;
    }
}
