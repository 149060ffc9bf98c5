package dev.fastener.vocab;

import dev.fastener.text.Chars;
import dev.fastener.text.Steps;

/**
 * Cuts a text that has more steps than a sequence may have. A piece is as long as it may be and ends, in this order of
 * preference, after a sentence end (。！？!?；; and the quotes and brackets that close it, a full stop before white space, a
 * line feed), after a comma (，,、：:), before white space, or wherever the maximum is reached.
 */
final class Pieces {
    private static final String SENTENCE_ENDS = "。！？!?；;｡…";
    private static final String CLOSERS = "”’」』）)]】》\"'";
    private static final String COMMAS = "，,、：:､";

    private Pieces() {}

    /**
     * The step after the last of the piece that starts at {@code from}.
     *
     * @param longest most steps of a piece, at least 1
     */
    static int end(CharSequence text, Steps steps, int from, int longest) {
        if (steps.size() - from <= longest) {
            return steps.size();
        }
        int best = from + longest;
        int bestRank = 0;
        for (int cut = from + longest; cut > from && bestRank < 3; cut--) {
            int rank = rank(text, steps, cut);
            if (rank > bestRank) {
                bestRank = rank;
                best = cut;
            }
        }
        return best;
    }

    /** How good it is to cut before step {@code cut}: 3 sentence end, 2 comma, 1 white space, 0 none of these. */
    private static int rank(CharSequence text, Steps steps, int cut) {
        int gap = steps.end(cut - 1);
        int next = steps.start(cut);
        boolean spaced = gap < next || isWhite(text.charAt(next)) || isWhite(text.charAt(gap - 1));
        for (int i = gap; i < next; i++) {
            if (text.charAt(i) == '\n') {
                return 3;
            }
        }
        char last = text.charAt(gap - 1);
        char ender = last;
        for (int i = gap - 1; i > 0 && CLOSERS.indexOf(ender) >= 0 && gap - i < 4; i--) {
            ender = text.charAt(i - 1);
        }
        boolean closes = CLOSERS.indexOf(text.charAt(next)) >= 0 || SENTENCE_ENDS.indexOf(text.charAt(next)) >= 0;
        if (last == '\n' || (!closes && (SENTENCE_ENDS.indexOf(ender) >= 0 || (ender == '.' && spaced)))) {
            return 3;
        }
        if (COMMAS.indexOf(last) >= 0) {
            return 2;
        }
        return spaced ? 1 : 0;
    }

    private static boolean isWhite(char c) {
        return Chars.isWhiteSpace(c);
    }
}
