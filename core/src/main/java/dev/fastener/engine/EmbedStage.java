package dev.fastener.engine;

import dev.fastener.kernel.FusedKernels;

/** The embeddings of the features that are not folded, side by side or added up: [rows, size]. */
final class EmbedStage extends RowStage {
    private final FusedKernels kernels;
    private final FeatureTables features;

    EmbedStage(int index, FusedKernels kernels, FeatureTables features) {
        super(index, false);
        this.kernels = kernels;
        this.features = features;
    }

    @Override
    public int stride() {
        return features.embeddedSize();
    }

    @Override
    void rows(Group group, int lane, int from, int to) {
        boolean first = true;
        for (int f = 0; f < features.count(); f++) {
            if (features.folded(f)) {
                continue;
            }
            kernels.gather(
                    features.embedding(f),
                    group.tableOffsets(f),
                    from,
                    to,
                    features.tableStride(f),
                    group.values(index),
                    features.embeddedColumn(f),
                    stride(),
                    features.sums() && !first);
            first = false;
        }
    }
}
