package dev.fastener.engine;

import dev.fastener.kernel.FloatBlock;
import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.FusedKernels.Direction;
import dev.fastener.kernel.InitialStates;
import dev.fastener.kernel.PackedSteps;

/**
 * The states that one direction is in after 0, 1, 2, ... visible pads, computed once at load: a sentence that lies behind so
 * many pads starts from there, and its pads need not be computed. The same kernels make the same steps, so not a bit differs
 * from computing them. Immutable.
 */
final class PadStates implements AutoCloseable {
    /** Longest padded length that has a table. */
    static final int LONGEST = 8192;

    private final FloatBlock values;
    private final int size;

    /**
     * @param input input products of a pad, at {@code inputOffsets[0]}
     * @param most pads before a sentence
     */
    PadStates(FusedKernels kernels, Direction direction, int hidden, FloatBlock input, int[] inputOffsets, int most) {
        size = 2 * hidden;
        values = kernels.allocate(Math.multiplyExact(most + 1, size));
        float[] state = new float[size];
        PackedSteps one = new PackedSteps(new int[] {0, 1});
        int[] from = new int[1];
        try (FloatBlock y = kernels.allocate(hidden);
                FloatBlock scratch = kernels.allocate(direction.stateSize(1))) {
            values.set(0, state, 0, size);
            for (int pads = 1; pads <= most; pads++) {
                direction.run(one, input, inputOffsets, new InitialStates(values, from), y, 0, hidden, scratch);
                y.get(0, state, 0, hidden);
                scratch.get(0, state, hidden, hidden);
                from[0] = pads * size;
                values.set(from[0], state, 0, size);
            }
        }
    }

    /** Values of a state. */
    int size() {
        return size;
    }

    InitialStates from(int[] offsets) {
        return new InitialStates(values, offsets);
    }

    @Override
    public void close() {
        values.close();
    }
}
