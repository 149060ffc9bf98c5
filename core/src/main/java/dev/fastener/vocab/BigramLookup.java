package dev.fastener.vocab;

import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Vocabulary;
import java.util.Arrays;

/**
 * From two neighbouring steps to the id of both joined; of the last step and {@link FeatureUnit#END}. Where the vocabulary
 * lacks a pair with combining marks, the pair without them counts, unless steps are as a source cuts them. A pair of single chars is looked up in a hash table of
 * ints, without a String. Immutable; thread-safe.
 */
final class BigramLookup {
    private final Vocabulary vocabulary;
    private final Normalization normalization;
    private final boolean withoutMarks;
    /** Each char after normalisation; 0 where that is not one char. Empty where nothing is normalised. */
    private final char[] normal;

    private final int mask;
    /** Two chars, the first in the high half; 0 where the slot is free. */
    private final int[] pairs;

    private final int[] ids;

    /** @param withoutMarks whether a pair that the vocabulary lacks is looked up without its marks */
    BigramLookup(Vocabulary vocabulary, Normalization normalization, boolean withoutMarks) {
        this.vocabulary = vocabulary;
        this.withoutMarks = withoutMarks;
        this.normalization = normalization;
        this.normal = normalization.isIdentity() ? new char[0] : new char[1 << 16];
        for (int c = 0; c < normal.length; c++) {
            String changed = normalization.apply(String.valueOf((char) c));
            normal[c] = changed.length() == 1 ? changed.charAt(0) : 0;
        }
        this.mask = Integer.highestOneBit(Math.max(8, 3 * vocabulary.size())) * 2 - 1;
        this.pairs = new int[mask + 1];
        this.ids = new int[mask + 1];
        Arrays.fill(ids, vocabulary.unknownId());
        for (int id = 0; id < vocabulary.size(); id++) {
            String entry = vocabulary.entries().get(id);
            if (entry.length() == 2 && entry.charAt(0) != 0) {
                int slot = slot(entry.charAt(0) << 16 | entry.charAt(1));
                pairs[slot] = entry.charAt(0) << 16 | entry.charAt(1);
                ids[slot] = id;
            }
        }
    }

    /** Slot of {@code pair}, or the free slot where it would be. */
    private int slot(int pair) {
        int slot = pair * 0x9E3779B9;
        slot = (slot ^ slot >>> 15) & mask;
        while (pairs[slot] != 0 && pairs[slot] != pair) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Id of the step [start, end) joined with the step [nextStart, nextEnd); -1 as nextStart where there is none. */
    int id(String text, int start, int end, int nextStart, int nextEnd) {
        if (end - start == 1 && nextStart >= 0 && nextEnd - nextStart == 1) {
            char first = normal(text.charAt(start));
            char second = normal(text.charAt(nextStart));
            if (first != 0 && second != 0) {
                return ids[slot(first << 16 | second)];
            }
        }
        String step = normalization.apply(text.substring(start, end));
        String next = nextStart < 0 ? FeatureUnit.END : normalization.apply(text.substring(nextStart, nextEnd));
        String pair = step + next;
        return !withoutMarks || vocabulary.contains(pair)
                ? vocabulary.id(pair)
                : vocabulary.id(StepLookup.base(step) + StepLookup.base(next));
    }

    private char normal(char c) {
        return normal.length == 0 ? c : normal[c];
    }
}
