package dev.fastener.engine;

import dev.fastener.kernel.FloatBlock;

/** exp(x) / sum of exp(x) over each row of the stage before. */
final class SoftmaxStage extends RowStage {
    private final int size;
    private final int inputStride;

    SoftmaxStage(int index, boolean ofResult, int size, int inputStride) {
        super(index, ofResult);
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
        float[] row = group.row(lane, size);
        for (int r = from; r < to; r++) {
            input.get(r * inputStride, row, 0, size);
            softmax(row, size);
            output.set(r * size, row, 0, size);
        }
    }

    private static void softmax(float[] x, int size) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, x[i]);
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            x[i] = (float) Math.exp(x[i] - max);
            sum += x[i];
        }
        for (int i = 0; i < size; i++) {
            x[i] = (float) (x[i] / sum);
        }
    }
}
