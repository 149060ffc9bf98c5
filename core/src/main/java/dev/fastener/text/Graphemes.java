package dev.fastener.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Extended grapheme clusters (Unicode annex 29), as the JDK's regular expressions know them. */
final class Graphemes {
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private Graphemes() {}

    /** Where the cluster that starts at {@code at} ends. */
    static int end(String text, int at) {
        // Below U+0300 nothing combines but CR LF, which is what most texts are made of.
        if (isAlone(text, at) && (at + 1 == text.length() || isAlone(text, at + 1))) {
            return at + 1;
        }
        Matcher matcher = CLUSTER.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? matcher.end() : at + 1;
    }

    private static boolean isAlone(String text, int at) {
        char c = text.charAt(at);
        return (c < 0x300 && c != '\r' && c != '\n') || (c >= 0x4e00 && c <= 0x9fff);
    }
}
