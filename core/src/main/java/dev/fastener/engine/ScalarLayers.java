package dev.fastener.engine;

import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import java.util.ArrayList;
import java.util.List;

/** The layers of the scalar engine over one sequence: each takes [steps * inputSize] and gives [steps * outputSize]. */
final class ScalarLayers {
    private final int steps;
    /** Steps that carry the state on, [steps]. */
    private final boolean[] masked;

    private final boolean repeatsMasked;

    ScalarLayers(int steps, boolean[] masked, PaddingRule rule) {
        this.steps = steps;
        this.masked = masked;
        this.repeatsMasked = rule instanceof PaddingRule.Masked m && m.output() == MaskedOutput.REPEATED;
    }

    double[] forward(Layer layer, double[] x) {
        if (layer instanceof Recurrent recurrent) {
            return recurrent(recurrent, x);
        } else if (layer instanceof Dense dense) {
            return dense(dense, x);
        } else if (layer instanceof Convolution convolution) {
            return convolution(convolution, x);
        } else if (layer instanceof Normalization normalization) {
            return normalization(normalization, x);
        }
        return parallel((Parallel) layer, x);
    }

    private double[] parallel(Parallel layer, double[] x) {
        List<double[]> outputs = new ArrayList<>();
        for (List<Layer> branch : layer.branches()) {
            double[] y = x;
            for (Layer inner : branch) {
                y = forward(inner, y);
            }
            outputs.add(y);
        }
        return merge(layer.merge(), outputs);
    }

    private double[] merge(Merge merge, List<double[]> parts) {
        if (merge == Merge.CONCAT) {
            int columns = parts.stream().mapToInt(part -> part.length / steps).sum();
            double[] y = new double[steps * columns];
            int column = 0;
            for (double[] part : parts) {
                int size = part.length / steps;
                for (int t = 0; t < steps; t++) {
                    System.arraycopy(part, t * size, y, t * columns + column, size);
                }
                column += size;
            }
            return y;
        }
        double[] y = parts.get(0).clone();
        for (double[] part : parts.subList(1, parts.size())) {
            for (int i = 0; i < y.length; i++) {
                y[i] = merge == Merge.MULTIPLY ? y[i] * part[i] : y[i] + part[i];
            }
        }
        if (merge == Merge.AVERAGE) {
            for (int i = 0; i < y.length; i++) {
                y[i] /= parts.size();
            }
        }
        return y;
    }

    private double[] dense(Dense layer, double[] x) {
        int inputs = layer.inputSize();
        int units = layer.outputSize();
        double[] y = new double[steps * units];
        for (int t = 0; t < steps; t++) {
            for (int unit = 0; unit < units; unit++) {
                double sum = layer.bias()[unit];
                for (int i = 0; i < inputs; i++) {
                    sum += x[t * inputs + i] * layer.kernel().values()[i * units + unit];
                }
                y[t * units + unit] = sum;
            }
        }
        activate(layer.activation(), y, units);
        return y;
    }

    /** Masked steps count as zeros: they are no part of the sentence. */
    private double[] convolution(Convolution layer, double[] x) {
        int inputs = layer.inputSize();
        int filters = layer.outputSize();
        double[] y = new double[steps * filters];
        for (int t = 0; t < steps; t++) {
            for (int filter = 0; filter < filters; filter++) {
                double sum = layer.bias()[filter];
                for (int tap = 0; tap < layer.width(); tap++) {
                    int from = t + tap * layer.dilation() - layer.before();
                    if (from < 0 || from >= steps || masked[from]) {
                        continue;
                    }
                    for (int i = 0; i < inputs; i++) {
                        sum += x[from * inputs + i] * layer.kernel().values()[(tap * inputs + i) * filters + filter];
                    }
                }
                y[t * filters + filter] = sum;
            }
        }
        activate(layer.activation(), y, filters);
        return y;
    }

    private double[] normalization(Normalization layer, double[] x) {
        int size = layer.inputSize();
        double[] y = new double[x.length];
        for (int t = 0; t < steps; t++) {
            double mean = 0;
            double deviation = 1;
            if (layer.kind() == Normalization.Kind.LAYER) {
                double variance = 0;
                for (int i = 0; i < size; i++) {
                    mean += x[t * size + i] / size;
                }
                for (int i = 0; i < size; i++) {
                    variance += Math.pow(x[t * size + i] - mean, 2) / size;
                }
                deviation = Math.sqrt(variance + layer.epsilon());
            }
            for (int i = 0; i < size; i++) {
                y[t * size + i] = (x[t * size + i] - mean) / deviation * layer.scale()[i] + layer.offset()[i];
            }
        }
        return y;
    }

    private double[] recurrent(Recurrent layer, double[] x) {
        List<double[]> directions = new ArrayList<>();
        if (layer.forward() != null) {
            directions.add(direction(layer, layer.forward(), x, false));
        }
        if (layer.backward() != null) {
            directions.add(direction(layer, layer.backward(), x, true));
        }
        return directions.size() == 1 ? directions.get(0) : merge(layer.merge(), directions);
    }

