package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Reference;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.crf.CrfDialects;
import dev.fastener.convert.keras.LayerConfig.Call;
import dev.fastener.convert.keras.LayerConfig.TensorId;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A Keras model computed as Keras' documentation defines its layers, over whole padded rows with their masks, from the weights
 * as they lie in the file. It knows the usual layers; of a model that has others there is no reference.
 */
final class KerasReference implements Reference {
    /** Values of a row, [steps][size], and where there is one its mask. */
    private record Row(double[][] values, boolean @Nullable [] mask) {
        int steps() {
            return values.length;
        }

        Row with(double[][] others) {
            return new Row(others, mask);
        }

        /** With the first of each step's truth values as its mask. */
        Row masked(Row truth) {
            boolean[] steps = new boolean[steps()];
            for (int t = 0; t < steps.length; t++) {
                steps[t] = truth.values()[t][0] != 0;
            }
            return new Row(values, steps);
        }

        Row withoutMask() {
            return new Row(values, null);
        }
    }

    private final ModelConfig model;
    private final StoredWeights weights;
    private final boolean repeatsInBidirectional;
    private final String kerasVersion;
    private final MaskRule maskRule;
    private final int crfReading;
    private final Map<String, List<Tensor>> tensors = new HashMap<>();

    private KerasReference(
            ModelConfig model, StoredWeights weights, String kerasVersion, NetworkReader.Reading reading) {
        this.model = model;
        this.kerasVersion = kerasVersion;
        this.maskRule = reading.maskRule();
        this.crfReading = reading.crfReading();
        this.weights = weights;
        this.repeatsInBidirectional = !LayerReader.zeroInBidirectional(kerasVersion);
    }

    /** The reference of a model whose layers it knows; empty for others. */
    static Optional<Reference> of(
            ModelConfig model, StoredWeights weights, String kerasVersion, NetworkReader.Reading reading) {
        KerasReference reference = new KerasReference(model, weights, kerasVersion, reading);
        try {
            int inputs = model.series() ? 1 : model.inputs().size();
            reference.outputs(new int[inputs][1]);
            return Optional.of(reference);
        } catch (UnknownLayerException e) {
            return Optional.empty();
        }
    }

    /** A layer that the reference doesn't know. */
    private static final class UnknownLayerException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public double[] outputs(int[][] ids) {
        Row row = model.series()
                ? series(ids[0])
                : new Graph(ids).row(model.outputs().get(0));
        int size = row.steps() == 0 ? 0 : row.values()[0].length;
        double[] outputs = new double[row.steps() * size];
        for (int t = 0; t < row.steps(); t++) {
            System.arraycopy(row.values()[t], 0, outputs, t * size, size);
        }
        return outputs;
    }

    private Row series(int[] ids) {
        Row row = idsAsRow(ids);
        for (LayerConfig layer : model.layers()) {
            row = layer.className().equals("InputLayer") ? row : apply(layer, List.of(row));
        }
        return row;
    }

    private static Row idsAsRow(int[] ids) {
        double[][] values = new double[ids.length][1];
        for (int t = 0; t < ids.length; t++) {
            values[t][0] = ids[t];
        }
        return new Row(values, null);
    }

    private final class Graph {
        private final Map<TensorId, Row> known = new HashMap<>();
        private final Map<String, LayerConfig> byName = new HashMap<>();

        Graph(int[][] ids) {
            model.layers().forEach(layer -> byName.put(layer.name(), layer));
            for (int i = 0; i < ids.length; i++) {
                known.put(model.inputs().get(i), idsAsRow(ids[i]));
            }
        }

