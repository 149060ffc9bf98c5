package dev.fastener.engine;

import dev.fastener.kernel.FloatBlock;
import dev.fastener.kernel.FusedKernels;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Matrix;
import dev.fastener.model.TaggerModel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each feature's ids look up: a folded feature's rows are input products of the first layer, computed at load, one
 * table per direction; the others' are their embeddings, to be multiplied with each batch. The smallest tables are folded
 * first, as long as all of them together stay within the limit. Immutable.
 */
final class FeatureTables implements AutoCloseable {
    private final List<Feature> features;
    private final boolean sums;
    private final boolean[] folded;

    /** [features], values of a row. */
    private final int[] strides;

    /** Embeddings of the features that are not folded; empty blocks for the others. */
    private final FloatBlock[] embeddings;

    /**
     * @param rowSize input products of one direction of the first layer; 0 where nothing can be folded
     * @param directions of the first layer
     * @param limitBytes for all tables together
     */
    FeatureTables(TaggerModel model, FusedKernels kernels, int rowSize, int directions, long limitBytes) {
        this.features = model.features();
        this.sums = model.join() == FeatureJoin.SUM;
        this.folded = folded(features, rowSize, directions, limitBytes);
        this.strides = new int[features.size()];
        this.embeddings = new FloatBlock[features.size()];
        for (int f = 0; f < strides.length; f++) {
            Matrix embedding = features.get(f).embedding();
            strides[f] = folded[f] ? rowSize : embedding.columns();
            embeddings[f] = kernels.allocate(folded[f] ? 0 : embedding.values().length);
            if (!folded[f]) {
                embeddings[f].set(0, embedding.values(), 0, embedding.values().length);
            }
        }
    }

    private static boolean[] folded(List<Feature> features, int rowSize, int directions, long limitBytes) {
        boolean[] folded = new boolean[features.size()];
        if (rowSize == 0) {
            return folded;
        }
        int[] ascending = IntStream.range(0, folded.length)
                .boxed()
                .sorted(Comparator.comparingInt(
                        f -> features.get(f).vocabulary().size()))
                .mapToInt(f -> f)
                .toArray();
        long used = 0;
        for (int f : ascending) {
            long values = (long) features.get(f).vocabulary().size() * rowSize;
            used += values * Float.BYTES * directions;
            folded[f] = used <= limitBytes && values < Integer.MAX_VALUE - 64;
        }
        return folded;
    }

    int count() {
        return features.size();
    }

    boolean folded(int feature) {
        return folded[feature];
    }

    boolean allFolded() {
        return embeddedSize() == 0;
    }

    /** Whether embeddings are added up; otherwise they stand side by side. */
    boolean sums() {
        return sums;
    }

    /** Values of a row of what the feature's ids look up. */
    int tableStride(int feature) {
        return strides[feature];
    }

    FloatBlock embedding(int feature) {
        return embeddings[feature];
    }

    /** Values that the embeddings which aren't folded give together. */
    int embeddedSize() {
        return embeddedColumn(features.size());
    }

    /** Where the values of a feature that isn't folded start among those. */
    int embeddedColumn(int feature) {
        int column = 0;
        for (int f = 0; f < feature; f++) {
            if (!folded[f]) {
                if (sums) {
                    return feature == features.size() ? strides[f] : 0;
                }
                column += strides[f];
            }
        }
        return column;
    }

    /** First column of the first layer's W that a feature is multiplied by. */
    int firstInput(int feature) {
        int column = 0;
        for (int f = 0; f < feature && !sums; f++) {
            column += features.get(f).embedding().columns();
        }
        return column;
    }

    Matrix embeddingMatrix(int feature) {
        return features.get(feature).embedding();
    }

    @Override
    public void close() {
        for (FloatBlock embedding : embeddings) {
            embedding.close();
        }
    }
}
