package dev.fastener.convert.onnx;

import dev.fastener.convert.onnx.Value.Filled;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.convert.onnx.Value.Ids;
import dev.fastener.convert.onnx.Value.Lengths;
import dev.fastener.convert.onnx.Value.PadTest;
import dev.fastener.convert.onnx.Value.Shifted;
import dev.fastener.convert.onnx.Value.Sizes;
import dev.fastener.convert.onnx.Value.Steps;
import dev.fastener.model.FeatureJoin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is done with ids and lengths: ids are looked up, compared with that of pads, counted; sentences are put in the order of their lengths. */
final class IdOperators {
    static final Set<String> OPERATORS = Set.of(
            "Equal",
            "Greater",
            "GreaterOrEqual",
            "Less",
            "LessOrEqual",
            "Not",
            "Where",
            "Sign",
            "Abs",
            "OneHot",
            "TopK",
            "Range",
            "ScatterElements");

    private static final int MOST_HOT = 4096;

    private final Scope scope;
    /** Tables by the number of the input that they are looked up for. */
    private final Map<Integer, Floats> tables = new LinkedHashMap<>();

    IdOperators(Scope scope) {
        this.scope = scope;
    }

    Map<Integer, Floats> tables() {
        return tables;
    }

    void run() {
        switch (scope.node().operator()) {
            case "Not" -> not();
            case "Where" -> choice();
            case "Sign" -> sign();
            case "Abs" -> scope.put(ids(0));
            case "OneHot" -> oneHot();
            case "TopK" -> order();
            case "Range" -> scope.put(new Value.Count());
            case "ScatterElements" -> scatter();
            default -> comparison();
        }
    }

    private Ids ids(int i) {
        if (scope.in(i) instanceof Ids ids) {
            return ids;
        }
        throw scope.unknown();
    }

    void lookUp() {
        if (scope.in(1) instanceof Shifted) {
            throw scope.refuse("ids as they are", "ids to which a number is added");
        } else if (scope.in(1) instanceof Value.Count) {
            throw scope.refuse("an embedding of ids", "one of positions");
        } else if (scope.node().integer("axis", 0) != 0) {
            throw scope.refuse("a table [ids, values]", "one along another axis");
        }
        lookUp(scope.floats(0), ids(1));
    }

    /** 1 at the place of the id: a table of ones on its diagonal. */
    private void oneHot() {
        Ids ids = ids(0);
        float depth = scope.number(1).orElseThrow(scope::unknown);
        boolean plain = scope.node().integer("axis", -1) == -1
                && depth >= 1
                && depth <= MOST_HOT
                && (scope.in(2) instanceof Sizes sizes && sizes.values().equals(List.of(Size.of(0), Size.ONE))
                        || scope.in(2) instanceof Floats floats && Arrays.equals(floats.values(), new float[] {0, 1}));
        if (!plain) {
            throw scope.refuse("ones at the places of at most " + MOST_HOT + " ids", "others");
        }
        int size = (int) depth;
        scope.spend((long) size * size);
        float[] values = new float[size * size];
        for (int i = 0; i < size; i++) {
            values[i * size + i] = 1;
        }
        lookUp(new Floats(new int[] {size, size}, values), ids);
    }

    private void lookUp(Floats table, Ids ids) {
        int[] shape = table.shape();
        if (shape.length != 2 || table.values().length == 0) {
            throw scope.refuse("a table [ids, values]", "the shape " + Arrays.toString(shape));
        }
        Floats other = tables.putIfAbsent(ids.input(), table);
        if (other != null && other != table) {
            throw scope.refuse("one embedding for each input", "two of one input");
        }
        List<List<Atom>> axes = new ArrayList<>(ids.axes());
        axes.add(List.of(Atom.values(shape[1])));
        Chain chain = new Chain(List.of(ids.input()), FeatureJoin.CONCAT, List.of(), shape[1]);
        scope.put(new Steps(chain, axes, true));
    }

    /** Of lengths and shapes, and of ids whose negative ones, which there are none of, are counted from a table's end. */
    void arithmetic() {
        Value one = scope.in(0);
        Value other = scope.in(1);
        String operator = scope.node().operator();
        Optional<Float> left = Scope.number(one);
        Optional<Float> right = Scope.number(other);
        if (one instanceof Sizes a && other instanceof Sizes b) {
            scope.put(Shapes.combined(scope.node(), a, b));
        } else if (left.isPresent() && right.isPresent()) {
            scope.put(new Filled(combined(operator, left.get(), right.get())));
        } else if (operator.equals("Mul") && isOfIds(one) && right.isPresent()) {
            scope.put(multiplied(one, right.get()));
        } else if (operator.equals("Mul") && isOfIds(other) && left.isPresent()) {
            scope.put(multiplied(other, left.get()));
        } else if (operator.equals("Add") && isOfIds(one) && right.isPresent()) {
            scope.put(added(one, right.get()));
        } else if (operator.equals("Add") && isOfIds(other) && left.isPresent()) {
            scope.put(added(other, left.get()));
        } else {
            throw scope.unknown();
        }
    }

