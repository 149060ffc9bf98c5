package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.onnx.ForeignGraph.Node;
import dev.fastener.convert.onnx.ForeignGraph.Port;
import dev.fastener.convert.onnx.Value.Filled;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.convert.onnx.Value.Sizes;
import dev.fastener.convert.onnx.Value.Steps;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operators read and write: the values found so far, and the node that is at work. */
final class Scope {
    /** Elements of a list of sizes: shapes, and what is cut out of them. */
    private static final int MOST_SIZES = 1000;

    private static final int MOST_AXES = 16;
    /** Numbers that all nodes together may compute, beside a few for each byte of the file. */
    private static final long WORK = 1L << 25;

    private final String file;
    private final ForeignGraph graph;
    private final Map<String, Value> values = new HashMap<>();
    /** A formula that several nodes read is one layer. */
    private final Map<Object, Chain> chains = new IdentityHashMap<>();

    private final boolean recurrent;
    private long work;
    private Node node = new Node("", "", "", List.of(), List.of(), Map.of());

    /** @param fileBytes size of the file */
    Scope(String file, ForeignGraph graph, long fileBytes) {
        this.file = file;
        this.graph = graph;
        this.recurrent = graph.nodes().stream()
                .anyMatch(each ->
                        each.operator().equals("LSTM") || each.operator().equals("GRU"));
        this.work = WORK + 4 * fileBytes;
    }

    void enter(Node next) {
        node = next;
    }

    Node node() {
        return node;
    }

    long opset() {
        return graph.opset();
    }

    void define(String name, Value value) {
        values.put(name, value);
    }

    Value in(int i) {
        return get(node.input(i));
    }

    boolean has(int i) {
        return !node.input(i).isEmpty();
    }

    Value get(String name) {
        Value known = values.get(name);
        if (known != null) {
            return known;
        }
        ConstantTensor tensor = graph.tensors().get(name);
        if (tensor == null) {
            for (Port input : graph.inputs()) {
                if (input.name().equals(name)) {
                    throw refuse(
                            "inputs of ids [batch, steps] and lengths [batch]",
                            "\"" + name + "\", " + ConstantTensor.typeName(input.type()) + " of shape " + input.shape()
                                    + "; vectors of words, and characters of each word, can't be looked up: export the network"
                                    + " with its embedding, from the ids on");
                }
            }
            throw refuse(
                    "inputs of ids [batch, steps] and lengths [batch], and nodes before those that read them",
                    "\"" + name + "\"");
        }
        Value constant = constant(tensor);
        values.put(name, constant);
        return constant;
    }

    Value constant(ConstantTensor tensor) {
        if (tensor.isFloat()) {
            float[] floats = tensor.floats();
            spend(floats.length);
            for (float value : floats) {
                if (!Float.isFinite(value)) {
                    throw new ConversionException(file + ", tensor " + tensor.name()
                            + ": expected finite values, found " + value + "; the training had failed");
                }
            }
            return new Floats(tensor.shape(), floats);
        }
        if (tensor.isInteger() && tensor.dims().size() <= 1) {
            return requireShort(new Sizes(
                    Arrays.stream(tensor.integers()).mapToObj(Size::of).toList(),
                    tensor.dims().size()));
        }
        if (tensor.isOtherFloat()) {
            throw refuse(
                    "weights of 32-bit floats",
                    "tensor " + tensor.name() + " of " + tensor.typeName()
                            + "; convert the file of 32-bit floats it was made from, then narrow the result by fastener"
                            + " quantize");
        }
        throw refuse(
                "constants of 32-bit floats, and short lists of integers",
                "tensor " + tensor.name() + " of " + tensor.typeName() + " and shape " + tensor.dims());
    }

    /** A sequence; what nodes did to each of its values becomes layers of it. */
    Steps steps(int i) {
        return stepsOf(in(i));
    }

    Steps stepsOf(Value value) {
        if (value instanceof Steps steps) {
            return steps;
        }
        if (!(value instanceof Formula formula)) {
            throw unknown();
        }
        return settled(formula)
                .orElseThrow(() -> refuse(
                        "a bias, a scale or a normalisation of the values of a step",
                        formula.isPower()
                                ? "a power of them, as gelu and other activations are made of"
                                : "another sum or product of them, their mean and their deviation"))
                .of();
    }

