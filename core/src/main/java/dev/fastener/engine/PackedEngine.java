package dev.fastener.engine;

import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.PackedMatrix;
import dev.fastener.kernel.PackedSteps;
import dev.fastener.kernel.Recurrence;
import dev.fastener.kernel.RecurrentMatrices;
import dev.fastener.kernel.Workers;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training's forward pass as an engine: recurrent layers and dense layers in series over packed sequences, no padding
 * computed, the two directions of a layer side by side. For models whose pads don't exist or are masked; see
 * {@link #supports}.
 */
public final class PackedEngine implements Engine {
    private final TaggerModel model;
    private final Kernels kernels = Kernels.best();
    private final Workers workers;

    /** Weights of each layer: by direction of a recurrent one, or of a dense one. */
    private final List<RecurrentMatrices[]> recurrent = new ArrayList<>();

    private final List<PackedMatrix> dense = new ArrayList<>();

    /** @param threads that one call may use */
    public PackedEngine(TaggerModel model, int threads) {
        if (!supports(model)) {
            throw new IllegalArgumentException(
                    "packed engine: runs LSTM, GRU and dense layers in series, with pads that"
                            + " don't exist or are masked; this model has others");
        }
        this.model = model;
        this.workers = new Workers(threads);
        for (Layer layer : model.body()) {
            recurrent.add(layer instanceof Recurrent r ? matrices(r) : new RecurrentMatrices[0]);
            dense.add(new PackedMatrix(kernels));
            if (layer instanceof Dense d) {
                Matrix kernel = d.kernel();
                dense.get(dense.size() - 1).pack(kernel.rows(), kernel.columns(), kernel.values(), 0, kernel.columns());
            }
        }
    }

    /** Whether this engine runs {@code model}. */
    public static boolean supports(TaggerModel model) {
        return !(model.text().padding() instanceof PaddingRule.Visible)
                && model.body().stream().allMatch(PackedEngine::supports);
    }

    private static boolean supports(Layer layer) {
        if (layer instanceof Dense d) {
            return d.activation() == Activation.LINEAR
                    || d.activation() == Activation.TANH
                    || d.activation() == Activation.SIGMOID;
        }
        return layer instanceof Recurrent r
                && r.cell() != Recurrent.Cell.GRU_RESET_BEFORE
                && r.activation() == Activation.TANH
                && r.recurrentActivation() == Activation.SIGMOID
                && (r.directions() == 1 || r.merge() == Merge.CONCAT)
                && weights(r).stream().allMatch(w -> w.peepholes().length == 0);
    }

    /** Of the directions that exist, the forward one first. */
    private static List<RecurrentWeights> weights(Recurrent layer) {
        List<RecurrentWeights> weights = new ArrayList<>(2);
        if (layer.forward() != null) {
            weights.add(layer.forward());
        }
        if (layer.backward() != null) {
            weights.add(layer.backward());
        }
        return weights;
    }

    private RecurrentMatrices[] matrices(Recurrent layer) {
        return weights(layer).stream().map(w -> matrices(w, layer.cell())).toArray(RecurrentMatrices[]::new);
    }

    private RecurrentMatrices matrices(RecurrentWeights weights, Recurrent.Cell cell) {
        float[] bias = weights.bias().clone();
        if (cell == Recurrent.Cell.LSTM) {
            kernels.axpy(bias.length, 1f, weights.recurrentBias(), 0, bias, 0);
        }
        return new RecurrentMatrices(kernels, weights.inputSize(), weights.hiddenSize(), cell.gates())
                .loadOnnx(weights.kernel().values(), weights.recurrentKernel().values(), bias, weights.recurrentBias());
    }

    @Override
    public String name() {
        return "core " + kernels.name();
    }

    @Override
    public Workspace newWorkspace() {
        return new Scratch();
    }

    @Override
    public void close() {
        workers.close();
    }

    @Override
    public TagScores score(EncodedBatch batch, Workspace workspace) {
        BatchCheck.check(model, batch);
        PackedSteps steps = new PackedSteps(batch.offsets());
        float[] values = ((Scratch) workspace).run(batch, steps);
        int tags = model.tags().size();
        float[] scores = new float[steps.rows() * tags];
        for (int i = 0; i < steps.rows(); i++) {
            System.arraycopy(values, steps.row(i) * tags, scores, i * tags, tags);
        }
        return new TagScores(tags, batch.offsets(), new int[batch.sequences()], scores);
    }

    /** Activations of one batch. */
    private final class Scratch implements Workspace {
        private float[] embedded = {};

        /** Output of each layer, [layers][rows, size]. */
        private final float[][] outputs = new float[recurrent.size()][0];

        private final List<Recurrence[]> recurrences = new ArrayList<>();

        Scratch() {
            for (int l = 0; l < recurrent.size(); l++) {
                RecurrentMatrices[] weights = recurrent.get(l);
                Recurrence[] directions = new Recurrence[weights.length];
                for (int d = 0; d < directions.length; d++) {
                    boolean reverse = d == 1 || ((Recurrent) model.body().get(l)).forward() == null;
                    directions[d] = Recurrence.of(kernels, weights[d], reverse);
                }
                recurrences.add(directions);
            }
        }

        @Override
        public void close() {}

        /** The last layer's output, [rows, tags], in packed order. */
        float[] run(EncodedBatch batch, PackedSteps steps) {
            embed(batch, steps);
            float[] x = embedded;
            for (int l = 0; l < outputs.length; l++) {
                Layer layer = model.body().get(l);
                outputs[l] = Recurrence.grown(outputs[l], steps.rows() * layer.outputSize());
                if (layer instanceof Dense d) {
                    dense(d, dense.get(l), steps.rows(), x, outputs[l]);
                } else {
                    recurrent(recurrences.get(l), steps, x, outputs[l], layer.outputSize());
                }
                x = outputs[l];
            }
            return x;
        }

        private void embed(EncodedBatch batch, PackedSteps steps) {
            int size = model.joinedSize();
            boolean sum = model.join() == FeatureJoin.SUM;
            embedded = Recurrence.grown(embedded, steps.rows() * size);
            Arrays.fill(embedded, 0, steps.rows() * size, 0f);
            int column = 0;
            for (int f = 0; f < model.features().size(); f++) {
                Feature feature = model.features().get(f);
                int dimension = feature.embedding().columns();
                int[] ids = batch.ids()[f];
                for (int i = 0; i < steps.rows(); i++) {
                    int to = steps.row(i) * size + column;
                    kernels.axpy(dimension, 1f, feature.embedding().values(), ids[i] * dimension, embedded, to);
                }
                column += sum ? 0 : dimension;
            }
        }

        private void recurrent(Recurrence[] directions, PackedSteps steps, float[] x, float[] y, int size) {
            int hidden = size / directions.length;
            workers.run(directions.length, d -> {
                directions[d].reserve(steps.rows());
                directions[d].project(0, steps.rows(), x);
                directions[d].forward(steps, y, d * hidden, size);
            });
        }

        private void dense(Dense layer, PackedMatrix kernel, int rows, float[] x, float[] y) {
            int inputs = layer.inputSize();
            int units = layer.outputSize();
            workers.split(rows, 48, (from, to) -> {
                for (int row = from; row < to; row++) {
                    System.arraycopy(layer.bias(), 0, y, row * units, units);
                }
                kernels.multiply(to - from, x, from * inputs, inputs, kernel, y, from * units, units, true);
                if (layer.activation() == Activation.TANH) {
                    kernels.tanh((to - from) * units, y, from * units);
                } else if (layer.activation() == Activation.SIGMOID) {
                    kernels.sigmoid((to - from) * units, y, from * units);
                }
            });
        }
    }
}
