package dev.fastener.text;

/** What the segmenter needs to know of a code point; one table for the basic multilingual plane. */
public final class Chars {
    static final byte OTHER = 0;
    /** Unicode's White_Space property. */
    static final byte WHITE_SPACE = 1;
    /** Non-spacing and enclosing marks, variation selectors among them: they belong to the character before them. */
    static final byte MARK = 2;

    static final byte LATIN = 3;
    static final byte DIGIT = 4;
    /** Letters written without spaces between words: each is a word of its own. */
    static final byte IDEOGRAPH = 5;
    /** Letters of all other scripts. */
    static final byte LETTER = 6;
    /** Halves of a surrogate pair: the class is that of the whole code point. */
    static final byte SURROGATE = 7;

    private static final byte[] PLANE = new byte[1 << 16];

    static {
        for (int c = 0; c < PLANE.length; c++) {
            PLANE[c] = Character.isSurrogate((char) c) ? SURROGATE : compute(c);
        }
    }

    private Chars() {}

    /** Class of one UTF-16 unit; SURROGATE for half a pair. */
    static byte of(char c) {
        return PLANE[c];
    }

    /** Whether {@code c} is white space of any kind, no-break spaces included. */
    public static boolean isWhiteSpace(char c) {
        return PLANE[c] == WHITE_SPACE;
    }

    /** Whether {@code text} is white space only. */
    static boolean isBlank(String text) {
        return text.chars().allMatch(c -> isWhiteSpace((char) c));
    }

    /** Class of the code point at {@code i}; OTHER for a lone surrogate. */
    static byte at(CharSequence text, int i, int end) {
        byte kind = PLANE[text.charAt(i)];
        if (kind != SURROGATE) {
            return kind;
        }
        return length(text, i, end) == 2 ? compute(Character.codePointAt(text, i)) : OTHER;
    }

    /** UTF-16 units of the code point at {@code i}. */
    public static int length(CharSequence text, int i, int end) {
        return i + 1 < end && Character.isHighSurrogate(text.charAt(i)) && Character.isLowSurrogate(text.charAt(i + 1))
                ? 2
                : 1;
    }

    private static byte compute(int c) {
        int type = Character.getType(c);
        if (c == '\u0085' || (c >= '\t' && c <= '\r') || Character.isSpaceChar(c)) {
            return WHITE_SPACE;
        }
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return MARK;
        }
        if (Character.isDigit(c)) {
            return DIGIT;
        }
        if (!Character.isLetter(c)) {
            return type == Character.COMBINING_SPACING_MARK ? LETTER : OTHER;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case LATIN -> LATIN;
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO -> IDEOGRAPH;
            default -> LETTER;
        };
    }
}
