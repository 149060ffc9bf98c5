package dev.fastener.train;

import dev.fastener.model.Dense;
import dev.fastener.model.Matrix;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import java.util.Objects;

/** The weights of a model as those of a network of its shape: what {@link Snapshot#model} makes, the other way. */
final class GivenWeights {
    private GivenWeights() {}

    /** Sets all parameters of {@code network}, whose shape is {@link Architecture#of} the model; no transitions are zeros. */
    static void copy(TaggerModel model, Network network) {
        for (int f = 0; f < network.embeddings.size(); f++) {
            set(network.embeddings.get(f), model.features().get(f).embedding().values());
        }
        for (int l = 0; l < network.layers.size(); l++) {
            Recurrent layer = (Recurrent) model.body().get(l);
            copy(Objects.requireNonNull(layer.forward(), "forward direction"), network.layers.get(l), 0);
            copy(Objects.requireNonNull(layer.backward(), "backward direction"), network.layers.get(l), 1);
        }
        Dense dense = (Dense) model.body().get(network.layers.size());
        set(network.dense, dense.kernel().values());
        set(network.denseBias, dense.bias());
        Transitions transitions = model.head().transitions();
        if (transitions != null) {
            set(network.transitions, transitions.scores().values());
            set(network.start, transitions.start());
            set(network.end, transitions.end());
        }
    }

    private static void copy(RecurrentWeights weights, BiRecurrent layer, int direction) {
        set(layer.kernels[direction], transposed(weights.kernel()));
        set(layer.recurrents[direction], transposed(weights.recurrentKernel()));
        float[] bias = weights.bias().clone();
        if (layer.isGru()) {
            set(layer.recurrentBiases[direction], weights.recurrentBias());
        } else {
            for (int i = 0; i < bias.length; i++) {
                bias[i] += weights.recurrentBias()[i];
            }
        }
        set(layer.biases[direction], bias);
    }

    private static float[] transposed(Matrix matrix) {
        float[] to = new float[matrix.values().length];
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                to[column * matrix.rows() + row] = matrix.values()[row * matrix.columns() + column];
            }
        }
        return to;
    }

    private static void set(Parameter parameter, float[] values) {
        System.arraycopy(values, 0, parameter.values, 0, parameter.size());
        System.arraycopy(values, 0, parameter.average, 0, parameter.average.length);
    }
}
