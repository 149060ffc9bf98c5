package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.onnx.ForeignGraph.Node;
import dev.fastener.convert.onnx.ForeignGraph.Port;
import dev.fastener.convert.onnx.Value.Filled;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.convert.onnx.Value.Ids;
import dev.fastener.convert.onnx.Value.Lengths;
import dev.fastener.convert.onnx.Value.PadTest;
import dev.fastener.convert.onnx.Value.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes a graph with what its values mean in the place of values: ids, steps, lengths, constants. A node that has no meaning in a
 * tagger of this family ends it, with the node's name and operator.
 */
final class GraphReader {
    private static final Set<String> PLAIN = Set.of("Identity", "Dropout", "Cast", "Constant", "Gather");

    private final String file;
    private final ForeignGraph graph;
    private final Scope scope;
    private final LayerOperators layers;
    private final StepOperators steps;
    private final AxisOperators axes;
    private final IdOperators ids;

    /** @param fileBytes size of the file, which bounds what may be computed */
    GraphReader(String file, ForeignGraph graph, long fileBytes) {
        this.file = file;
        this.graph = graph;
        this.scope = new Scope(file, graph, fileBytes);
        this.layers = new LayerOperators(scope);
        this.steps = new StepOperators(scope, layers);
        this.axes = new AxisOperators(scope, layers);
        this.ids = new IdOperators(scope);
    }

    /** Of all nodes that {@code output} needs, in the file's order. */
    Value value(String output) {
        int batches = 0;
        for (Port input : graph.inputs()) {
            if (!graph.tensors().containsKey(input.name())) {
                input(input, batches++);
            }
        }
        List<Node> nodes = Ancestors.of(graph, output);
        OtherFamilies.quantised(nodes).ifPresent(stranger -> {
            throw new ConversionException(file + ": expected " + stranger.expected() + ", found " + stranger.found());
        });
        for (Node node : nodes) {
            scope.enter(node);
            OtherFamilies.of(node).ifPresent(stranger -> {
                throw scope.refuse(stranger.expected(), stranger.found());
            });
        }
        for (Node node : nodes) {
            scope.enter(node);
            if (!isKnown(node.operator())) {
                throw scope.unknown();
            }
        }
        for (Node node : nodes) {
            scope.enter(node);
            try {
                run(node.operator());
            } catch (IllegalArgumentException e) {
                throw scope.refuse("shapes that fit", String.valueOf(e.getMessage()));
            }
        }
        Value value = scope.get(output);
        return value instanceof Formula ? scope.stepsOf(value) : value;
    }

    Floats table(int input) {
        Floats table = ids.tables().get(input);
        if (table == null) {
            throw new ConversionException(file + ": expected a Gather that looks ids up, found none");
        }
        return table;
    }

    /** Null where the network is told none. */
    @Nullable
    Lengths lengths() {
        return layers.lengths();
    }

    /** Null where there is none; otherwise the input of a log_softmax that gives {@code end}. */
    @Nullable
    String beforeLogSoftmax(Chain end) {
        return layers.beforeLogSoftmax(end);
    }

    private void input(Port port, int number) {
        boolean integers = port.type() == ConstantTensor.INT32 || port.type() == ConstantTensor.INT64;
        if (integers && port.shape().size() == 1) {
            scope.define(port.name(), new Lengths(-1));
        } else if (integers && port.shape().size() == 2) {
            // Which axis is which shows where the recurrent layer reads them.
            scope.define(
                    port.name(),
                    new Ids(
                            number,
                            List.of(
                                    List.of(new Atom(Atom.Kind.SENTENCE, length(port, 0, Size.BATCH), 0)),
                                    List.of(new Atom(Atom.Kind.STEP, length(port, 1, Size.STEPS), 0)))));
        }
    }

    private static Size length(Port port, int axis, Size free) {
        long length = port.shape().get(axis);
        return length == 0 ? free : Size.of(length);
    }

    private static boolean isKnown(String operator) {
        return PLAIN.contains(operator)
                || LayerOperators.OPERATORS.contains(operator)
                || StepOperators.OPERATORS.contains(operator)
                || AxisOperators.OPERATORS.contains(operator)
                || IdOperators.OPERATORS.contains(operator);
    }

    private void run(String operator) {
        switch (operator) {
            case "Identity", "Dropout" -> scope.put(scope.in(0));
            case "Cast" -> cast();
            case "Constant" -> constant();
            case "Gather" -> {
                if (scope.in(0) instanceof Floats) {
                    ids.lookUp();
                } else {
                    axes.gather();
                }
            }
            case "Add", "Sub", "Mul", "Div" -> {
                if (StepOperators.isOfSteps(scope.in(0)) || StepOperators.isOfSteps(scope.in(1))) {
                    steps.run();
                } else {
                    ids.arithmetic();
                }
            }
            case "Abs" -> {
                if (StepOperators.isOfSteps(scope.in(0))) {
                    throw scope.refuse("an activation tanh, sigmoid, relu, hard sigmoid or softmax", "absolute values");
                }
                ids.run();
            }
            case "ReduceSum" -> {
                if (scope.in(0) instanceof PadTest) {
                    ids.count();
                } else {
                    steps.run();
                }
            }
            default -> {
                if (LayerOperators.OPERATORS.contains(operator)) {
                    layers.run();
                } else if (StepOperators.OPERATORS.contains(operator)) {
                    steps.run();
                } else if (AxisOperators.OPERATORS.contains(operator)) {
                    axes.run();
                } else {
                    ids.run();
                }
            }
        }
    }

    private void cast() {
        Value value = scope.in(0);
        long type = scope.node().integer("to", 0);
        boolean toFloat = type == ConstantTensor.FLOAT;
        boolean toInteger = type == ConstantTensor.INT32 || type == ConstantTensor.INT64;
        boolean isFloat = StepOperators.isOfSteps(value) || value instanceof Floats;
        if (isFloat ? !toFloat : !toFloat && !toInteger && type != ConstantTensor.BOOL) {
            throw scope.refuse(
                    "32-bit floats, and integers of 32 or 64 bits", "a cast to " + ConstantTensor.typeName(type));
        }
        boolean isBool = type == ConstantTensor.BOOL;
        if (isBool && value instanceof Ids found) {
            scope.put(new PadTest(found.input(), 0, true));
        } else if (isBool && !(value instanceof PadTest) && !(value instanceof Filled)) {
            throw scope.unknown();
        } else {
            scope.put(value);
        }
    }

    private void constant() {
        Node node = scope.node();
        List<ConstantTensor> tensors = node.attribute("value").tensors();
        List<Long> ints = new ArrayList<>(node.attribute("value_int").ints());
        ints.addAll(node.attribute("value_ints").ints());
        List<Float> number = node.attribute("value_float").floats();
        if (!tensors.isEmpty()) {
            scope.put(scope.constant(tensors.get(0)));
        } else if (!ints.isEmpty()) {
            scope.put(new Sizes(
                    ints.stream().map(Size::of).toList(), node.attributes().containsKey("value_ints") ? 1 : 0));
        } else if (number.size() == 1 && Float.isFinite(number.get(0))) {
            scope.put(new Filled(number.get(0)));
        } else {
            throw scope.unknown();
        }
    }
}
