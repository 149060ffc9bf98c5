package dev.fastener.text;

import java.util.BitSet;

/** Sets of code points. */
public final class CodePoints {
    private CodePoints() {}

    /** Those of {@code text}. */
    public static BitSet of(String text) {
        BitSet points = new BitSet();
        text.codePoints().forEach(points::set);
        return points;
    }

    /** White space as Python's str.split() knows it: ours and the four separators U+001C to U+001F. */
    static BitSet whiteSpaceOfPython() {
        BitSet points = new BitSet();
        points.set(0x1C, 0x20);
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            if (Chars.isWhiteSpace(c)) {
                points.set(c);
            }
        }
        return points;
    }
}
