package dev.fastener.train;

import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Head;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The weights of a network at one moment, running means where they are kept; immutable. */
final class Snapshot {
    /** In the order of {@link Network#parameters()}. */
    private final List<float[]> values;

    Snapshot(List<float[]> values) {
        this.values = values;
    }

    static Snapshot of(Network network) {
        return new Snapshot(network.parameters().stream()
                .map(p -> (p.average.length > 0 ? p.average : p.values).clone())
                .toList());
    }

    List<float[]> values() {
        return values;
    }

    /** The tagger with these weights; {@code network} gives their shapes. */
    TaggerModel model(Network network, ModelShell shell, Provenance provenance) {
        Map<Parameter, float[]> of = new IdentityHashMap<>();
        List<Parameter> parameters = network.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            of.put(parameters.get(i), values.get(i));
        }
        List<Feature> features = new ArrayList<>();
        for (int f = 0; f < shell.inputs().size(); f++) {
            ModelShell.Input input = shell.inputs().get(f);
            Parameter p = network.embeddings.get(f);
            Matrix embedding = new Matrix(p.rows, p.columns, get(of, p));
            features.add(new Feature(input.name(), input.unit(), input.vocabulary(), embedding));
        }
        List<Layer> body = new ArrayList<>();
        for (BiRecurrent layer : network.layers) {
            body.add(recurrent(layer, of));
        }
        Parameter dense = network.dense;
        body.add(new Dense(
                new Matrix(dense.rows, dense.columns, get(of, dense)), get(of, network.denseBias), Activation.LINEAR));
        Transitions transitions = new Transitions(
                new Matrix(dense.columns, dense.columns, get(of, network.transitions)),
                get(of, network.start),
                get(of, network.end));
        return new TaggerModel(
                features,
                FeatureJoin.CONCAT,
                body,
                new Head(Head.Decoding.VITERBI, transitions, false, true),
                new TagSet(shell.labels(), shell.tagFormat()),
                shell.text(),
                Quantization.NONE,
                null,
                provenance);
    }

    private static Recurrent recurrent(BiRecurrent layer, Map<Parameter, float[]> of) {
        RecurrentWeights[] directions = new RecurrentWeights[2];
        for (int d = 0; d < 2; d++) {
            float[] recurrentBias = of.getOrDefault(layer.recurrentBiases[d], new float[layer.biases[d].columns]);
            directions[d] = new RecurrentWeights(
                    transposed(layer.kernels[d], of),
                    transposed(layer.recurrents[d], of),
                    get(of, layer.biases[d]),
                    recurrentBias,
                    new float[0]);
        }
        return new Recurrent(
                layer.isGru() ? Recurrent.Cell.GRU_RESET_AFTER : Recurrent.Cell.LSTM,
                directions[0],
                directions[1],
                Merge.CONCAT,
                Activation.TANH,
                Activation.SIGMOID);
    }

    private static Matrix transposed(Parameter p, Map<Parameter, float[]> of) {
        float[] from = get(of, p);
        float[] to = new float[from.length];
        for (int row = 0; row < p.rows; row++) {
            for (int column = 0; column < p.columns; column++) {
                to[column * p.rows + row] = from[row * p.columns + column];
            }
        }
        return new Matrix(p.columns, p.rows, to);
    }

    private static float[] get(Map<Parameter, float[]> of, Parameter parameter) {
        return Objects.requireNonNull(of.get(parameter), parameter.name);
    }
}
