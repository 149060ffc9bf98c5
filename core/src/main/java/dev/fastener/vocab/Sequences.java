package dev.fastener.vocab;

import dev.fastener.model.EncodedBatch;
import java.util.Arrays;

/** Grows {@link EncodedTexts} step by step. */
final class Sequences {
    /** [features][capacity]. */
    private final int[][] ids;

    private int[] starts;
    private int[] ends;
    private int steps;
    private int[] offsets = new int[65];
    private int[] texts = new int[64];
    private int sequences;

    /** @param capacity steps that are expected, so that nothing need grow */
    Sequences(int features, int capacity) {
        int room = Math.max(16, capacity);
        ids = new int[features][room];
        starts = new int[room];
        ends = new int[room];
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

    /** Of the steps from {@code base} on, keeps those from {@code from} to {@code to} (exclusive), counted from there. */
    void keep(int base, int from, int to) {
        System.arraycopy(ids[0], base + from, ids[0], base, to - from);
        System.arraycopy(starts, base + from, starts, base, to - from);
        System.arraycopy(ends, base + from, ends, base, to - from);
        steps = base + to - from;
    }

    void setId(int feature, int step, int id) {
        ids[feature][step] = id;
    }

    /** Ends a sequence of {@code text} before {@code step}, which the next one starts with. */
    void endSequence(int text, int step) {
        if (sequences == texts.length) {
            texts = Arrays.copyOf(texts, 2 * sequences);
            offsets = Arrays.copyOf(offsets, texts.length + 1);
        }
        texts[sequences++] = text;
        offsets[sequences] = step;
    }

    EncodedTexts encoded() {
        for (int f = 0; f < ids.length; f++) {
            ids[f] = first(steps, ids[f]);
        }
        return new EncodedTexts(
                new EncodedBatch(ids, first(sequences + 1, offsets)),
                first(sequences, texts),
                first(steps, starts),
                first(steps, ends));
    }

    private static int[] first(int count, int[] values) {
        return count == values.length ? values : Arrays.copyOf(values, count);
    }
}
