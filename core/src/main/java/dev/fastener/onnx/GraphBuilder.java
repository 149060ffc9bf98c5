package dev.fastener.onnx;

import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.List;

/**
 * A TaggerModel as an ONNX graph: docs/model-file.md shows it. Values between nodes are [sequence, batch, size], the order
 * that ONNX's recurrent operators want.
 */
final class GraphBuilder {
    static final String OUTPUT = "output_1";

    private final TaggerModel model;
    private final Nodes nodes;
    private final Weights weights;
    private final Pads pads;

    private GraphBuilder(TaggerModel model) {
        this.model = model;
        this.nodes = new Nodes();
        this.weights = new Weights(nodes, model.quantization());
        this.pads = Pads.of(model, nodes);
    }

    /** @param fixedLength second dimension of inputs and output; 0 where it is free */
    static Onnx.Graph build(TaggerModel model, int fixedLength) {
        return new GraphBuilder(model).graph(fixedLength);
    }

    private Onnx.Graph graph(int fixedLength) {
        List<String> embedded = new ArrayList<>();
        for (Feature feature : model.features()) {
            String name = feature.name();
            String table = weights.matrix("embedding." + name, feature.embedding());
            String ids = nodes.add("Transpose", name + ".steps", List.of(pads.ids(name)), ints("perm", 1, 0));
            embedded.add(nodes.add("Gather", name + ".embedded", List.of(table, ids), integer("axis", 0)));
        }
        String x = embedded.get(0);
        if (embedded.size() > 1) {
            x = model.join() == FeatureJoin.CONCAT
                    ? nodes.add("Concat", "features.joined", embedded, integer("axis", 2))
                    : nodes.add("Sum", "features.joined", embedded);
        }
        x = series("body", model.body(), x);
        pads.output(x, OUTPUT);
        weights.requireAllQuantized();

        String length = fixedLength == 0 ? "sequence" : Integer.toString(fixedLength);
        List<Onnx.ValueInfo> inputs = model.features().stream()
                .map(feature -> new Onnx.ValueInfo(feature.name(), Onnx.ElementType.INT32, List.of("batch", length)))
                .toList();
        Onnx.ValueInfo output = new Onnx.ValueInfo(
                OUTPUT,
                Onnx.ElementType.FLOAT,
                List.of("batch", length, Integer.toString(model.tags().size())));
        return new Onnx.Graph("tagger", nodes.nodes(), nodes.initializers(), inputs, List.of(output));
    }

    private String series(String path, List<Layer> layers, String input) {
        String x = input;
        for (int i = 0; i < layers.size(); i++) {
            x = layer(path + "." + i, layers.get(i), x);
        }
        return x;
    }

