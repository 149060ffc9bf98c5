package dev.fastener.model;

/**
 * The emissions of a batch: the last tensor before the head. The rows of sequence s start at row offsets[s]. Under
 * {@link Head#overPads()} a sequence has rows for its pads too; its real rows are then lead[s] to lead[s] + length
 * (exclusive) of its rows, otherwise lead is 0 and all rows are real.
 *
 * @param tags values per row
 * @param offsets [sequences + 1], in rows
 * @param lead [sequences], rows of pads before the first real one
 * @param values [rows * tags]
 */
public record TagScores(int tags, int[] offsets, int[] lead, float[] values) {
    public TagScores {
        if ((long) offsets[offsets.length - 1] * tags > values.length || lead.length != offsets.length - 1) {
            throw new IllegalArgumentException("scores: expected " + offsets[offsets.length - 1] + " rows of " + tags
                    + " and " + (offsets.length - 1) + " leads, found " + values.length + " values and " + lead.length);
        }
    }

    public int sequences() {
        return offsets.length - 1;
    }

    /** Rows of sequence {@code s}, pads included where the head runs over them. */
    public int rows(int s) {
        return offsets[s + 1] - offsets[s];
    }
}
