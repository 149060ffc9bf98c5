package dev.fastener.engine;

import dev.fastener.kernel.FusedKernels;

/** The emissions in the order of the result: [results, tags]. */
final class ResultStage extends RowStage {
    private final FusedKernels kernels;
    private final int tags;

    ResultStage(int index, FusedKernels kernels, int tags) {
        super(index, true);
        this.kernels = kernels;
        this.tags = tags;
    }

    @Override
    public int stride() {
        return tags;
    }

    @Override
    void rows(Group group, int lane, int from, int to) {
        kernels.gather(
                group.values(index - 1), group.resultOffsets(), from, to, tags, group.values(index), 0, tags, false);
    }
}