        Row row(TensorId id) {
            Row done = known.get(id);
            if (done != null) {
                return done;
            }
            LayerConfig layer = byName.get(id.layer());
            if (layer == null || id.call() >= layer.calls().size() || id.output() != 0) {
                throw new UnknownLayerException();
            }
            Call call = layer.calls().get(id.call());
            List<Row> inputs =
                    new ArrayList<>(call.inputs().stream().map(this::row).toList());
            if (call.mask() != null) {
                inputs.set(0, inputs.get(0).masked(row(call.mask())));
            }
            Row row = layer.className().equals("NotEqual") ? notEqual(inputs, call.constants()) : apply(layer, inputs);
            known.put(id, row);
            return row;
        }
    }

    private List<Tensor> tensors(LayerConfig layer) {
        return tensors.computeIfAbsent(layer.name(), name -> weights.of(layer));
    }

    /** One layer; what Keras 3.16 lets go of a mask is gone after it. */
    private Row apply(LayerConfig layer, List<Row> inputs) {
        Row row = masked(layer, inputs);
        return switch (layer.className()) {
            case "LSTM", "GRU", "Bidirectional", "TimeDistributed" ->
                maskRule == MaskRule.DROPPED ? row.withoutMask() : row;
            default -> row;
        };
    }

    private Row masked(LayerConfig layer, List<Row> inputs) {
        Row in = inputs.get(0);
        List<Tensor> w = layer.className().equals("InputLayer") ? List.of() : tensors(layer);
        return switch (layer.className()) {
            // What comes in are the ids that these give.
            case "TextVectorization", "StringLookup" -> in;
            case "Embedding" -> embedding(layer, w.get(0), in);
            case "Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout" -> in;
            case "Activation" -> activated(in, layer.activation("activation", Activation.LINEAR));
            case "Dense" -> dense(layer, w, in);
            case "TimeDistributed" -> {
                LayerConfig inner = layer.inner("layer");
                if (!inner.className().equals("Dense")) {
                    throw new UnknownLayerException();
                }
                yield dense(inner, w, in);
            }
            case "LSTM", "GRU" ->
                recurrent(layer, w, in, layer.flag("go_backwards", false), !layer.flag("zero_output_for_mask", false));
            case "Bidirectional" -> bidirectional(layer, w, in);
            case "BatchNormalization" -> batchNormalization(layer, w, in);
            case "LayerNormalization" -> layerNormalization(layer, w, in);
            case "Masking" -> masking(in, layer.number("mask_value", 0));
            case "Conv1D", "Convolution1D" -> convolution(layer, w, in);
            case "Concatenate" -> merged(layer, inputs, concatenated(inputs));
            case "Add" -> merged(layer, inputs, combined(inputs, Double::sum));
            case "Average" -> merged(layer, inputs, scaled(combined(inputs, Double::sum), 1.0 / inputs.size()));
            case "Multiply" -> merged(layer, inputs, combined(inputs, (a, b) -> a * b));
            case "ExpandDims", "Cast" -> in.withoutMask();
            case "ZerosLike" -> scaled(in, 0).withoutMask();
            case "OnesLike" -> reduced(scaled(in, 0), values -> 1).withoutMask();
            case "LogicalOr" -> combined(inputs, (a, b) -> a != 0 || b != 0 ? 1 : 0);
            case "LogicalAnd" -> combined(inputs, (a, b) -> a != 0 && b != 0 ? 1 : 0);
            case "Any" -> reduced(in, values -> values.anyMatch(v -> v != 0) ? 1 : 0);
            case "All" -> reduced(in, values -> values.allMatch(v -> v != 0) ? 1 : 0);
            case "CRF", "ConditionalRandomField", "ChainCRF" -> emissions(layer, w, in);
            default -> throw new UnknownLayerException();
        };
    }

    /** What Keras 3 writes of a mask: ids that aren't 0, or values that aren't the masked one. */
    private static Row notEqual(List<Row> inputs, List<Double> constants) {
        if (inputs.size() != 1 || constants.size() != 1) {
            throw new UnknownLayerException();
        }
        double other = constants.get(0);
        return reduced(inputs.get(0), values -> values.anyMatch(v -> v != other) ? 1 : 0);
    }