    private double[] direction(Recurrent layer, RecurrentWeights weights, double[] x, boolean backward) {
        int hidden = weights.hiddenSize();
        int inputs = weights.inputSize();
        double[] y = new double[steps * hidden];
        double[] h = new double[hidden];
        double[] c = new double[hidden];
        double[] repeated = new double[hidden];
        for (int i = 0; i < steps; i++) {
            int t = backward ? steps - 1 - i : i;
            if (!masked[t]) {
                double[] input = new double[inputs];
                System.arraycopy(x, t * inputs, input, 0, inputs);
                if (layer.cell() == Recurrent.Cell.LSTM) {
                    lstm(layer, weights, input, h, c);
                } else {
                    gru(layer, weights, input, h);
                }
                System.arraycopy(h, 0, repeated, 0, hidden);
            }
            if (!masked[t] || repeatsMasked) {
                System.arraycopy(repeated, 0, y, t * hidden, hidden);
            }
        }
        return y;
    }

    /** One step; ONNX operator LSTM: gates i o f c, peepholes i o f, the output gate's on the new cell. */
    private static void lstm(Recurrent layer, RecurrentWeights weights, double[] x, double[] h, double[] c) {
        int hidden = h.length;
        double[] gates = new double[4 * hidden];
        for (int g = 0; g < gates.length; g++) {
            gates[g] = weights.bias()[g]
                    + weights.recurrentBias()[g]
                    + product(weights.kernel(), g, x)
                    + product(weights.recurrentKernel(), g, h);
        }
        float[] peepholes = weights.peepholes().length == 0 ? new float[3 * hidden] : weights.peepholes();
        Activation gate = layer.recurrentActivation();
        Activation candidate = layer.activation();
        for (int j = 0; j < hidden; j++) {
            double in = activate(gate, gates[j] + peepholes[j] * c[j]);
            double forget = activate(gate, gates[2 * hidden + j] + peepholes[2 * hidden + j] * c[j]);
            c[j] = forget * c[j] + in * activate(candidate, gates[3 * hidden + j]);
            double out = activate(gate, gates[hidden + j] + peepholes[hidden + j] * c[j]);
            h[j] = out * activate(candidate, c[j]);
        }
    }

    /** One step; ONNX operator GRU: gates z r h, linear_before_reset by the cell. */
    private static void gru(Recurrent layer, RecurrentWeights weights, double[] x, double[] h) {
        int hidden = h.length;
        float[] bias = weights.bias();
        float[] recurrentBias = weights.recurrentBias();
        Activation gate = layer.recurrentActivation();
        double[] update = new double[hidden];
        double[] reset = new double[hidden];
        double[] resetState = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            int r = hidden + j;
            update[j] = activate(
                    gate,
                    bias[j]
                            + recurrentBias[j]
                            + product(weights.kernel(), j, x)
                            + product(weights.recurrentKernel(), j, h));
            reset[j] = activate(
                    gate,
                    bias[r]
                            + recurrentBias[r]
                            + product(weights.kernel(), r, x)
                            + product(weights.recurrentKernel(), r, h));
            resetState[j] = reset[j] * h[j];
        }
        double[] candidates = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            int n = 2 * hidden + j;
            double recurrent = layer.cell() == Recurrent.Cell.GRU_RESET_AFTER
                    ? reset[j] * (product(weights.recurrentKernel(), n, h) + recurrentBias[n])
                    : product(weights.recurrentKernel(), n, resetState) + recurrentBias[n];
            candidates[j] = activate(layer.activation(), bias[n] + product(weights.kernel(), n, x) + recurrent);
        }
        for (int j = 0; j < hidden; j++) {
            h[j] = (1 - update[j]) * candidates[j] + update[j] * h[j];
        }
    }

    /** Row {@code row} of {@code matrix} times {@code x}. */
    private static double product(Matrix matrix, int row, double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += matrix.values()[row * x.length + i] * x[i];
        }
        return sum;
    }

    /** In place over [steps * size]. */
    private void activate(Activation activation, double[] x, int size) {
        if (activation != Activation.SOFTMAX) {
            for (int i = 0; i < x.length; i++) {
                x[i] = activate(activation, x[i]);
            }
            return;
        }
        for (int t = 0; t < steps; t++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < size; i++) {
                max = Math.max(max, x[t * size + i]);
            }
            double sum = 0;
            for (int i = 0; i < size; i++) {
                x[t * size + i] = Math.exp(x[t * size + i] - max);
                sum += x[t * size + i];
            }
            for (int i = 0; i < size; i++) {
                x[t * size + i] /= sum;
            }
        }
    }

    private static double activate(Activation activation, double x) {
        return switch (activation) {
            case LINEAR -> x;
            // Math.tanh, exact near 0 where this is off by 1e-16, takes ten times as long.
            case TANH -> 1 - 2 / (1 + Math.exp(2 * x));
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case HARD_SIGMOID_KERAS2 -> Math.max(0, Math.min(1, 0.2 * x + 0.5));
            case HARD_SIGMOID_KERAS3 -> Math.max(0, Math.min(1, x / 6 + 0.5));
            case RELU -> Math.max(0, x);
            case SOFTMAX -> throw new IllegalArgumentException("softmax is no element-wise function");
        };
    }
}
