package dev.fastener.text;

import java.util.Arrays;
import java.util.Locale;

/** What a token is. White space separates tokens and is part of none, unless a corpus file makes it a token itself. */
public enum TokenUnit {
    /** A code point with the combining marks that follow it. */
    CHARACTER,
    /** As CHARACTER, but a run of Latin letters or a run of digits is one token. */
    MIXED,
    /** A run of letters, digits and their marks; each Han character and each other sign is one of its own. */
    WORD;

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tokens of {@code text}. */
    public Tokens split(String text) {
        int[] starts = new int[text.length()];
        int[] ends = new int[text.length()];
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            int start = at;
            at += Character.charCount(codePoint);
            if (isBlank(codePoint)) {
                continue;
            }
            at = skipMarks(text, at);
            int run = runOf(codePoint);
            while (run != NO_RUN && at < text.length() && runOf(text.codePointAt(at)) == run) {
                at = skipMarks(text, at + Character.charCount(text.codePointAt(at)));
            }
            starts[count] = start;
            ends[count++] = at;
        }
        return new Tokens(Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
    }

    private static final int NO_RUN = 0;
    private static final int LETTERS = 1;
    private static final int DIGITS = 2;

    private int runOf(int codePoint) {
        return switch (this) {
            case CHARACTER -> NO_RUN;
            case MIXED -> isLatin(codePoint) ? LETTERS : Character.isDigit(codePoint) ? DIGITS : NO_RUN;
            case WORD -> Character.isLetterOrDigit(codePoint) && !isHan(codePoint) ? LETTERS : NO_RUN;
        };
    }

    private static boolean isLatin(int codePoint) {
        return Character.isLetter(codePoint) && Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.LATIN;
    }

    private static boolean isHan(int codePoint) {
        return codePoint > 0x7f && Character.isIdeographic(codePoint);
    }

    private static int skipMarks(String text, int from) {
        int at = from;
        while (at < text.length() && isMark(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    /** Whether {@code codePoint} is white space of any kind, no-break spaces included. */
    static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /** Whether {@code text} is white space only. */
    static boolean isBlank(String text) {
        return text.codePoints().allMatch(TokenUnit::isBlank);
    }
}