    private static Row masking(Row in, double maskValue) {
        return in.masked(reduced(in, values -> values.anyMatch(v -> v != maskValue) ? 1 : 0));
    }

    private static Row reduced(Row in, ToDoubleFunction<DoubleStream> reduction) {
        double[][] values = new double[in.steps()][];
        for (int t = 0; t < values.length; t++) {
            values[t] = new double[] {reduction.applyAsDouble(Arrays.stream(in.values()[t]))};
        }
        return new Row(values, null);
    }

    private static Row scaled(Row in, double factor) {
        double[][] values = new double[in.steps()][];
        for (int t = 0; t < values.length; t++) {
            values[t] = Arrays.stream(in.values()[t]).map(v -> v * factor).toArray();
        }
        return in.with(values);
    }

    /** Value by value; a single value of a step stands for all. */
    private static Row combined(List<Row> rows, DoubleBinaryOperator how) {
        Row result = rows.get(0);
        for (Row row : rows.subList(1, rows.size())) {
            double[][] values = new double[result.steps()][];
            for (int t = 0; t < values.length; t++) {
                double[] a = result.values()[t];
                double[] b = row.values()[t];
                values[t] = new double[Math.max(a.length, b.length)];
                for (int i = 0; i < values[t].length; i++) {
                    values[t][i] = how.applyAsDouble(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
                }
            }
            result = new Row(values, null);
        }
        return result;
    }

    /**
     * {@code values} with the mask that a merge passes on. Keras 2: a step counts where all masked inputs count; in Keras 3 from 3.4
     * on, where any input counts, and an input without mask always does; before, there is none.
     */
    private Row merged(LayerConfig layer, List<Row> inputs, Row values) {
        List<boolean[]> masks = new ArrayList<>();
        for (Row row : inputs) {
            if (row.mask() != null) {
                masks.add(row.mask());
            }
        }
        boolean keras2 = layer.keras() < 3;
        boolean none =
                masks.isEmpty() || !keras2 && (masks.size() < inputs.size() || kerasVersion.matches("3\\.[0-3]\\..*"));
        if (none) {
            return values.withoutMask();
        }
        boolean[] mask = masks.get(0).clone();
        for (boolean[] other : masks) {
            for (int t = 0; t < mask.length; t++) {
                mask[t] = keras2 ? mask[t] && other[t] : mask[t] || other[t];
            }
        }
        return new Row(values.values(), mask);
    }

    /** sum over taps of x[t + (tap - before) dilation] kernel[tap], 0 outside of the row; kernel [width, inputs, filters]. */
    private static Row convolution(LayerConfig layer, List<Tensor> w, Row in) {
        int width = w.get(0).shape()[0];
        int size = w.get(0).shape()[1];
        int filters = w.get(0).shape()[2];
        int dilation = layer.single("dilation_rate", 1);
        int span = (width - 1) * dilation;
        int before = switch (layer.text("padding", "valid")) {
            case "causal" -> span;
            case "same" -> span / 2;
            default -> throw new UnknownLayerException();
        };
        if (layer.single("strides", 1) != 1 || layer.single("groups", 1) != 1) {
            throw new UnknownLayerException();
        }
        double[][] values = new double[in.steps()][filters];
        for (int t = 0; t < values.length; t++) {
            for (int f = 0; f < filters; f++) {
                double sum = layer.flag("use_bias", true) ? w.get(1).values()[f] : 0;
                for (int tap = 0; tap < width; tap++) {
                    int from = t - before + tap * dilation;
                    for (int i = 0; i < size && from >= 0 && from < in.steps(); i++) {
                        sum += in.values()[from][i] * w.get(0).values()[(tap * size + i) * filters + f];
                    }
                }
                values[t][f] = sum;
            }
        }
        return activated(new Row(values, null), layer.activation("activation", Activation.LINEAR));
    }

    private static Row embedding(LayerConfig layer, Tensor table, Row ids) {
        int size = table.shape()[1];
        double[][] values = new double[ids.steps()][size];
        boolean[] mask = new boolean[ids.steps()];
        for (int t = 0; t < values.length; t++) {
            int id = (int) ids.values()[t][0];
            mask[t] = id != 0;
            for (int i = 0; i < size; i++) {
                values[t][i] = table.values()[id * size + i];
            }
        }
        return new Row(values, layer.flag("mask_zero", false) ? mask : null);
    }

    /** activation(x kernel + bias); kernel [inputs, units]. */
    private static Row dense(LayerConfig layer, List<Tensor> w, Row in) {
        Tensor kernel = w.get(0);
        int units = kernel.shape()[1];
        double[][] values = new double[in.steps()][units];
        for (int t = 0; t < values.length; t++) {
            for (int u = 0; u < units; u++) {
                double sum = layer.flag("use_bias", true) ? w.get(1).values()[u] : 0;
                for (int i = 0; i < kernel.shape()[0]; i++) {
                    sum += in.values()[t][i] * kernel.values()[i * units + u];
                }
                values[t][u] = sum;
            }
        }
        return activated(in.with(values), layer.activation("activation", Activation.LINEAR));
    }

    private static Row activated(Row in, Activation activation) {
        double[][] values = new double[in.steps()][];
        for (int t = 0; t < values.length; t++) {
            values[t] = in.values()[t].clone();
            if (activation == Activation.SOFTMAX) {
                softmax(values[t]);
            } else {
                for (int i = 0; i < values[t].length; i++) {
                    values[t][i] = apply(activation, values[t][i]);
                }
            }
        }
        return in.with(values);
    }

    private static void softmax(double[] x) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.exp(x[i] - largest);
            sum += x[i];
        }
        for (int i = 0; i < x.length; i++) {
            x[i] /= sum;
        }
    }

    private static double apply(Activation activation, double x) {
        return switch (activation) {
            case LINEAR -> x;
            // Math.tanh, exact near 0 where this is off by 1e-16, takes ten times as long.
            case TANH -> 1 - 2 / (1 + Math.exp(2 * x));
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case RELU -> Math.max(0, x);
            case HARD_SIGMOID_KERAS2 -> Math.max(0, Math.min(1, 0.2 * x + 0.5));
            case HARD_SIGMOID_KERAS3 -> Math.max(0, Math.min(1, x / 6 + 0.5));
            case SOFTMAX -> throw new UnknownLayerException();
        };
    }

    /** gamma (x - mean) / sqrt(variance + epsilon) + beta, with the moving mean and variance. */
    private static Row batchNormalization(LayerConfig layer, List<Tensor> w, Row in) {
        if (!layer.flag("scale", true) || !layer.flag("center", true)) {
            throw new UnknownLayerException();
        }
        double[][] values = new double[in.steps()][];
        for (int t = 0; t < values.length; t++) {
            values[t] = in.values()[t].clone();
            for (int i = 0; i < values[t].length; i++) {
                double deviation = Math.sqrt(w.get(3).values()[i] + layer.number("epsilon", 1e-3));
                values[t][i] = w.get(0).values()[i] * (values[t][i] - w.get(2).values()[i]) / deviation
                        + w.get(1).values()[i];
            }
        }
        return in.with(values);
    }

    /** The same with the mean and variance of the step's own values. */
    private static Row layerNormalization(LayerConfig layer, List<Tensor> w, Row in) {
        if (!layer.flag("scale", true) || !layer.flag("center", true) || layer.flag("rms_scaling", false)) {
            throw new UnknownLayerException();
        }
        double[][] values = new double[in.steps()][];
        for (int t = 0; t < values.length; t++) {
            double[] x = in.values()[t];
            double mean = Arrays.stream(x).average().orElse(0);
            double variance =
                    Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElse(0);
            double deviation = Math.sqrt(variance + layer.number("epsilon", 1e-3));
            values[t] = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                values[t][i] = w.get(0).values()[i] * (x[i] - mean) / deviation
                        + w.get(1).values()[i];
            }
        }
        return in.with(values);
    }

    private Row bidirectional(LayerConfig layer, List<Tensor> w, Row in) {
        LayerConfig one = layer.inner("layer");
        if (!one.className().equals("LSTM") && !one.className().equals("GRU") || one.flag("go_backwards", false)) {
            throw new UnknownLayerException();
        }
        int half = w.size() / 2;
        Row forward = recurrent(one, w.subList(0, half), in, false, repeatsInBidirectional);
        Row backward = reversed(recurrent(one, w.subList(half, w.size()), in, true, repeatsInBidirectional));
        String mode = String.valueOf(layer.config().getOrDefault("merge_mode", "concat"));
        if (mode.equals("concat")) {
            return new Row(concatenated(List.of(forward, backward)).values(), in.mask());
        }
        double[][] values = new double[in.steps()][];
        for (int t = 0; t < values.length; t++) {
            values[t] = forward.values()[t].clone();
            for (int i = 0; i < values[t].length; i++) {
                double other = backward.values()[t][i];
                values[t][i] = switch (mode) {
                    case "sum" -> values[t][i] + other;
                    case "ave" -> (values[t][i] + other) / 2;
                    case "mul" -> values[t][i] * other;
                    default -> throw new UnknownLayerException();
                };
            }
        }
        return new Row(values, in.mask());
    }

    private static Row reversed(Row row) {
        double[][] values = new double[row.steps()][];
        for (int t = 0; t < values.length; t++) {
            values[t] = row.values()[values.length - 1 - t];
        }
        return row.with(values);
    }

    private static Row concatenated(List<Row> rows) {
        double[][] values = new double[rows.get(0).steps()][];
        for (int t = 0; t < values.length; t++) {
            List<Double> all = new ArrayList<>();
            for (Row row : rows) {
                for (double value : row.values()[t]) {
                    all.add(value);
                }
            }
            values[t] = all.stream().mapToDouble(Double::doubleValue).toArray();
        }
        return new Row(values, null);
    }

    /**
     * Keras' rnn(): step after step in the direction of travel, the outputs in the order in which they come. A masked step keeps the
     * state; its output is the one before or zeros.
     */
    private static Row recurrent(LayerConfig layer, List<Tensor> w, Row in, boolean backwards, boolean repeats) {
        if (!layer.flag("return_sequences", false)) {
            throw new UnknownLayerException();
        }
        Cell cell = new Cell(layer, w);
        double[][] values = new double[in.steps()][];
        double[] last = new double[cell.units];
        for (int i = 0; i < values.length; i++) {
            int t = backwards ? values.length - 1 - i : i;
            boolean masked = in.mask() != null && !in.mask()[t];
            if (!masked) {
                cell.step(in.values()[t]);
                last = cell.h.clone();
            }
            values[i] = masked && !repeats ? new double[cell.units] : last;
        }
        return in.with(values);
    }

    /** The equations of keras.layers.LSTM and GRU, gates in Keras' order: i f c o and z r h. */
    private static final class Cell {
        private final boolean lstm;
        private final boolean resetAfter;
        private final int units;
        /** [columns][inputs]: a column of the file's kernel lies together. */
        private final float[][] kernel;

        private final float[][] recurrent;
        private final float[] bias;
        private final Activation activation;
        private final Activation gate;
        private double[] h;
        private double[] c;

        Cell(LayerConfig layer, List<Tensor> w) {
            lstm = layer.className().equals("LSTM");
            resetAfter = layer.flag("reset_after", false);
            kernel = columns(w.get(0));
            recurrent = columns(w.get(1));
            units = w.get(1).shape()[0];
            int columns = (lstm ? 4 : 3) * units;
            bias = layer.flag("use_bias", true) ? w.get(2).values() : new float[2 * columns];
            activation = layer.activation("activation", Activation.TANH);
            gate = layer.activation("recurrent_activation", Activation.SIGMOID);
            h = new double[units];
            c = new double[units];
        }

        private static float[][] columns(Tensor matrix) {
            int rows = matrix.shape()[0];
            float[][] columns = new float[matrix.shape()[1]][rows];
            for (int i = 0; i < matrix.values().length; i++) {
                columns[i % columns.length][i / columns.length] = matrix.values()[i];
            }
            return columns;
        }

        /** In four sums, which don't wait for each other. */
        private static double product(double[] x, float[] column) {
            double first = 0;
            double second = 0;
            double third = 0;
            double fourth = 0;
            int i = 0;
            for (; i + 3 < x.length; i += 4) {
                first += x[i] * column[i];
                second += x[i + 1] * column[i + 1];
                third += x[i + 2] * column[i + 2];
                fourth += x[i + 3] * column[i + 3];
            }
            for (; i < x.length; i++) {
                first += x[i] * column[i];
            }
            return first + second + (third + fourth);
        }

        void step(double[] x) {
            if (lstm) {
                lstm(x);
            } else {
                gru(x);
            }
        }

        private double z(double[] x, int column) {
            return product(x, kernel[column]) + bias[column] + product(h, recurrent[column]);
        }

        private void lstm(double[] x) {
            double[] newC = new double[units];
            double[] newH = new double[units];
            for (int u = 0; u < units; u++) {
                double i = apply(gate, z(x, u));
                double f = apply(gate, z(x, units + u));
                double candidate = apply(activation, z(x, 2 * units + u));
                double o = apply(gate, z(x, 3 * units + u));
                newC[u] = f * c[u] + i * candidate;
                newH[u] = o * apply(activation, newC[u]);
            }
            c = newC;
            h = newH;
        }

        private void gru(double[] x) {
            double[] update = new double[units];
            double[] reset = new double[units];
            double[] resetH = new double[units];
            int second = resetAfter ? 3 * units : 0;
            for (int u = 0; u < units; u++) {
                double ofStateZ = resetAfter ? bias[second + u] : 0;
                double ofStateR = resetAfter ? bias[second + units + u] : 0;
                update[u] = apply(gate, z(x, u) + ofStateZ);
                reset[u] = apply(gate, z(x, units + u) + ofStateR);
                resetH[u] = reset[u] * h[u];
            }
            double[] newH = new double[units];
            for (int u = 0; u < units; u++) {
                int column = 2 * units + u;
                double ofState = resetAfter
                        ? reset[u] * (product(h, recurrent[column]) + bias[second + column])
                        : product(resetH, recurrent[column]);
                double candidate = apply(activation, product(x, kernel[column]) + bias[column] + ofState);
                newH[u] = update[u] * h[u] + (1 - update[u]) * candidate;
            }
            h = newH;
        }
    }

    /** What the layer projects itself; else what comes in. */
    private Row emissions(LayerConfig layer, List<Tensor> w, Row in) {
        CrfLayer crf;
        try {
            crf = CrfDialects.readings(
                            layer.className(), layer.settings(), w, layer.where(), in.mask() != null, kerasVersion)
                    .get(crfReading);
        } catch (ConversionException e) {
            throw new UnknownLayerException();
        }
        Dense dense = crf.dense();
        if (dense == null) {
            return in;
        }
        double[][] values = new double[in.steps()][dense.outputSize()];
        for (int t = 0; t < values.length; t++) {
            for (int u = 0; u < values[t].length; u++) {
                double sum = dense.bias()[u];
                for (int i = 0; i < dense.inputSize(); i++) {
                    sum += in.values()[t][i] * dense.kernel().values()[i * values[t].length + u];
                }
                values[t][u] = apply(dense.activation(), sum);
            }
        }
        return in.with(values);
    }
}
