package dev.fastener.engine;

import dev.fastener.kernel.FloatBlock;
import dev.fastener.kernel.FusedKernels.Projection;

/** Input products of a layer over the output of another stage, computed with each batch. */
final class ProjectedInputs implements StepInputs {
    private final Projection projection;
    private final int stage;
    private final int stride;

    /**
     * @param stage whose output is multiplied
     * @param stride of that stage's rows
     */
    ProjectedInputs(Projection projection, int stage, int stride) {
        this.projection = projection;
        this.stage = stage;
        this.stride = stride;
    }

    @Override
    public int computedSize() {
        return projection.rowSize();
    }

    @Override
    public void compute(Group group, int lane) {
        projection.run(
                group.values(stage), stride, 0, group.steps().rows(), group.products(lane), projection.rowSize());
    }

    @Override
    public FloatBlock rows(Group group, int lane) {
        return group.products(lane);
    }

    @Override
    public int[] offsets(Group group, int lane) {
        return group.productOffsets(lane, projection.rowSize());
    }

    @Override
    public void close() {
        projection.close();
    }
}
