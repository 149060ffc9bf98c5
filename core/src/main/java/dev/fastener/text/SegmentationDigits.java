package dev.fastener.text;

import org.jspecify.annotations.Nullable;

/**
 * Tokens of golden-horse's Weibo corpus: a character with its position in its word, "科0" "技1" "h10". Where both a
 * continued word and a new one would fit ("10" after 9), the longer number is meant; where neither
 * fits, all digits at the end are the position.
 */
final class SegmentationDigits {
    private static final int MAX_DIGITS = 6;

    private int before = -1;

    /** A sentence starts. */
    void reset() {
        before = -1;
    }

    /** {@code token} without its position; null where it has none. */
    @Nullable
    String strip(String token) {
        if (token.length() < 2 || !isDigit(token.charAt(token.length() - 1))) {
            return null;
        }
        String continued = Integer.toString(before + 1);
        String position = endsWith(token, continued) ? continued : endsWith(token, "0") ? "0" : digitsAtEnd(token);
        before = position.length() > MAX_DIGITS ? -1 : Integer.parseInt(position);
        return token.substring(0, token.length() - position.length());
    }

    /** All digits at the end but those that are the character itself. */
    private static String digitsAtEnd(String token) {
        int start = token.length() - 1;
        while (start > 1 && isDigit(token.charAt(start - 1))) {
            start--;
        }
        return token.substring(start);
    }

    private static boolean endsWith(String token, String position) {
        return token.length() > position.length() && token.endsWith(position);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
