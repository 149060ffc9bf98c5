package dev.fastener.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One recurrent direction on vectors. The state of a batch is [sequences, padded] where padded is the hidden size filled up
 * to whole panels: what stands in the places beyond the hidden size is of no meaning and never leaves.
 */
abstract class VectorDirection implements FusedKernels.Direction {
    final int hidden;

    /** Hidden size filled up. */
    final int padded;

    final VectorPanels recurrent;
    private final boolean reverse;

    VectorDirection(DirectionWeights weights, int padded, int[] order) {
        this.hidden = weights.hidden();
        this.padded = padded;
        this.recurrent = new VectorPanels(NarrowMatrix.recurrent(weights), order);
        this.reverse = weights.reverse();
    }

    @Override
    public int rowSize() {
        return recurrent.panels * VectorTiles.PANEL;
    }

    /** States of the three kinds below, then the scratch of a step. */
    @Override
    public int stateSize(int sequences) {
        return Math.addExact(Math.multiplyExact(sequences, 3 * padded), scratchSize());
    }

    /** Values of scratch that {@link #rows} and {@link #row} need. */
    abstract int scratchSize();

    @Override
    public void run(
            PackedSteps steps,
            FloatBlock input,
            int[] rowOffsets,
            @Nullable InitialStates initial,
            FloatBlock output,
            int yColumn,
            int yStride,
            FloatBlock scratch) {
        float[] inputs = ArrayBlock.values(input);
        float[] y = ArrayBlock.values(output);
        float[] x = ArrayBlock.values(scratch);
        int size = steps.count(0) * padded;
        int cells = ArrayBlock.START;
        // The outputs of the step before as the product reads them, and those of this step.
        int before = cells + size;
        int now = before + size;
        int free = now + size;
        Arrays.fill(x, cells, now, 0f);
        for (int r = 0; initial != null && r < steps.count(0); r++) {
            int from = ArrayBlock.START + initial.offsets()[r] + (cellsAreOutputs() ? 0 : hidden);
            System.arraycopy(ArrayBlock.values(initial.values()), from, x, cells + r * padded, hidden);
        }
        for (int i = 0; i < steps.longest(); i++) {
            int t = reverse ? steps.longest() - 1 - i : i;
            int first = steps.offset(t);
            int count = steps.count(t);
            int known = steps.continued(t, reverse);
            for (; initial != null && known < count; known++) {
                start(initial, known, x, before + known * padded);
            }
            step(x, cells, before, now, free, known, count, inputs, rowOffsets, first, i % 2 != 0);
            for (int r = 0; r < count; r++) {
                System.arraycopy(x, now + r * padded, y, ArrayBlock.START + (first + r) * yStride + yColumn, hidden);
            }
            if (recurrent.narrowsInputs()) {
                for (int r = 0; r < count; r++) {
                    recurrent.narrow(x, now + r * padded, x, before + r * padded);
                }
            } else {
                int swapped = before;
                before = now;
                now = swapped;
            }
        }
    }

    /** Puts the output that a sequence starts from where the product reads it. */
    private void start(InitialStates initial, int rank, float[] x, int before) {
        float[] states = ArrayBlock.values(initial.values());
        int from = ArrayBlock.START + initial.offsets()[rank];
        if (recurrent.narrowsInputs()) {
            recurrent.narrow(states, from, x, before);
        } else {
            System.arraycopy(states, from, x, before, hidden);
        }
    }

    /** Whether what {@link #step} gets as cells are the outputs of the step before. */
    abstract boolean cellsAreOutputs();

    /**
     * One step: the first {@code known} of {@code count} sequences have a step before them.
     *
     * @param x all of the state
     * @param cells an LSTM's cells; a GRU's outputs as they are, [count, padded], in and out
     * @param before the outputs of the step before as the product reads them, [known, padded]
     * @param now the outputs of this step, [count, padded], out
     * @param free scratch
     * @param inputs input products; of sequence r at START + offsets[first + r]
     * @param descending take the panels of the weights in descending order: every other step does, so that it finds what the
     *     step before read last still in the caches
     */
    abstract void step(
            float[] x,
            int cells,
            int before,
            int now,
            int free,
            int known,
            int count,
            float[] inputs,
            int[] offsets,
            int first,
            boolean descending);

    @Override
    public void close() {}
}
