package dev.fastener.vocab;

import dev.fastener.model.EncodedBatch;
import java.util.Arrays;

/** Grows {@link EncodedTexts} step by step. */
final class Sequences {
    /** [features][capacity]. */
    private final int[][] ids;

    private int[] starts = new int[1024];
    private int[] ends = new int[1024];
    private int steps;
    private int[] offsets = new int[64];
    private int[] texts = new int[64];
    private int sequences;

    Sequences(int features) {
        ids = new int[features][1024];
    }

    int steps() {
        return steps;
    }

    /** Adds a step with the id of the first feature; those of the others are set later. */
    void addStep(int id, int start, int end) {
        if (steps == starts.length) {
            starts = Arrays.copyOf(starts, 2 * steps);
            ends = Arrays.copyOf(ends, 2 * steps);
            for (int f = 0; f < ids.length; f++) {
                ids[f] = Arrays.copyOf(ids[f], 2 * steps);
            }
        }
        ids[0][steps] = id;
        starts[steps] = start;
        ends[steps++] = end;
    }

    void setId(int feature, int step, int id) {
        ids[feature][step] = id;
    }

    /** Ends a sequence of {@code text} before {@code step}, which the next one starts with. */
    void endSequence(int text, int step) {
        if (sequences + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            texts = Arrays.copyOf(texts, 2 * texts.length);
        }
        texts[sequences++] = text;
        offsets[sequences] = step;
    }

    EncodedTexts encoded() {
        for (int f = 0; f < ids.length; f++) {
            ids[f] = Arrays.copyOf(ids[f], steps);
        }
        return new EncodedTexts(
                new EncodedBatch(ids, Arrays.copyOf(offsets, sequences + 1)),
                Arrays.copyOf(texts, sequences),
                Arrays.copyOf(starts, steps),
                Arrays.copyOf(ends, steps));
    }
}
