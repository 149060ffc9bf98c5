package dev.fastener.train;

import dev.fastener.crf.CrfLoss;
import dev.fastener.crf.DistillationLoss;
import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.PackedMatrix;
import dev.fastener.kernel.PackedSteps;
import dev.fastener.kernel.Recurrence;
import dev.fastener.kernel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Embeddings, bidirectional recurrent layers, a dense layer and a CRF: parameters, scratch, and the loss of a batch with all
 * gradients. Sequences are packed (see {@link PackedSteps}), so no padding is computed. Not thread-safe; it uses the given
 * workers itself.
 */
final class Network {
    /** Of one feature each, [vocabulary, dimension]. */
    final List<Parameter> embeddings = new ArrayList<>();

    final List<BiRecurrent> layers = new ArrayList<>();

    /** [2 * hidden, tags]. */
    final Parameter dense;

    /** [tags]. */
    final Parameter denseBias;

    /** [from, to]. */
    final Parameter transitions;

    final Parameter start;
    final Parameter end;

    private final Kernels kernels;
    private final Workers workers;
    private final int tags;
    private final int joined;

    /** Each adds up the gradients of every n-th sentence: as many whatever the threads, so that the sums are too. */
    private final CrfLoss[] losses = new CrfLoss[8];

    /** Beside each of them, what a teacher's probabilities add. */
    private final DistillationLoss[] distillations = new DistillationLoss[losses.length];

    private final PackedMatrix packedDense;
    private final PackedMatrix packedDenseTransposed;
    private final PackedMatrix packedEmissionGradient;

    /** What each layer reads after dropout, then what the dense layer reads; [layers + 1][rows, size]. */
    private final float[][] inputs;

    /** The same transposed, [layers + 1][size, rows]. */
    private final float[][] inputsTransposed;

    /** Emissions, [rows, tags] in packed order, then sentence after sentence. */
    private float[] packedEmissions = {};

    private float[] emissions = {};
    private float[] emissionGradient = {};
    private float[] packedGradient = {};
    private float[] dOutput = {};

    Network(
            Kernels kernels,
            Workers workers,
            Architecture shape,
            int[] vocabularySizes,
            int[] dimensions,
            int tags,
            boolean averaged) {
        this.kernels = kernels;
        this.workers = workers;
        this.tags = tags;
        this.joined = Arrays.stream(dimensions).sum();
        for (int f = 0; f < dimensions.length; f++) {
            embeddings.add(new Parameter("embedding." + f, vocabularySizes[f], dimensions[f], true, averaged));
        }
        int hidden = shape.hiddenSize();
        int gates = shape.cell().gates();
        for (int l = 0; l < shape.layers(); l++) {
            int size = l == 0 ? joined : 2 * hidden;
            layers.add(new BiRecurrent(kernels, workers, "layer." + l, size, hidden, gates, averaged));
        }
        dense = new Parameter("dense.kernel", 2 * hidden, tags, false, averaged);
        denseBias = new Parameter("dense.bias", 1, tags, false, averaged);
        transitions = new Parameter("crf.transitions", tags, tags, false, averaged);
        start = new Parameter("crf.start", 1, tags, false, averaged);
        end = new Parameter("crf.end", 1, tags, false, averaged);
        Arrays.setAll(losses, i -> new CrfLoss(tags));
        Arrays.setAll(distillations, i -> new DistillationLoss(tags));
        packedDense = new PackedMatrix(kernels);
        packedDenseTransposed = new PackedMatrix(kernels);
        packedEmissionGradient = new PackedMatrix(kernels);
        inputs = new float[shape.layers() + 1][0];
        inputsTransposed = new float[shape.layers() + 1][0];
    }

    /** Embeddings of variance 1 / dimension, recurrent weights as PyTorch's, Glorot's dense weights, a CRF of zeros. */
    void initialise(SplittableRandom random) {
        for (Parameter embedding : embeddings) {
            embedding.uniform(random, Math.sqrt(3.0 / embedding.columns));
        }
        for (BiRecurrent layer : layers) {
            layer.initialise(random);
        }
        dense.uniform(random, Math.sqrt(6.0 / (dense.rows + dense.columns)));
    }

