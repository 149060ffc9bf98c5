package dev.fastener.convert.onnx;

import dev.fastener.convert.onnx.Value.Deviation;
import dev.fastener.convert.onnx.Value.Filled;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.convert.onnx.Value.Ids;
import dev.fastener.convert.onnx.Value.Lengths;
import dev.fastener.convert.onnx.Value.Padded;
import dev.fastener.convert.onnx.Value.Sizes;
import dev.fastener.convert.onnx.Value.Steps;
import dev.fastener.model.Merge;
import dev.fastener.model.Recurrent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Operators that move, cut and join axes, and those that compute shapes. */
final class AxisOperators {
    static final Set<String> OPERATORS = Set.of(
            "Transpose",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Slice",
            "Split",
            "Concat",
            "Shape",
            "ConstantOfShape",
            "Expand",
            "Pad",
            "ReduceProd");

    private final Scope scope;
    private final LayerOperators layers;

    AxisOperators(Scope scope, LayerOperators layers) {
        this.scope = scope;
        this.layers = layers;
    }

    void run() {
        switch (scope.node().operator()) {
            case "Transpose" -> transpose();
            case "Reshape" -> reshape();
            case "Squeeze" -> squeeze();
            case "Unsqueeze" -> unsqueeze();
            case "Slice" -> slice();
            case "Split" -> split();
            case "Concat" -> concat();
            case "Shape" -> shape();
            case "ConstantOfShape" -> filled();
            case "Expand" -> expand();
            case "Pad" -> pad();
            default -> product();
        }
    }

    /** What formulas come to be where they are cut or joined. */
    private Value in(int i) {
        Value value = scope.in(i);
        return value instanceof Formula ? scope.stepsOf(value) : value;
    }

    private void transpose() {
        List<Long> order = scope.node().attribute("perm").ints();
        Value value = scope.in(0);
        if (value instanceof Steps steps) {
            scope.put(steps.with(Shapes.transposed(steps.axes(), order)));
        } else if (value instanceof Formula formula) {
            scope.put(formula.with(Shapes.transposed(formula.of().axes(), order)));
        } else if (value instanceof Deviation deviation) {
            Steps of = deviation.of();
            scope.put(new Deviation(
                    of.with(Shapes.transposed(of.axes(), order)), deviation.epsilon(), deviation.factor()));
        } else if (value instanceof Padded padded) {
            Steps of = padded.steps();
            scope.put(new Padded(of.with(Shapes.transposed(of.axes(), order)), padded.before(), padded.after()));
        } else if (value instanceof Ids ids) {
            scope.put(new Ids(ids.input(), Shapes.transposed(ids.axes(), order)));
        } else if (value instanceof Floats floats && floats.shape().length == 2) {
            scope.spend(floats.values().length);
            scope.put(order.equals(List.of(0L, 1L)) ? floats : transposed(floats));
        } else if (value instanceof Filled) {
            scope.put(value);
        } else {
            throw scope.unknown();
        }
    }