    private float combined(String operator, float left, float right) {
        float result = switch (operator) {
            case "Add" -> left + right;
            case "Sub" -> left - right;
            case "Mul" -> left * right;
            default -> left / right;
        };
        if (!Float.isFinite(result)) {
            throw scope.refuse("numbers", String.valueOf(result));
        }
        return result;
    }

    private static boolean isOfIds(Value value) {
        return value instanceof Ids || value instanceof Shifted;
    }

    private Value multiplied(Value ids, float factor) {
        if (factor == 0) {
            return new Filled(0);
        } else if (factor == 1) {
            return ids;
        }
        throw scope.refuse("ids as they are", "ids times " + factor);
    }

    private static Value added(Value value, float number) {
        return number == 0 ? value : new Shifted(value instanceof Ids ids ? ids.input() : ((Shifted) value).input());
    }

    /** Ids are compared with that of pads, or with 0, which none is below. */
    private void comparison() {
        boolean turned = !(scope.in(0) instanceof Ids);
        Ids ids = ids(turned ? 1 : 0);
        float bound = scope.number(turned ? 0 : 1).orElseThrow(scope::unknown);
        if (ids.axes().isEmpty() || !Atom.isOnly(ids.axes().get(0), Atom.Kind.SENTENCE)) {
            throw scope.unknown();
        }
        String operator = scope.node().operator();
        if (operator.equals("Equal")) {
            if (bound < 0 || bound > 1 << 24 || bound != Math.rint(bound)) {
                throw scope.unknown();
            }
            scope.put(new PadTest(ids.input(), (int) bound, false));
            return;
        }
        boolean above = operator.startsWith("Greater") != turned;
        boolean equal = operator.endsWith("OrEqual");
        // id >= 0, id > -1: always; id < 0, id <= -1: never.
        boolean none = bound == (above == equal ? 0 : -1);
        boolean pads = bound == (above == equal ? 1 : 0);
        if (none) {
            scope.put(new Filled(above ? 1 : 0));
        } else if (pads) {
            scope.put(new PadTest(ids.input(), 0, above));
        } else {
            throw scope.unknown();
        }
    }

    private void not() {
        Value value = scope.in(0);
        if (value instanceof PadTest test) {
            scope.put(new PadTest(test.input(), test.pad(), !test.real()));
        } else if (value instanceof Filled filled) {
            scope.put(new Filled(filled.number() == 0 ? 1 : 0));
        } else {
            throw scope.unknown();
        }
    }

    private void choice() {
        if (scope.in(0) instanceof PadTest) {
            throw scope.refuse(
                    "pads told by lengths or not at all", "a mask of pads over values; convert the Keras file itself");
        } else if (!(scope.in(0) instanceof Filled always)) {
            throw scope.unknown();
        } else {
            scope.put(scope.in(always.number() != 0 ? 1 : 2));
        }
    }

    private void sign() {
        scope.put(new PadTest(ids(0).input(), 0, true));
    }

    /** As many steps as have real ids. */
    void count() {
        boolean alongSteps = scope.axes(1).equals(List.of(1L)) || scope.axes(1).equals(List.of(-1L));
        if (scope.in(0) instanceof PadTest test
                && test.real()
                && alongSteps
                && scope.node().integer("keepdims", 1) == 0) {
            scope.put(new Lengths(test.pad()));
        } else {
            throw scope.unknown();
        }
    }

    /** Lengths in descending order, and the order of the sentences: what pack_padded_sequence does. */
    private void order() {
        if (!(scope.in(0) instanceof Lengths found)) {
            throw scope.unknown();
        }
        scope.put(found);
        scope.put(1, new Value.Order(false));
    }

    private void scatter() {
        if (scope.in(0) instanceof Value.Zeros
                && scope.in(1) instanceof Value.Order order
                && !order.undoes()
                && scope.in(2) instanceof Value.Count) {
            scope.put(new Value.Order(true));
        } else {
            throw scope.unknown();
        }
    }
}
