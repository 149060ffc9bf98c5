package dev.fastener.engine;

import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.FusedKernels.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recurrent layer: one lane for each direction, their outputs side by side. */
final class RecurrentStage implements Stage {
    private final int index;
    private final int hidden;
    private final List<Direction> directions;

    /** Of each direction. */
    private final List<StepInputs> inputs;

    /** Of the direction that comes to a sentence through its pads, where there is one and they are not computed. */
    private @Nullable PadStates padStates;

    private int padLane = -1;

    RecurrentStage(int index, int hidden, List<Direction> directions, List<StepInputs> inputs) {
        this.index = index;
        this.hidden = hidden;
        this.directions = directions;
        this.inputs = inputs;
    }

    @Override
    public int stride() {
        return directions.size() * hidden;
    }

    @Override
    public int lanes(int threads) {
        return directions.size();
    }

    @Override
    public void reserve(Group group) {
        // One row more than there are, for ExpandStage.
        group.reserve(index, group.steps().rows() + 1, stride());
        for (int lane = 0; lane < directions.size(); lane++) {
            group.reserveLane(
                    lane,
                    inputs.get(lane).computedSize(),
                    directions.get(lane).stateSize(group.steps().sequences()));
        }
    }

    @Override
    public void run(Group group, int lane, int lanes) {
        if (group.steps().rows() == 0) {
            return;
        }
        StepInputs input = inputs.get(lane);
        input.compute(group, lane);
        directions
                .get(lane)
                .run(
                        group.steps(),
                        input.rows(group, lane),
                        input.offsets(group, lane),
                        padStates == null || lane != padLane ? null : padStates.from(group.padOffsets()),
                        group.values(index),
                        lane * hidden,
                        stride(),
                        group.state(lane));
    }

    /**
     * Computes the states after each number of pads, once.
     *
     * @param pad a group of one sequence, whose only step is a pad
     * @param lane of the direction that comes through the pads
     */
    void preparePads(FusedKernels kernels, Group pad, int lane, int most) {
        StepInputs input = inputs.get(lane);
        input.compute(pad, lane);
        padStates = new PadStates(
                kernels, directions.get(lane), hidden, input.rows(pad, lane), input.offsets(pad, lane), most);
        padLane = lane;
    }

    /** Largest magnitude that a direction's output has in a group. */
    float largestOutput(Group group, int lane) {
        float[] row = group.row(0, stride());
        float largest = 0;
        for (int r = 0; r < group.steps().rows(); r++) {
            group.values(index).get(r * stride() + lane * hidden, row, 0, hidden);
            for (int i = 0; i < hidden; i++) {
                largest = Math.max(largest, Math.abs(row[i]));
            }
        }
        return largest;
    }

    @Override
    public void close() {
        if (padStates != null) {
            padStates.close();
        }
        directions.forEach(Direction::close);
        inputs.forEach(StepInputs::close);
    }
}
