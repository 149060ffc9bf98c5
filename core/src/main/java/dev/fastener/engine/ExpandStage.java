package dev.fastener.engine;

import dev.fastener.kernel.FusedKernels;
import java.util.Arrays;

/**
 * Behind the last recurrent layer of a model with masked pads: rows in the order of the result, with the masked steps that
 * the recurrent layers left out. A masked row gets zeros, or of each direction the output of the step before it in that
 * direction's travel.
 */
final class ExpandStage extends RowStage {
    private final FusedKernels kernels;

    /** Of the directions that exist: 0 forward, 1 backward. */
    private final int[] directions;

    private final int hidden;

    ExpandStage(int index, FusedKernels kernels, int[] directions, int hidden) {
        super(index, true);
        this.kernels = kernels;
        this.directions = directions;
        this.hidden = hidden;
    }

    @Override
    public int stride() {
        return directions.length * hidden;
    }

    @Override
    public void reserve(Group group) {
        super.reserve(group);
        // The row behind the last of the layer's output is what a step gets that has nothing before it.
        float[] zeros = group.row(0, stride());
        Arrays.fill(zeros, 0, stride(), 0f);
        group.values(index - 1).set(group.steps().rows() * stride(), zeros, 0, stride());
    }

    /** Where in the layer's output a direction's values of a row start. */
    int offset(int row, int direction) {
        int place = directions.length == 2 ? direction : 0;
        return row * stride() + place * hidden;
    }

    @Override
    void rows(Group group, int lane, int from, int to) {
        for (int place = 0; place < directions.length; place++) {
            kernels.gather(
                    group.values(index - 1),
                    group.expandOffsets(directions[place]),
                    from,
                    to,
                    hidden,
                    group.values(index),
                    place * hidden,
                    stride(),
                    false);
        }
    }
}
