package dev.fastener.vocab;

import dev.fastener.model.Vocabulary;
import dev.fastener.text.Chars;
import dev.fastener.text.Segmenter;
import java.util.Arrays;

/**
 * From a piece of a text to its id: the piece as written after normalisation; where the vocabulary lacks it and it is one
 * character with combining marks, the character without them, unless pieces are as a source cuts them, whose look-up knows
 * nothing of marks. One char is looked up in a table, without a String.
 * Immutable; thread-safe.
 */
final class StepLookup {
    private final Vocabulary vocabulary;
    private final Normalization normalization;
    private final boolean withoutMarks;
    /** Id of each one-char piece, [65536]. */
    private final int[] idOfChar = new int[1 << 16];

    /** @param withoutMarks whether a character that the vocabulary lacks is looked up without its marks */
    StepLookup(Vocabulary vocabulary, Normalization normalization, boolean withoutMarks) {
        this.vocabulary = vocabulary;
        this.withoutMarks = withoutMarks;
        this.normalization = normalization;
        if (normalization.isIdentity()) {
            Arrays.fill(idOfChar, vocabulary.unknownId());
            for (int id = 0; id < vocabulary.size(); id++) {
                String entry = vocabulary.entries().get(id);
                if (entry.length() == 1) {
                    idOfChar[entry.charAt(0)] = id;
                }
            }
        } else {
            for (int c = 0; c < idOfChar.length; c++) {
                idOfChar[c] = idOfString(String.valueOf((char) c));
            }
        }
    }

    int id(String text, int start, int end) {
        return end - start == 1 ? idOfChar[text.charAt(start)] : idOfString(text.substring(start, end));
    }

    private int idOfString(String piece) {
        String normal = normalization.apply(piece);
        if (withoutMarks && !vocabulary.contains(normal)) {
            String base = base(normal);
            if (base.length() < normal.length()) {
                return vocabulary.id(base);
            }
        }
        return vocabulary.id(normal);
    }

    /** The first character of {@code piece} where only combining marks follow it; else {@code piece}. */
    static String base(String piece) {
        if (piece.isEmpty() || Segmenter.character(piece, 0, piece.length()) < piece.length()) {
            return piece;
        }
        return piece.substring(0, Chars.length(piece, 0, piece.length()));
    }
}
