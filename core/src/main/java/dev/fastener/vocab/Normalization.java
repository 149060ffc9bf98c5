package dev.fastener.vocab;

import dev.fastener.model.TextRules;
import java.util.Locale;

/**
 * What is done to a piece of text before it is looked up: full-width ASCII to ASCII, then lower case, then digits to 0, as
 * far as the model's {@link TextRules} say so. Offsets are not touched: they are those of the text as written. Immutable.
 */
final class Normalization {
    private final boolean fullWidthToHalf;
    private final boolean lowercase;
    private final boolean digitsToZero;

    Normalization(TextRules rules) {
        this.fullWidthToHalf = rules.fullWidthToHalf();
        this.lowercase = rules.lowercase();
        this.digitsToZero = rules.digitsToZero();
    }

    boolean isIdentity() {
        return !fullWidthToHalf && !lowercase && !digitsToZero;
    }

    String apply(String piece) {
        if (isIdentity()) {
            return piece;
        }
        String half = fullWidthToHalf ? map(piece, c -> c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c) : piece;
        String lower = lowercase ? half.toLowerCase(Locale.ROOT) : half;
        return digitsToZero ? map(lower, c -> Character.isDigit(c) ? '0' : c) : lower;
    }

    private static String map(String piece, java.util.function.IntUnaryOperator change) {
        StringBuilder changed = new StringBuilder(piece.length());
        piece.codePoints().map(change).forEach(changed::appendCodePoint);
        return changed.toString();
    }
}
