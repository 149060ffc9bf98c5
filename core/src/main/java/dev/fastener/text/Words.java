package dev.fastener.text;

/**
 * A rule-based tokenizer for news and tweets in languages that put spaces between words. The first rule that fits:
 *
 * <ol>
 *   <li>a web address (http://, https://, www.) runs up to white space, without the punctuation at its end;
 *   <li>@user and #tag: the sign and the letters, digits and _ after it;
 *   <li>an HTML entity (&amp;amp;) and a smiley ({@code :-)}) are one word;
 *   <li>a possessive 's is a word of its own; other contractions stay whole (don't, I'm);
 *   <li>a number holds its inner . , : / - and a percent sign (1,000.50 7:30 100%);
 *   <li>a word is letters, digits, marks and _, with single inner ' ’ - and &amp; (mother-in-law, AT&amp;T), or letters
 *       each followed by a dot (U.S. p.m.);
 *   <li>Han, Hiragana and Katakana: each character is a word;
 *   <li>the same punctuation mark repeated is one word (... !!! --); any other character is one by itself.
 * </ol>
 */
final class Words {
    private Words() {}

    /** End of the word that starts at {@code i}, which is no white space. */
    static int end(CharSequence text, int i, int end) {
        char c = text.charAt(i);
        if (startsWith(text, i, end, "http://")
                || startsWith(text, i, end, "https://")
                || startsWith(text, i, end, "www.")) {
            return address(text, i, end);
        }
        if ((c == '@' || c == '#') && i + 1 < end && inWord(text, i + 1, end)) {
            return letters(text, i + 1, end);
        }
        int special = c == '&' ? htmlEntity(text, i, end) : smiley(text, i, end);
        if (special > i) {
            return special;
        }
        if (isPossessive(text, i, end)) {
            return i + 2;
        }
        byte kind = Chars.at(text, i, end);
        if (kind == Chars.IDEOGRAPH) {
            return Segmenter.character(text, i, end);
        }
        if (inWord(text, i, end)) {
            return kind == Chars.DIGIT ? number(text, i, end) : word(text, i, end);
        }
        int next = Segmenter.character(text, i, end);
        while (next < end && kind == Chars.OTHER && text.charAt(next) == c && Chars.of(c) == Chars.OTHER) {
            next = Segmenter.character(text, next, end);
        }
        return next;
    }

    private static boolean startsWith(CharSequence text, int i, int end, String prefix) {
        if (end - i <= prefix.length()) {
            return false;
        }
        for (int k = 0; k < prefix.length(); k++) {
            if (Character.toLowerCase(text.charAt(i + k)) != prefix.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    private static int address(CharSequence text, int i, int end) {
        int next = i;
        while (next < end && Chars.at(text, next, end) != Chars.WHITE_SPACE) {
            next += Chars.length(text, next, end);
        }
        while (".,;:!?)]}>\"'’”".indexOf(text.charAt(next - 1)) >= 0) {
            next--;
        }
        return next;
    }

    private static int htmlEntity(CharSequence text, int i, int end) {
        int next = i + 1;
        while (next < end && next - i < 8 && (isAsciiLetterOrDigit(text.charAt(next)) || text.charAt(next) == '#')) {
            next++;
        }
        return next > i + 1 && next < end && text.charAt(next) == ';' ? next + 1 : i;
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    }

    /** Eyes, perhaps a nose, a mouth: {@code :) ;-( :D}. A mouth that is a letter must end the word. */
    private static int smiley(CharSequence text, int i, int end) {
        if (":;=".indexOf(text.charAt(i)) < 0) {
            return i;
        }
        int mouth = i + 1 < end && "-'o^".indexOf(text.charAt(i + 1)) >= 0 ? i + 2 : i + 1;
        if (mouth >= end || ")(][DPp/\\|*3".indexOf(text.charAt(mouth)) < 0) {
            return i;
        }
        boolean letter = inWord(text, mouth, end);
        return letter && mouth + 1 < end && inWord(text, mouth + 1, end) ? i : mouth + 1;
    }

    private static boolean isPossessive(CharSequence text, int i, int end) {
        return isApostrophe(text.charAt(i))
                && i + 1 < end
                && (text.charAt(i + 1) | 0x20) == 's'
                && (i + 2 == end || !inWord(text, i + 2, end));
    }

    private static boolean isApostrophe(char c) {
        return c == '\'' || c == '’';
    }

    private static int number(CharSequence text, int i, int end) {
        int next = letters(text, i, end);
        while (next + 1 < end
                && ".,:/-".indexOf(text.charAt(next)) >= 0
                && Chars.at(text, next + 1, end) == Chars.DIGIT) {
            next = letters(text, next + 1, end);
        }
        return next < end && text.charAt(next) == '%' ? next + 1 : next;
    }

    private static int word(CharSequence text, int i, int end) {
        int next = letters(text, i, end);
        if (next - i == 1 && next < end && text.charAt(next) == '.') {
            int dotted = dotted(text, i, end);
            if (dotted - i >= 4) {
                return dotted;
            }
        }
        while (next + 1 < end
                && "'’-&".indexOf(text.charAt(next)) >= 0
                && inWord(text, next + 1, end)
                && !isPossessive(text, next, end)) {
            next = letters(text, next + 1, end);
        }
        return next;
    }

    /** End of the single letters with dots: U.S.A. */
    private static int dotted(CharSequence text, int i, int end) {
        int next = i;
        while (next + 1 < end && Character.isLetter(text.charAt(next)) && text.charAt(next + 1) == '.') {
            next += 2;
        }
        return next;
    }

    private static int letters(CharSequence text, int i, int end) {
        int next = i;
        while (next < end && inWord(text, next, end)) {
            next = Segmenter.character(text, next, end);
        }
        return next;
    }

    private static boolean inWord(CharSequence text, int i, int end) {
        byte kind = Chars.at(text, i, end);
        return kind == Chars.LATIN || kind == Chars.LETTER || kind == Chars.DIGIT || text.charAt(i) == '_';
    }
}
