package dev.fastener.vocab;

import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.Lowercase;
import dev.fastener.text.CodePoints;
import java.util.BitSet;
import java.util.Locale;

/**
 * What is done to a piece of text before it is looked up: removed code points are left out, full-width ASCII becomes ASCII,
 * then lower case, then digits 0, as far as the model's {@link TextRules} say so. Offsets are not touched: they are those of the text as written. Immutable.
 */
final class Normalization {
    private final boolean fullWidthToHalf;
    private final Lowercase lowercase;
    private final BitSet removed;
    private final boolean digitsToZero;

    Normalization(TextRules rules) {
        this.fullWidthToHalf = rules.fullWidthToHalf();
        this.lowercase = rules.lowercase();
        this.removed = CodePoints.of(rules.segmentation().removed());
        this.digitsToZero = rules.digitsToZero();
    }

    boolean isIdentity() {
        return removed.isEmpty() && !fullWidthToHalf && lowercase == Lowercase.NONE && !digitsToZero;
    }

    String apply(String piece) {
        if (isIdentity()) {
            return piece;
        }
        String left = removed.isEmpty() ? piece : without(piece);
        String half = fullWidthToHalf ? map(left, c -> c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c) : left;
        String lower = switch (lowercase) {
            case NONE -> half;
            case UNICODE -> half.toLowerCase(Locale.ROOT);
            case ASCII -> map(half, c -> c >= 'A' && c <= 'Z' ? c + 32 : c);
        };
        return digitsToZero ? map(lower, c -> Character.isDigit(c) ? '0' : c) : lower;
    }

    private String without(String piece) {
        StringBuilder left = new StringBuilder(piece.length());
        piece.codePoints().filter(c -> !removed.get(c)).forEach(left::appendCodePoint);
        return left.toString();
    }

    private static String map(String piece, java.util.function.IntUnaryOperator change) {
        StringBuilder changed = new StringBuilder(piece.length());
        piece.codePoints().map(change).forEach(changed::appendCodePoint);
        return changed.toString();
    }
}