    /** @param matrix of two axes, neither without length */
    static Floats transposed(Floats matrix) {
        int rows = matrix.shape()[0];
        int columns = matrix.shape()[1];
        float[] values = new float[matrix.values().length];
        for (int row = 0; values.length > 0 && row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[column * rows + row] = matrix.values()[row * columns + column];
            }
        }
        return new Floats(new int[] {columns, rows}, values);
    }

    private void reshape() {
        Value value = in(0);
        Sizes sizes = scope.sizes(1);
        if (value instanceof Steps steps) {
            boolean zeroCopies = scope.node().integer("allowzero", 0) == 0;
            scope.put(steps.with(Shapes.reshaped(steps.axes(), sizes.values(), zeroCopies)
                    .orElseThrow(
                            () -> scope.refuse("axes put together or taken apart", "values that go to other steps"))));
        } else if (value instanceof Sizes list && sizes.values().size() <= 1) {
            scope.put(new Sizes(list.values(), sizes.values().size()));
        } else if (value instanceof Filled) {
            scope.put(value);
        } else {
            throw scope.unknown();
        }
    }

    private void squeeze() {
        Value value = in(0);
        List<Long> axes = scope.axes(1);
        if (value instanceof Steps steps) {
            scope.put(steps.with(Shapes.squeezed(steps.axes(), axes)
                    .orElseThrow(() -> scope.refuse("an axis of length 1", "a longer one"))));
        } else if (value instanceof Sizes list && list.values().size() == 1) {
            scope.put(new Sizes(list.values(), 0));
        } else if (value instanceof Filled) {
            scope.put(value);
        } else {
            throw scope.unknown();
        }
    }

    private void unsqueeze() {
        Value value = in(0);
        List<Long> axes = scope.axes(1);
        if (value instanceof Steps steps) {
            scope.put(steps.with(Shapes.unsqueezed(steps.axes(), axes)));
        } else if (value instanceof Padded padded) {
            Steps of = padded.steps();
            scope.put(new Padded(of.with(Shapes.unsqueezed(of.axes(), axes)), padded.before(), padded.after()));
        } else if (value instanceof Value.PadTest) {
            scope.put(value);
        } else if (value instanceof Sizes list && list.rank() == 0) {
            scope.put(new Sizes(list.values(), 1));
        } else if (value instanceof Floats floats && axes.equals(List.of(0L))) {
            int[] shape = new int[floats.shape().length + 1];
            shape[0] = 1;
            System.arraycopy(floats.shape(), 0, shape, 1, floats.shape().length);
            scope.put(new Floats(shape, floats.values()));
        } else if (value instanceof Filled) {
            scope.put(value);
        } else {
            throw scope.unknown();
        }
    }

    private void slice() {
        Value value = in(0);
        if (value instanceof Filled) {
            scope.put(value);
            return;
        }
        long start = bound(1, "starts");
        long end = bound(2, "ends");
        boolean hasAxis = scope.has(3) || !scope.node().attribute("axes").ints().isEmpty();
        long axis = hasAxis ? bound(3, "axes") : 0;
        if (scope.has(4) && bound(4, "") != 1) {
            throw scope.refuse("a slice of neighbours", "one in steps of " + bound(4, ""));
        }
        if (value instanceof Sizes sizes && axis == 0) {
            int[] range = Shapes.range(start, end, sizes.values().size());
            scope.put(new Sizes(sizes.values().subList(range[0], range[1]), 1));
        } else if (value instanceof Steps steps) {
            scope.put(direction(steps, Shapes.index(axis, steps.axes().size()), start, end));
        } else {
            throw scope.unknown();
        }
    }

    /** Into both directions of a recurrent layer. */
    private void split() {
        if (!(in(0) instanceof Steps steps) || scope.node().outputs().size() != 2) {
            throw scope.refuse("both directions of a recurrent layer to be split", "something else");
        }
        int axis = Shapes.index(scope.node().integer("axis", 0), steps.axes().size());
        Size size = Atom.product(steps.axes().get(axis));
        List<Long> parts = scope.has(1)
                ? scope.sizes(1).values().stream().map(scope::number).toList()
                : scope.node().attribute("split").ints();
        if (!parts.isEmpty() && !(parts.size() == 2 && parts.get(0).equals(parts.get(1))) || !size.isNumber()) {
            throw scope.refuse("two equal parts", parts.toString());
        }
        long half = size.factor() / 2;
        scope.put(0, direction(steps, axis, 0, half));
        scope.put(1, direction(steps, axis, half, size.factor()));
    }

    private long bound(int input, String attribute) {
        List<Long> values = scope.has(input)
                ? scope.sizes(input).values().stream().map(scope::number).toList()
                : scope.node().attribute(attribute).ints();
        if (values.size() != 1) {
            throw scope.refuse("a slice along one axis", values.toString());
        }
        return values.get(0);
    }

    /** Elements of a list of sizes, a direction of a recurrent layer, or sentences in another order. */
    void gather() {
        Value data = in(0);
        Value indices = scope.in(1);
        long axis = scope.node().integer("axis", 0);
        if (data instanceof Sizes sizes && indices instanceof Sizes places) {
            int length = sizes.values().size();
            List<Size> taken = places.values().stream()
                    .map(place -> sizes.values().get(Shapes.index(scope.number(place), length)))
                    .toList();
            scope.put(new Sizes(taken, places.rank()));
        } else if (data instanceof Steps steps && indices instanceof Value.Order order) {
            boolean sentences =
                    Atom.isOnly(steps.axes().get(Shapes.index(axis, steps.axes().size())), Atom.Kind.SENTENCE);
            if (!sentences || steps.inOrder() == order.undoes()) {
                throw scope.refuse("sentences to be sorted by their lengths, and back", "another order");
            }
            scope.put(new Steps(steps.chain(), steps.axes(), order.undoes()));
        } else if (data instanceof Steps steps
                && indices instanceof Sizes one
                && one.rank() == 0
                && one.values().size() == 1) {
            int place = Shapes.index(axis, steps.axes().size());
            long index = scope.number(one.values().get(0));
            Steps part = direction(steps, place, index, index == -1 ? Long.MAX_VALUE : index + 1);
            scope.put(part.with(
                    Shapes.squeezed(part.axes(), List.of((long) place)).orElseThrow(scope::unknown)));
        } else {
            throw scope.unknown();
        }
    }

    /** One direction of a bidirectional layer, or all that there is. */
    private Steps direction(Steps steps, int axis, long start, long end) {
        List<Atom> atoms = steps.axes().get(axis);
        Size size = Atom.product(atoms);
        if (start == 0 && (size.isNumber() ? end >= size.factor() : end >= Integer.MAX_VALUE)) {
            return steps;
        }
        if (Atom.isOnly(atoms, Atom.Kind.STEP)) {
            throw scope.refuse(
                    "all steps of the sequence",
                    "some of them: a recurrence written out step by step? Convert the Keras file itself, or export nn.LSTM"
                            + " and nn.GRU as they are");
        }
        Recurrent layer = !steps.chain().layers().isEmpty() && steps.chain().last() instanceof Recurrent recurrent
                ? recurrent
                : null;
        Atom directions = new Atom(Atom.Kind.VALUE, Size.of(2), 0);
        boolean apart = atoms.equals(List.of(directions))
                && steps.axes().stream().anyMatch(other -> other.stream().anyMatch(atom -> atom.part() == 1));
        boolean together = atoms.size() == 2
                && atoms.get(0).equals(directions)
                && atoms.get(1).part() == 1;
        int unit = together && layer != null ? layer.hiddenSize() : 1;
        int[] range = apart || together ? Shapes.range(start, end, 2 * unit) : new int[2];
        if (layer == null
                || layer.directions() != 2
                || layer.merge() != Merge.CONCAT
                || range[1] - range[0] != unit
                || range[0] % unit != 0) {
            throw scope.refuse(
                    "a slice that is one direction of a recurrent layer", "another part of the values of a step");
        }
        boolean forward = range[0] == 0;
        Recurrent one = new Recurrent(
                layer.cell(),
                forward ? layer.forward() : null,
                forward ? null : layer.backward(),
                Merge.CONCAT,
                layer.activation(),
                layer.recurrentActivation());
        List<List<Atom>> axes = new ArrayList<>(steps.axes());
        axes.set(axis, List.of(Atom.values(together ? unit : 1)));
        return new Steps(steps.chain().replaced(one), axes, steps.inOrder());
    }

    private void concat() {
        List<Value> parts = new ArrayList<>();
        for (int i = 0; i < scope.node().inputs().size(); i++) {
            parts.add(in(i));
        }
        if (parts.isEmpty()) {
            throw scope.unknown();
        } else if (parts.stream().allMatch(Sizes.class::isInstance)) {
            List<Size> all = new ArrayList<>();
            for (Value part : parts) {
                all.addAll(((Sizes) part).values());
                scope.spend(all.size());
            }
            scope.put(new Sizes(all, 1));
        } else if (parts.stream().allMatch(part -> part.equals(parts.get(0)) && part instanceof Filled)) {
            scope.put(parts.get(0));
        } else if (parts.stream().allMatch(Steps.class::isInstance)) {
            Steps all = (Steps) parts.get(0);
            int last = all.axes().size() - 1;
            if (Shapes.index(scope.node().integer("axis", 0), last + 1) != last) {
                throw scope.refuse(
                        "values of the same step side by side",
                        "axis " + scope.node().integer("axis", 0));
            }
            for (Value part : parts.subList(1, parts.size())) {
                all = layers.merged(Merge.CONCAT, all, (Steps) part);
            }
            scope.put(all);
        } else {
            throw scope.unknown();
        }
    }

    private void shape() {
        Value value = in(0);
        List<Size> sizes;
        if (value instanceof Steps steps) {
            sizes = steps.axes().stream().map(Atom::product).toList();
        } else if (value instanceof Ids ids) {
            sizes = ids.axes().stream().map(Atom::product).toList();
        } else if (value instanceof Lengths || value instanceof Value.Order) {
            sizes = List.of(Size.BATCH);
        } else {
            throw scope.unknown();
        }
        int[] range = Shapes.range(
                scope.node().integer("start", 0), scope.node().integer("end", Long.MAX_VALUE), sizes.size());
        scope.put(new Sizes(sizes.subList(range[0], range[1]), 1));
    }

    private void expand() {
        Value value = scope.in(0);
        if (value instanceof Floats floats) {
            for (float number : floats.values()) {
                if (number != floats.values()[0]) {
                    throw scope.refuse("one number to be repeated", "several");
                }
            }
            scope.spend(floats.values().length);
            scope.put(new Filled(floats.values().length == 0 ? 0 : floats.values()[0]));
        } else if (value instanceof Filled) {
            scope.put(value);
        } else {
            throw scope.unknown();
        }
    }

    private void filled() {
        List<ConstantTensor> tensors = scope.node().attribute("value").tensors();
        if (tensors.isEmpty()) {
            scope.put(new Filled(0));
        } else if (tensors.get(0).isFloat() && tensors.get(0).floats().length == 1) {
            scope.put(new Filled(tensors.get(0).floats()[0]));
        } else if (tensors.get(0).isInteger() && Arrays.equals(tensors.get(0).integers(), new long[1])) {
            scope.put(new Value.Zeros());
        } else {
            throw scope.unknown();
        }
    }

    /** Zeros before and behind the steps, as a causal convolution has them. */
    private void pad() {
        Steps x = scope.stepsOf(scope.in(0));
        int rank = x.axes().size();
        List<Long> pads = scope.has(1)
                ? scope.sizes(1).values().stream().map(scope::number).toList()
                : scope.node().attribute("pads").ints();
        boolean zeros = scope.node().text("mode", "constant").equals("constant")
                && (!scope.has(2) || scope.number(2).filter(value -> value == 0).isPresent())
                && scope.node().number("value", 0) == 0
                && !scope.has(3)
                && pads.size() == 2 * rank;
        long before = 0;
        long after = 0;
        for (int axis = 0; zeros && axis < rank; axis++) {
            if (Atom.isOnly(x.axes().get(axis), Atom.Kind.STEP)) {
                before = pads.get(axis);
                after = pads.get(axis + rank);
            } else {
                zeros = pads.get(axis) == 0 && pads.get(axis + rank) == 0;
            }
        }
        if (!zeros || before < 0 || after < 0 || before > 1 << 20 || after > 1 << 20) {
            throw scope.refuse("zeros before or behind the steps", "pads " + pads);
        }
        scope.put(new Padded(x, (int) before, (int) after));
    }

    private void product() {
        Size product = Size.ONE;
        for (Size size : scope.sizes(0).values()) {
            product = product.times(size);
        }
        scope.put(new Sizes(List.of(product), scope.node().integer("keepdims", 1) != 0 ? 1 : 0));
    }
}