    List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(embeddings);
        for (BiRecurrent layer : layers) {
            all.addAll(layer.parameters());
        }
        all.addAll(List.of(dense, denseBias, transitions, start, end));
        return all;
    }

    /**
     * Mean loss of the sentences of a batch; the gradients of all parameters are set.
     *
     * @param seed of dropout; the same seed drops the same values
     */
    double lossAndGradients(TrainBatch batch, Regularisation dropout, long seed) {
        PackedSteps steps = new PackedSteps(batch.input().offsets());
        forward(batch, steps, dropout, seed);
        double loss = crf(batch, steps);
        backward(batch, steps, dropout, seed);
        return loss;
    }

    private void forward(TrainBatch batch, PackedSteps steps, Regularisation dropout, long seed) {
        int rows = steps.rows();
        embed(batch, steps);
        drop(inputs[0], rows * joined, seed, 0, dropout.embeddingDropout());
        for (int l = 0; l < layers.size(); l++) {
            BiRecurrent layer = layers.get(l);
            layer.forward(steps, inputs[l]);
            int size = rows * 2 * layer.hidden;
            float probability = probability(dropout, l);
            // Without dropout the next layer reads the output itself; with it a copy, for the recurrence's own gradient
            // needs the output as it was.
            if (probability > 0) {
                inputs[l + 1] = inputs[l + 1] == layer.output ? new float[0] : inputs[l + 1];
                inputs[l + 1] = Recurrence.grown(inputs[l + 1], size);
                System.arraycopy(layer.output, 0, inputs[l + 1], 0, size);
                drop(inputs[l + 1], size, seed, l + 1, probability);
            } else {
                inputs[l + 1] = layer.output;
            }
        }
        packedDense.pack(dense.rows, tags, dense.values, 0, tags);
        packedEmissions = Recurrence.grown(packedEmissions, rows * tags);
        workers.split(rows, 48, (from, to) -> {
            for (int row = from; row < to; row++) {
                System.arraycopy(denseBias.values, 0, packedEmissions, row * tags, tags);
            }
            float[] x = inputs[layers.size()];
            kernels.multiply(
                    to - from, x, from * dense.rows, dense.rows, packedDense, packedEmissions, from * tags, tags, true);
        });
    }

    private float probability(Regularisation dropout, int layer) {
        return layer + 1 < layers.size() ? dropout.layerDropout() : dropout.outputDropout();
    }

    private void embed(TrainBatch batch, PackedSteps steps) {
        inputs[0] = Recurrence.grown(inputs[0], steps.rows() * joined);
        int column = 0;
        for (int f = 0; f < embeddings.size(); f++) {
            Parameter embedding = embeddings.get(f);
            int size = embedding.columns;
            int[] ids = batch.input().ids()[f];
            for (int i = 0; i < steps.rows(); i++) {
                System.arraycopy(embedding.values, ids[i] * size, inputs[0], steps.row(i) * joined + column, size);
            }
            column += size;
        }
    }

    /** Drops values, or on the way back their gradients, of the input numbered {@code site}. */
    private void drop(float[] values, int size, long seed, int site, float probability) {
        if (probability == 0) {
            return;
        }
        long own = seed + (long) site * 0x9E3779B97F4A7C15L;
        workers.split(size, 1024, (from, to) -> kernels.dropout(to - from, values, from, own, from, probability));
    }

    private double crf(TrainBatch batch, PackedSteps steps) {
        int rows = steps.rows();
        emissions = Recurrence.grown(emissions, rows * tags);
        emissionGradient = Recurrence.grown(emissionGradient, rows * tags);
        packedGradient = Recurrence.grown(packedGradient, rows * tags);
        int parts = losses.length;
        double[] sums = new double[parts];
        int sequences = batch.input().sequences();
        workers.run(parts, part -> {
            losses[part].begin(transitions.values, start.values, end.values);
            distillations[part].begin(transitions.values, start.values, end.values);
            for (int s = part; s < sequences; s += parts) {
                sums[part] += sentenceLoss(batch, steps, s, part, 1f / sequences);
            }
        });
        Arrays.fill(transitions.gradient, 0f);
        Arrays.fill(start.gradient, 0f);
        Arrays.fill(end.gradient, 0f);
        for (int part = 0; part < parts; part++) {
            losses[part].addGradients(transitions.gradient, start.gradient, end.gradient);
            distillations[part].addGradients(transitions.gradient, start.gradient, end.gradient);
        }
        return Arrays.stream(sums).sum() / sequences;
    }

    private double sentenceLoss(TrainBatch batch, PackedSteps steps, int sentence, int part, float scale) {
        int first = batch.input().offsets()[sentence];
        int length = batch.input().length(sentence);
        for (int i = first; i < first + length; i++) {
            System.arraycopy(packedEmissions, steps.row(i) * tags, emissions, i * tags, tags);
        }
        double loss = 0;
        TaughtBatch taught = batch.taught();
        if (taught == null) {
            loss = losses[part].add(emissions, first * tags, length, batch.gold(), first, emissionGradient, scale);
        } else {
            float goldWeight = taught.labelled()[sentence] ? 1 - taught.weight() : 0;
            Arrays.fill(emissionGradient, first * tags, (first + length) * tags, 0f);
            if (goldWeight > 0) {
                loss = goldWeight
                        * losses[part].add(
                                emissions,
                                first * tags,
                                length,
                                batch.gold(),
                                first,
                                emissionGradient,
                                scale * goldWeight);
            }
            if (taught.weight() > 0) {
                loss += taught.weight()
                        * distillations[part].add(
                                emissions,
                                taught.marginals(),
                                first * tags,
                                length,
                                emissionGradient,
                                scale * taught.weight());
            }
        }
        for (int i = first; i < first + length; i++) {
            System.arraycopy(emissionGradient, i * tags, packedGradient, steps.row(i) * tags, tags);
        }
        return loss;
    }

    private void backward(TrainBatch batch, PackedSteps steps, Regularisation dropout, long seed) {
        int rows = steps.rows();
        transposeInputs(rows);
        denseGradients(rows);
        int size = rows * dense.rows;
        dOutput = Recurrence.grown(dOutput, size);
        packedDenseTransposed.packTransposed(tags, dense.rows, dense.values, 0, tags);
        workers.split(
                rows,
                48,
                (from, to) -> kernels.multiply(
                        to - from,
                        packedGradient,
                        from * tags,
                        tags,
                        packedDenseTransposed,
                        dOutput,
                        from * dense.rows,
                        dense.rows,
                        false));
        float[] gradient = dOutput;
        for (int l = layers.size() - 1; l >= 0; l--) {
            BiRecurrent layer = layers.get(l);
            drop(gradient, rows * 2 * layer.hidden, seed, l + 1, probability(dropout, l));
            layer.backward(steps, gradient, inputsTransposed[l]);
            gradient = layer.dInput;
        }
        drop(gradient, rows * joined, seed, 0, dropout.embeddingDropout());
        embeddingGradients(batch, steps, gradient);
    }

    private void transposeInputs(int rows) {
        for (int l = 0; l < inputs.length; l++) {
            int size = l == 0 ? joined : dense.rows;
            inputsTransposed[l] = Recurrence.grown(inputsTransposed[l], rows * size);
            float[] from = inputs[l];
            float[] to = inputsTransposed[l];
            workers.split(
                    rows,
                    16,
                    (first, end) -> kernels.transpose(end - first, size, from, first * size, size, to, first, rows));
        }
    }

    private void denseGradients(int rows) {
        packedEmissionGradient.pack(rows, tags, packedGradient, 0, tags);
        float[] x = inputsTransposed[layers.size()];
        workers.split(
                dense.rows,
                48,
                (from, to) -> kernels.multiply(
                        to - from,
                        x,
                        from * rows,
                        rows,
                        packedEmissionGradient,
                        dense.gradient,
                        from * tags,
                        tags,
                        false));
        Arrays.fill(denseBias.gradient, 0f);
        for (int row = 0; row < rows; row++) {
            kernels.axpy(tags, 1f, packedGradient, row * tags, denseBias.gradient, 0);
        }
    }

    private void embeddingGradients(TrainBatch batch, PackedSteps steps, float[] gradient) {
        int column = 0;
        for (int f = 0; f < embeddings.size(); f++) {
            Parameter embedding = embeddings.get(f);
            int size = embedding.columns;
            int[] ids = batch.input().ids()[f];
            embedding.clearUsed();
            for (int i = 0; i < steps.rows(); i++) {
                int to = embedding.use(ids[i]);
                kernels.axpy(size, 1f, gradient, steps.row(i) * joined + column, embedding.gradient, to);
            }
            column += size;
        }
    }
}
