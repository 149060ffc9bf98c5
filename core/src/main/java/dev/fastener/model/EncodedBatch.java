package dev.fastener.model;

/**
 * Sequences of ids side by side without padding: sequence s has the steps offsets[s] to offsets[s + 1] (exclusive). The
 * arrays are shared, not copied.
 *
 * @param ids [features][steps], in the order of the model's features
 * @param offsets [sequences + 1], ascending from 0
 */
public record EncodedBatch(int[][] ids, int[] offsets) {
    public EncodedBatch {
        int steps = offsets.length == 0 ? -1 : offsets[offsets.length - 1];
        boolean ascending = offsets.length > 0 && offsets[0] == 0;
        for (int s = 1; s < offsets.length; s++) {
            ascending &= offsets[s] >= offsets[s - 1];
        }
        if (!ascending) {
            throw new IllegalArgumentException("batch offsets: expected 0 first and then ascending");
        }
        for (int[] feature : ids) {
            if (feature.length < steps) {
                throw new IllegalArgumentException(
                        "batch ids: expected " + steps + " steps for each feature, found " + feature.length);
            }
        }
    }

    public int sequences() {
        return offsets.length - 1;
    }

    /** Steps of all sequences together. */
    public int steps() {
        return offsets[offsets.length - 1];
    }

    /** Steps of sequence {@code s}. */
    public int length(int s) {
        return offsets[s + 1] - offsets[s];
    }
}
