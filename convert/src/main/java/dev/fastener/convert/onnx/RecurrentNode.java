package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.onnx.ForeignGraph.Node;
import dev.fastener.model.Activation;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Recurrent;
import dev.fastener.model.Recurrent.Cell;
import dev.fastener.model.RecurrentWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node LSTM or GRU of ONNX as a layer of ours, whose weights have the same layout: W [directions, gates * hidden, inputs], R
 * [directions, gates * hidden, hidden], B [directions, 2 * gates * hidden], P [directions, 3 * hidden].
 */
final class RecurrentNode {
    private final Node node;
    /** Refuses the node: what was expected, what was found. */
    private final BiFunction<String, String, ConversionException> refuse;

    RecurrentNode(Node node, BiFunction<String, String, ConversionException> refuse) {
        this.node = node;
        this.refuse = refuse;
    }

    /** @param biases null where it has none; likewise {@code peepholes} */
    Recurrent layer(
            int inputs,
            Value.Floats kernels,
            Value.Floats recurrentKernels,
            Value.@Nullable Floats biases,
            Value.@Nullable Floats peepholes) {
        if (node.number("clip", 0) != 0) {
            throw refuse.apply("no clip", "clip " + node.number("clip", 0));
        }
        if (node.integer("input_forget", 0) != 0) {
            throw refuse.apply("an input gate of its own", "input_forget");
        }
        if (node.integer("layout", 0) != 0) {
            throw refuse.apply("layout 0", "layout " + node.integer("layout", 0));
        }
        String direction = node.text("direction", "forward");
        int directions = direction.equals("bidirectional") ? 2 : 1;
        if (directions == 1 && !direction.equals("forward") && !direction.equals("reverse")) {
            throw refuse.apply("a direction forward, reverse or bidirectional", direction);
        }
        Cell cell = node.operator().equals("LSTM")
                ? Cell.LSTM
                : node.integer("linear_before_reset", 0) == 0 ? Cell.GRU_RESET_BEFORE : Cell.GRU_RESET_AFTER;
        int hidden = recurrentKernels.shape().length == 3 ? recurrentKernels.shape()[2] : 0;
        int rows = cell.gates() * hidden;
        require("R", recurrentKernels, directions, rows, hidden);
        require("W", kernels, directions, rows, inputs);
        if (biases != null) {
            require("B", biases, directions, 2 * rows);
        }
        if (peepholes != null) {
            require("P", peepholes, directions, 3 * hidden);
        }
        List<RecurrentWeights> weights = new ArrayList<>();
        for (int d = 0; d < directions; d++) {
            weights.add(new RecurrentWeights(
                    new Matrix(rows, inputs, part(kernels, d, 0, rows * inputs)),
                    new Matrix(rows, hidden, part(recurrentKernels, d, 0, rows * hidden)),
                    biases == null ? new float[rows] : part(biases, d, 0, rows),
                    biases == null ? new float[rows] : part(biases, d, rows, 2 * rows),
                    peepholes == null ? new float[0] : part(peepholes, d, 0, 3 * hidden)));
        }
        boolean reverse = direction.equals("reverse");
        List<Activation> functions = functions(directions, cell == Cell.LSTM ? 3 : 2);
        return new Recurrent(
                cell,
                reverse ? null : weights.get(0),
                reverse ? weights.get(0) : directions == 2 ? weights.get(1) : null,
                Merge.CONCAT,
                functions.get(1),
                functions.get(0));
    }

    private void require(String what, Value.Floats found, int... shape) {
        if (!Arrays.equals(found.shape(), shape)) {
            throw refuse.apply(what + " of the shape " + Arrays.toString(shape), Arrays.toString(found.shape()));
        }
    }

    /** Values [from, to) of a direction. */
    private static float[] part(Value.Floats tensor, int direction, int from, int to) {
        int each = tensor.values().length / tensor.shape()[0];
        return Arrays.copyOfRange(tensor.values(), direction * each + from, direction * each + to);
    }

    /** Those of the gates and of the candidate; the same for both directions and, in an LSTM, for the output. */
    private List<Activation> functions(int directions, int each) {
        List<String> names = node.attribute("activations").texts();
        if (names.isEmpty()) {
            return List.of(Activation.SIGMOID, Activation.TANH);
        }
        if (names.size() != directions * each) {
            throw refuse.apply(directions * each + " activations", names.toString());
        }
        List<Float> alphas = new ArrayList<>(node.attribute("activation_alpha").floats());
        List<Float> betas = new ArrayList<>(node.attribute("activation_beta").floats());
        List<Activation> functions = new ArrayList<>();
        for (String name : names) {
            functions.add(function(name, alphas, betas));
        }
        for (int i = 0; i < functions.size(); i++) {
            if (functions.get(i) != functions.get(i % each == 0 ? 0 : 1)) {
                throw refuse.apply("one activation for the gates and one for the rest", names.toString());
            }
        }
        return functions.subList(0, 2);
    }

    private Activation function(String name, List<Float> alphas, List<Float> betas) {
        switch (name) {
            case "Sigmoid":
                return Activation.SIGMOID;
            case "Tanh":
                return Activation.TANH;
            case "Relu":
                return Activation.RELU;
            case "HardSigmoid":
            case "Affine":
                boolean affine = name.equals("Affine");
                float alpha = alphas.isEmpty() ? (affine ? 1 : 0.2f) : alphas.remove(0);
                float beta = betas.isEmpty() ? (affine ? 0 : 0.5f) : betas.remove(0);
                if (affine && alpha == 1 && beta == 0) {
                    return Activation.LINEAR;
                } else if (!affine && beta == 0.5f && (alpha == 0.2f || alpha == 1 / 6f)) {
                    return alpha == 0.2f ? Activation.HARD_SIGMOID_KERAS2 : Activation.HARD_SIGMOID_KERAS3;
                }
                throw refuse.apply("a hard sigmoid as Keras has it", name + "(" + alpha + ", " + beta + ")");
            default:
                throw refuse.apply("an activation Sigmoid, Tanh, Relu or HardSigmoid", name);
        }
    }
}
