package dev.fastener.vocab;

import dev.fastener.model.EncodedBatch;
import java.util.Arrays;

/**
 * Texts as an engine reads them. A text is one sequence, several where it is longer than the model's maximum, or none where
 * it has no steps; sequences stand in the order of their texts. The arrays are shared, not copied.
 *
 * @param batch all sequences
 * @param texts [sequences], index of each sequence's text, ascending
 * @param starts [steps], where a step starts in its text: UTF-16 units in raw text, tokens in tokenised text
 * @param ends [steps], where it ends (exclusive)
 */
public record EncodedTexts(EncodedBatch batch, int[] texts, int[] starts, int[] ends) {
    /** The sequences {@code order[from]} to {@code order[to]} (exclusive) side by side, in that order. */
    public EncodedBatch select(int[] order, int from, int to) {
        int[] offsets = new int[to - from + 1];
        for (int i = from; i < to; i++) {
            offsets[i - from + 1] = offsets[i - from] + batch.length(order[i]);
        }
        int[][] ids = new int[batch.ids().length][];
        for (int feature = 0; feature < ids.length; feature++) {
            ids[feature] = new int[offsets[to - from]];
            for (int i = from; i < to; i++) {
                System.arraycopy(
                        batch.ids()[feature],
                        batch.offsets()[order[i]],
                        ids[feature],
                        offsets[i - from],
                        batch.length(order[i]));
            }
        }
        return new EncodedBatch(ids, offsets);
    }

    /** The sequences from the longest to the shortest; of equal ones the first comes first. */
    public int[] longestFirst() {
        long[] keys = new long[batch.sequences()];
        for (int s = 0; s < keys.length; s++) {
            keys[s] = (long) (Integer.MAX_VALUE - batch.length(s)) << 32 | s;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }
}