    /** A formula as the values of another layer; empty where it is none. */
    Optional<Formula> settled(Formula formula) {
        Chain chain = chains.get(formula.terms());
        if (chain == null) {
            chain = formula.chain().orElse(null);
            if (chain == null) {
                return Optional.empty();
            }
            chains.put(formula.terms(), chain);
        }
        return Optional.of(
                Formula.of(new Steps(chain, formula.of().axes(), formula.of().inOrder())));
    }

    Floats floats(int i) {
        if (in(i) instanceof Floats floats) {
            return floats;
        }
        throw refuse("constant weights", "computed ones as input " + i);
    }

    Sizes sizes(int i) {
        if (in(i) instanceof Sizes sizes) {
            return sizes;
        }
        throw unknown();
    }

    /** The one number that an input is. */
    Optional<Float> number(int i) {
        return number(in(i));
    }

    static Optional<Float> number(Value value) {
        if (value instanceof Filled filled) {
            return Optional.of(filled.number());
        } else if (value instanceof Floats floats && floats.values().length == 1) {
            return Optional.of(floats.values()[0]);
        } else if (value instanceof Sizes sizes
                && sizes.values().size() == 1
                && sizes.values().get(0).isNumber()) {
            return Optional.of((float) sizes.values().get(0).factor());
        }
        return Optional.empty();
    }

    long number(Size size) {
        if (!size.isNumber()) {
            throw refuse("a number", "a length");
        }
        return size.factor();
    }

    /** An input since opset 13 or 18, an attribute before. */
    List<Long> axes(int input) {
        return has(input)
                ? sizes(input).values().stream().map(this::number).toList()
                : node.attribute("axes").ints();
    }

    /** A constant that has a number for each value of a step, or one for all, along {@code axis} of {@code rank}. */
    float[] vector(Floats floats, int axis, int rank, int size) {
        int[] shape = floats.shape();
        int at = axis - (rank - shape.length);
        boolean fits = floats.values().length == 1
                || at >= 0 && shape.length <= rank && shape[at] == size && floats.values().length == size;
        if (!fits) {
            throw refuse("one number for each of " + size + " values of a step", Arrays.toString(shape));
        }
        spend(size);
        return floats.values();
    }

    void put(Value value) {
        put(0, value);
    }

    void put(int output, Value value) {
        if (value instanceof Sizes sizes) {
            requireShort(sizes);
        }
        int rank = value instanceof Steps steps ? steps.axes().size() : 0;
        if (rank > MOST_AXES) {
            throw refuse("at most " + MOST_AXES + " axes", String.valueOf(rank));
        }
        if (value instanceof Formula formula) {
            formula.terms().values().forEach(coefficients -> spend(coefficients.length));
        }
        if (output < node.outputs().size()) {
            values.put(node.outputs().get(output), value);
        }
    }

    private Sizes requireShort(Sizes sizes) {
        if (sizes.values().size() > MOST_SIZES) {
            throw refuse(
                    "lists of at most " + MOST_SIZES + " integers",
                    String.valueOf(sizes.values().size()));
        }
        return sizes;
    }

    /** Small files may ask for much work; {@code numbers} of it are allowed only while they are in proportion to the file. */
    void spend(long numbers) {
        work -= numbers;
        if (work < 0) {
            throw refuse("a network whose size is in proportion to its file", "more to be computed");
        }
    }

    ConversionException unknown() {
        return refuse(
                "the operators of a tagger (Gather, LSTM or GRU, MatMul, and what moves their axes)",
                recurrent
                        ? "this one in another part"
                        : "this one, and neither LSTM nor GRU anywhere; a recurrence written out step by step? Convert the"
                                + " Keras file itself, or export nn.LSTM and nn.GRU as they are");
    }

    ConversionException refuse(String expected, String found) {
        return new ConversionException(
                file + ", node " + node.described() + ": expected " + expected + ", found " + found);
    }
}
