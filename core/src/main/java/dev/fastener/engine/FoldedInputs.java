package dev.fastener.engine;

import dev.fastener.kernel.DirectionWeights;
import dev.fastener.kernel.FloatBlock;
import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.FusedKernels.Projection;
import dev.fastener.kernel.Workers;
import dev.fastener.model.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Input products of the first layer. W x + b is a sum over the features, W_f E_f[id] each, and b: for a folded feature
 * W_f E_f is a table made at load, and b is in the first of the tables. Where one table is all there is, its rows are
 * read in place.
 */
final class FoldedInputs implements StepInputs {
    /** Vocabulary entries of one task of the load. */
    private static final int GRAIN = 96;

    private final FusedKernels kernels;
    private final FeatureTables features;

    /** [features], [vocabulary, rowSize]; empty for a feature that isn't folded. */
    private final FloatBlock[] tables;

    /** Of the features that aren't folded; null where all are. */
    private final @Nullable ProjectedInputs rest;

    private final int rowSize;

    FoldedInputs(FusedKernels kernels, FeatureTables features, DirectionWeights weights, int rowSize, Workers workers) {
        this.kernels = kernels;
        this.features = features;
        this.rowSize = rowSize;
        this.tables = new FloatBlock[features.count()];
        this.rest = features.allFolded() ? null : rest(kernels, features, weights);
        boolean withBias = rest == null;
        for (int f = 0; f < tables.length; f++) {
            Matrix embedding = features.embeddingMatrix(f);
            tables[f] = kernels.allocate(features.folded(f) ? embedding.rows() * rowSize : 0);
            if (features.folded(f)) {
                fold(weights, features.firstInput(f), embedding, withBias, tables[f], workers);
                withBias = false;
            }
        }
    }

    private void fold(
            DirectionWeights weights,
            int firstInput,
            Matrix embedding,
            boolean withBias,
            FloatBlock table,
            Workers workers) {
        int inputs = embedding.columns();
        try (Projection projection = kernels.projection(weights, firstInput, inputs, withBias);
                FloatBlock x = kernels.allocate(embedding.values().length)) {
            x.set(0, embedding.values(), 0, embedding.values().length);
            int tasks = (embedding.rows() + GRAIN - 1) / GRAIN;
            workers.run(
                    tasks,
                    task -> projection.run(
                            x, inputs, task * GRAIN, Math.min(embedding.rows(), (task + 1) * GRAIN), table, rowSize));
        }
    }

    /** One product for all features that aren't folded, over the columns of W that are theirs. */
    private static ProjectedInputs rest(FusedKernels kernels, FeatureTables features, DirectionWeights weights) {
        int size = features.embeddedSize();
        int rows = weights.cell().gates() * weights.hidden();
        float[] kernel = new float[rows * size];
        for (int f = 0; f < features.count(); f++) {
            if (features.folded(f)) {
                continue;
            }
            int columns = features.embeddingMatrix(f).columns();
            for (int row = 0; row < rows; row++) {
                System.arraycopy(
                        weights.kernel(),
                        row * weights.inputs() + features.firstInput(f),
                        kernel,
                        row * size + features.embeddedColumn(f),
                        columns);
            }
        }
        DirectionWeights part = new DirectionWeights(
                weights.cell(),
                size,
                weights.hidden(),
                kernel,
                weights.recurrentKernel(),
                weights.bias(),
                weights.recurrentBias(),
                weights.activation(),
                weights.gateActivation(),
                weights.precision(),
                weights.inputScale(),
                weights.outputScale(),
                weights.kernelScales(),
                weights.recurrentScales(),
                weights.reverse());
        return new ProjectedInputs(kernels.projection(part, 0, size, true), 0, size);
    }

    @Override
    public int computedSize() {
        return readInPlace() ? 0 : rowSize;
    }

    @Override
    public void compute(Group group, int lane) {
        if (readInPlace()) {
            return;
        }
        if (rest != null) {
            rest.compute(group, lane);
        }
        boolean add = rest != null;
        for (int f = 0; f < tables.length; f++) {
            if (features.folded(f)) {
                kernels.gather(
                        tables[f],
                        group.tableOffsets(f),
                        0,
                        group.steps().rows(),
                        rowSize,
                        group.products(lane),
                        0,
                        rowSize,
                        add);
                add = true;
            }
        }
    }

    private boolean readInPlace() {
        return rest == null && tables.length == 1;
    }

    @Override
    public FloatBlock rows(Group group, int lane) {
        return readInPlace() ? tables[0] : group.products(lane);
    }

    @Override
    public int[] offsets(Group group, int lane) {
        return readInPlace() ? group.tableOffsets(0) : group.productOffsets(lane, rowSize);
    }

    @Override
    public void close() {
        for (FloatBlock table : tables) {
            table.close();
        }
        if (rest != null) {
            rest.close();
        }
    }
}