    private String layer(String path, Layer layer, String x) {
        if (layer instanceof Recurrent recurrent) {
            return recurrent(path, recurrent, x);
        } else if (layer instanceof Dense dense) {
            return dense(path, dense, x);
        } else if (layer instanceof Convolution convolution) {
            return convolution(path, convolution, x);
        } else if (layer instanceof Normalization normalization) {
            return normalization(path, normalization, x);
        }
        Parallel parallel = (Parallel) layer;
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < parallel.branches().size(); i++) {
            outputs.add(series(path + "." + i, parallel.branches().get(i), x));
        }
        return switch (parallel.merge()) {
            case CONCAT -> nodes.add("Concat", path, outputs, integer("axis", 2));
            case SUM -> nodes.add("Sum", path, outputs);
            case AVERAGE -> nodes.add("Mean", path, outputs);
            case MULTIPLY -> {
                String product = outputs.get(0);
                for (int i = 1; i < outputs.size(); i++) {
                    String name = i == outputs.size() - 1 ? path : path + ".product" + i;
                    product = nodes.add("Mul", name, List.of(product, outputs.get(i)));
                }
                yield product;
            }
        };
    }

    private String recurrent(String path, Recurrent layer, String input) {
        RecurrentWeights forward = layer.forward();
        RecurrentWeights backward = layer.backward();
        List<RecurrentWeights> directions = new ArrayList<>();
        if (forward != null) {
            directions.add(forward);
        }
        if (backward != null) {
            directions.add(backward);
        }
        boolean lstm = layer.cell() == Recurrent.Cell.LSTM;

        List<String> inputs = new ArrayList<>();
        inputs.add(pads.compact(path, input));
        inputs.add(weights.directions(
                path + ".W", directions.stream().map(RecurrentWeights::kernel).toList()));
        inputs.add(weights.directions(
                path + ".R",
                directions.stream().map(RecurrentWeights::recurrentKernel).toList()));
        List<float[]> biases = new ArrayList<>();
        directions.forEach(direction -> {
            biases.add(direction.bias());
            biases.add(direction.recurrentBias());
        });
        inputs.add(weights.vectors(path + ".B", directions.size(), biases));
        inputs.add(pads.lengths());
        if (directions.stream().anyMatch(direction -> direction.peepholes().length > 0)) {
            int hidden = layer.hiddenSize();
            inputs.addAll(List.of("", ""));
            inputs.add(weights.vectors(
                    path + ".P",
                    directions.size(),
                    directions.stream()
                            .map(direction ->
                                    direction.peepholes().length > 0 ? direction.peepholes() : new float[3 * hidden])
                            .toList()));
        }
        while (inputs.get(inputs.size() - 1).isEmpty()) {
            inputs.remove(inputs.size() - 1);
        }

        List<Onnx.Attribute> attributes = new ArrayList<>();
        attributes.add(Onnx.Attribute.of(
                "direction", directions.size() == 2 ? "bidirectional" : forward != null ? "forward" : "reverse"));
        attributes.add(integer("hidden_size", layer.hiddenSize()));
        if (layer.cell() == Recurrent.Cell.GRU_RESET_AFTER) {
            attributes.add(integer("linear_before_reset", 1));
        }
        attributes.addAll(RecurrentActivations.attributes(layer, directions.size()));
        String y = nodes.add(lstm ? "LSTM" : "GRU", path + ".directions", inputs, attributes);

        y = pads.expand(path, y, forward != null, backward != null);
        if (directions.size() == 1) {
            return nodes.add("Squeeze", path, List.of(y, nodes.constant("constant.axis_1", 1)));
        }
        return mergeDirections(path, layer.merge(), y);
    }

    /** From [sequence, 2, batch, hidden] to [sequence, batch, outputs]. */
    private String mergeDirections(String path, Merge merge, String y) {
        return switch (merge) {
            case CONCAT -> {
                String perStep = nodes.add("Transpose", path + ".per_step", List.of(y), ints("perm", 0, 2, 1, 3));
                yield nodes.add("Reshape", path, List.of(perStep, nodes.constant("constant.shape_steps", 0, 0, -1)));
            }
            case SUM ->
                nodes.add("ReduceSum", path, List.of(y, nodes.constant("constant.axis_1", 1)), integer("keepdims", 0));
            case AVERAGE -> nodes.add("ReduceMean", path, List.of(y), ints("axes", 1), integer("keepdims", 0));
            case MULTIPLY -> nodes.add("ReduceProd", path, List.of(y), ints("axes", 1), integer("keepdims", 0));
        };
    }

    private String dense(String path, Dense layer, String x) {
        String product =
                nodes.add("MatMul", path + ".product", List.of(x, weights.byColumn(path + ".kernel", layer.kernel())));
        String bias = weights.vector(path + ".bias", layer.bias());
        return activated(path, layer.activation(), name -> nodes.add("Add", name, List.of(product, bias)));
    }

    private String convolution(String path, Convolution layer, String x) {
        String real = pads.zeroed(path, x);
        String channelsFirst = nodes.add("Transpose", path + ".channels_first", List.of(real), ints("perm", 1, 2, 0));
        int reach = (layer.width() - 1) * layer.dilation();
        String filtered = nodes.add(
                "Conv",
                path + ".filtered",
                List.of(
                        channelsFirst,
                        weights.taps(path + ".kernel", layer),
                        weights.vector(path + ".bias", layer.bias())),
                ints("dilations", layer.dilation()),
                ints("pads", layer.before(), reach - layer.before()));
        return activated(
                path,
                layer.activation(),
                name -> nodes.add("Transpose", name, List.of(filtered), ints("perm", 2, 0, 1)));
    }

    private String normalization(String path, Normalization layer, String x) {
        String scale = weights.vector(path + ".scale", layer.scale());
        String offset = weights.vector(path + ".offset", layer.offset());
        if (layer.kind() == Normalization.Kind.LAYER) {
            return nodes.add(
                    "LayerNormalization",
                    path,
                    List.of(x, scale, offset),
                    integer("axis", -1),
                    Onnx.Attribute.of("epsilon", layer.epsilon()));
        }
        String scaled = nodes.add("Mul", path + ".scaled", List.of(x, scale));
        return nodes.add("Add", path, List.of(scaled, offset));
    }

    /** Gives the node its name. */
    @FunctionalInterface
    private interface LastNode {
        String named(String name);
    }

    private String activated(String path, Activation activation, LastNode before) {
        if (activation == Activation.LINEAR) {
            return before.named(path);
        }
        String x = before.named(path + ".linear");
        return switch (activation) {
            case LINEAR -> x;
            case TANH -> nodes.add("Tanh", path, List.of(x));
            case SIGMOID -> nodes.add("Sigmoid", path, List.of(x));
            case RELU -> nodes.add("Relu", path, List.of(x));
            case SOFTMAX -> nodes.add("Softmax", path, List.of(x), integer("axis", -1));
            case HARD_SIGMOID_KERAS2, HARD_SIGMOID_KERAS3 ->
                nodes.add(
                        "HardSigmoid",
                        path,
                        List.of(x),
                        Onnx.Attribute.of("alpha", RecurrentActivations.alpha(activation)),
                        Onnx.Attribute.of("beta", RecurrentActivations.beta(activation)));
        };
    }

    static Onnx.Attribute integer(String name, long value) {
        return Onnx.Attribute.of(name, value);
    }

    static Onnx.Attribute ints(String name, long... values) {
        return Onnx.Attribute.ofInts(name, values);
    }
}
