package dev.fastener.text;

import java.util.regex.Pattern;

/** What looks like a tag at first sight, before the scheme of a file is known. */
final class TagNames {
    private static final Pattern CAPITAL = Pattern.compile("O|[BIMELSUW]([-_].+)?|.+[-_][BIMELSUW]");
    private static final Pattern SMALL = Pattern.compile("o|[bimelsuw]([-_].+)?|.+[-_][bimelsuw]");

    private TagNames() {}

    /** Whether {@code text} is a tag with a capital letter for the position. */
    static boolean isCapital(String text) {
        return CAPITAL.matcher(text).matches();
    }

    /** Whether {@code text} is a tag with a small letter for the position; many a word is one, too. */
    static boolean isSmall(String text) {
        return SMALL.matcher(text).matches();
    }

    static boolean isTag(String text) {
        return isCapital(text) || isSmall(text);
    }
}
