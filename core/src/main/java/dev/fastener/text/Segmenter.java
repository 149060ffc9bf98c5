package dev.fastener.text;

import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import java.util.BitSet;

/**
 * Cuts raw text into the steps of a tagger. White space parts words and is no step itself, unless the vocabulary has that
 * very white-space character (corpora exist that are trained with the space as a token). Every other code point is in
 * exactly one step, U+FEFF, U+0000 and lone surrogates too. Immutable; thread-safe.
 */
public final class Segmenter {
    private final TextRules.Unit unit;
    /** White-space characters that are steps. */
    private final BitSet spaces = new BitSet();

    /**
     * @param vocabulary of the model's first feature
     */
    public Segmenter(TextRules.Unit unit, Vocabulary vocabulary) {
        this.unit = unit;
        for (String entry : vocabulary.entries()) {
            if (entry.length() == 1 && Chars.of(entry.charAt(0)) == Chars.WHITE_SPACE) {
                spaces.set(entry.charAt(0));
            }
        }
    }

    /** A segmenter for which white space is never a step. */
    public Segmenter(TextRules.Unit unit) {
        this.unit = unit;
    }

    /** The steps of {@code text}. */
    public Steps segment(CharSequence text) {
        Steps steps = new Steps();
        segment(text, steps);
        return steps;
    }

    /** Replaces {@code steps} by those of {@code text}. */
    public void segment(CharSequence text, Steps steps) {
        steps.clear();
        int end = text.length();
        for (int i = 0; i < end; ) {
            byte kind = Chars.at(text, i, end);
            int next;
            if (kind == Chars.WHITE_SPACE) {
                next = i + 1;
                if (spaces.get(text.charAt(i))) {
                    steps.add(i, next);
                }
            } else {
                next = switch (unit) {
                    case CHARACTER -> character(text, i, end);
                    case MIXED -> mixed(text, i, end, kind);
                    case WORD -> Words.end(text, i, end);
                };
                steps.add(i, next);
            }
            i = next;
        }
    }

    /** End of the code point at {@code i} and the marks that follow it. */
    public static int character(CharSequence text, int i, int end) {
        int next = i + Chars.length(text, i, end);
        while (next < end && Chars.at(text, next, end) == Chars.MARK) {
            next += Chars.length(text, next, end);
        }
        return next;
    }

    private static int mixed(CharSequence text, int i, int end, byte kind) {
        int next = character(text, i, end);
        if (kind == Chars.LATIN || kind == Chars.DIGIT) {
            while (next < end && Chars.at(text, next, end) == kind) {
                next = character(text, next, end);
            }
        }
        return next;
    }
}
