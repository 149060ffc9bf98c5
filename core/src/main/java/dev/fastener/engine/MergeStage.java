package dev.fastener.engine;

import dev.fastener.kernel.FloatBlock;
import dev.fastener.model.Merge;

/** Two directions side by side become one: their sum, average or product, value by value. */
final class MergeStage extends RowStage {
    private final Merge merge;
    private final int size;
    private final int inputStride;

    /** @param size values of one direction */
    MergeStage(int index, boolean ofResult, Merge merge, int size, int inputStride) {
        super(index, ofResult);
        this.merge = merge;
        this.size = size;
        this.inputStride = inputStride;
    }

    @Override
    public int stride() {
        return size;
    }

    @Override
    void rows(Group group, int lane, int from, int to) {
        FloatBlock input = group.values(index - 1);
        FloatBlock output = group.values(index);
        float[] row = group.row(lane, 2 * size);
        for (int r = from; r < to; r++) {
            input.get(r * inputStride, row, 0, 2 * size);
            for (int i = 0; i < size; i++) {
                row[i] = switch (merge) {
                    case SUM -> row[i] + row[size + i];
                    case AVERAGE -> (row[i] + row[size + i]) / 2;
                    case MULTIPLY -> row[i] * row[size + i];
                    case CONCAT -> throw new IllegalStateException("directions side by side need no merging");
                };
            }
            output.set(r * size, row, 0, size);
        }
    }
}
