package dev.fastener.text;

import dev.fastener.model.Segmentation;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import java.util.BitSet;

/**
 * Cuts raw text into the steps of a tagger. White space parts words and is no step itself, unless the vocabulary has that
 * very white-space character (corpora exist that are trained with the space as a token), or the segmentation says that it is one.
 * Every other code point is in exactly one step, U+FEFF, U+0000 and lone surrogates too, but for separators and for what is removed.
 * Immutable; thread-safe.
 */
public final class Segmenter {
    private final TextRules.Unit unit;
    /** White-space characters that are steps. */
    private final BitSet spaces = new BitSet();
    /** Of {@link TextRules.Unit#SEPARATED}. */
    private final BitSet separators;

    private final BitSet removed;

    /**
     * @param vocabulary of the model's first feature
     */
    public Segmenter(Segmentation segmentation, Vocabulary vocabulary) {
        this(segmentation);
        for (String entry : vocabulary.entries()) {
            if (entry.length() == 1 && Chars.isWhiteSpace(entry.charAt(0))) {
                spaces.set(entry.charAt(0));
            }
        }
    }

    /** A segmenter for which white space is a step only where the segmentation says so. */
    public Segmenter(Segmentation segmentation) {
        unit = segmentation.unit();
        separators = segmentation.separators().isEmpty()
                ? CodePoints.whiteSpaceOfPython()
                : CodePoints.of(segmentation.separators());
        removed = CodePoints.of(segmentation.removed());
        if (segmentation.spaces()) {
            spaces.set(0, Character.MAX_VALUE);
        }
    }

    /** A segmenter for which white space is never a step. */
    public Segmenter(TextRules.Unit unit) {
        this(Segmentation.of(unit));
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
        if (unit == TextRules.Unit.SEPARATED) {
            separate(text, steps);
            return;
        }
        for (int i = 0; i < end; ) {
            byte kind = Chars.at(text, i, end);
            int next;
            if (kind == Chars.WHITE_SPACE) {
                next = i + 1;
                if (spaces.get(text.charAt(i)) && !removed.get(text.charAt(i))) {
                    steps.add(i, next);
                }
            } else {
                next = switch (unit) {
                    case CHARACTER -> character(text, i, end);
                    case CODE_POINT -> i + Chars.length(text, i, end);
                    case MIXED -> mixed(text, i, end, kind);
                    case WORD -> Words.end(text, i, end);
                    case SEPARATED -> throw new AssertionError();
                };
                if (removed.isEmpty() || !removed.get(Character.codePointAt(text, i))) {
                    steps.add(i, next);
                }
            }
            i = next;
        }
    }

    /** A step runs from the first to the last code point between separators that isn't removed; where all are, there is none. */
    private void separate(CharSequence text, Steps steps) {
        int start = -1;
        int last = -1;
        int next;
        for (int i = 0; i < text.length(); i = next) {
            int c = Character.codePointAt(text, i);
            next = i + Character.charCount(c);
            if (removed.get(c)) {
                continue; // before all else: a separator that is removed parts nothing
            }
            if (!separators.get(c)) {
                start = start < 0 ? i : start;
                last = next;
            } else if (start >= 0) {
                steps.add(start, last);
                start = -1;
            }
        }
        if (start >= 0) {
            steps.add(start, last);
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
