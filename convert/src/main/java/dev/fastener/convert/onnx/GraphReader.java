package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.onnx.ForeignGraph.Node;
import dev.fastener.convert.onnx.ForeignGraph.Port;
import dev.fastener.convert.onnx.Value.Filled;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.convert.onnx.Value.Ids;
import dev.fastener.convert.onnx.Value.Lengths;
import dev.fastener.convert.onnx.Value.Sizes;
import dev.fastener.convert.onnx.Value.Steps;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.Recurrent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes a graph with what its values mean in the place of values: ids, steps, lengths, constants. A node that has no meaning in a
 * tagger of this family ends it, with the node's name and operator.
 */
final class GraphReader {
    private static final int MOST_COPIED = 4096;

    private static final Set<String> OPERATORS = Set.of(
            "Identity",
            "Dropout",
            "Cast",
            "Constant",
            "Gather",
            "Transpose",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Slice",
            "Concat",
            "Shape",
            "ConstantOfShape",
            "Expand",
            "LSTM",
            "GRU",
            "MatMul",
            "Gemm",
            "Add",
            "Mul",
            "Sub",
            "Relu",
            "Tanh",
            "Sigmoid",
            "Softmax",
            "LogSoftmax",
            "LayerNormalization",
            "ReduceProd",
            "ReduceSum",
            "Equal",
            "Greater",
            "Not",
            "TopK",
            "Range",
            "ScatterElements");

    private final String file;
    private final ForeignGraph graph;
    private final Map<String, Value> values = new HashMap<>();
    /** Tables by the number of the input that they are looked up for. */
    private final Map<Integer, Floats> tables = new LinkedHashMap<>();

    private @Nullable Lengths lengths;
    private boolean withoutLengths;
    /** The tensor before a last LogSoftmax; no decoder sees the constant that it takes off each step. */
    private @Nullable String beforeLogSoftmax;

    private Node node = new Node("", "", "", List.of(), List.of(), Map.of());

    GraphReader(String file, ForeignGraph graph) {
        this.file = file;
        this.graph = graph;
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
        for (Node needed : nodes) {
            node = needed;
            requireNoLoop();
        }
        for (Node needed : nodes) {
            node = needed;
            requireKnown();
        }
        for (Node needed : nodes) {
            node = needed;
            try {
                run();
            } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
                throw refuse("shapes that fit", String.valueOf(e.getMessage()));
            }
        }
        return get(output);
    }

    Floats table(int input) {
        Floats table = tables.get(input);
        if (table == null) {
            throw new ConversionException(file + ": expected a Gather that looks ids up, found none");
        }
        return table;
    }

    /** Null where the network is told none. */
    @Nullable
    Lengths lengths() {
        return lengths;
    }

    @Nullable
    String beforeLogSoftmax() {
        return beforeLogSoftmax;
    }

    private void input(Port port, int number) {
        boolean integers = port.type() == ConstantTensor.INT32 || port.type() == ConstantTensor.INT64;
        if (integers && port.shape().size() == 1) {
            values.put(port.name(), new Lengths(-1));
        } else if (integers && port.shape().size() == 2) {
            // Which axis is which shows where the recurrent layer reads them.
            values.put(
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

    /** Before all others, as it says more than what stands around it. */
    private void requireNoLoop() {
        if (node.operator().equals("Loop") || node.operator().equals("Scan")) {
            throw refuse(
                    "an LSTM or a GRU",
                    "a loop, as tf2onnx makes of a layer that is masked or has other activations; convert the Keras file"
                            + " itself");
        }
    }

    private void requireKnown() {
        if (!node.domain().isEmpty()) {
            throw refuse("an operator of ONNX itself", "one of the domain " + node.domain());
        }
        if (!OPERATORS.contains(node.operator())) {
            throw unknown();
        }
    }

    private void run() {
        switch (node.operator()) {
            case "Identity", "Dropout" -> put(in(0));
            case "Cast" -> cast();
            case "Constant" -> constant();
            case "Gather" -> gather();
            case "Transpose" -> transpose();
            case "Reshape" -> reshape();
            case "Squeeze" -> squeeze();
            case "Unsqueeze" -> unsqueeze();
            case "Slice" -> slice();
            case "Concat" -> concat();
            case "Shape" -> shape();
            case "ConstantOfShape", "Expand" -> fill();
            case "LSTM", "GRU" -> recurrent();
            case "MatMul", "Gemm" -> product();
            case "Add", "Mul", "Sub" -> arithmetic();
            case "Relu" -> activate(Activation.RELU);
            case "Tanh" -> activate(Activation.TANH);
            case "Sigmoid" -> activate(Activation.SIGMOID);
            case "Softmax" -> softmax();
            case "LogSoftmax" -> logSoftmax();
            case "LayerNormalization" -> layerNormalization();
            case "ReduceProd", "ReduceSum" -> reduce();
            case "Equal", "Greater", "Not" -> padTest();
            case "TopK" -> order();
            case "Range" -> put(new Value.Count());
            case "ScatterElements" -> scatter();
            default -> throw unknown();
        }
    }

    private void cast() {
        Value value = in(0);
        boolean toFloat = node.integer("to", 0) == ConstantTensor.FLOAT;
        boolean toInteger =
                node.integer("to", 0) == ConstantTensor.INT32 || node.integer("to", 0) == ConstantTensor.INT64;
        boolean isFloat = value instanceof Steps || value instanceof Floats || value instanceof Filled;
        if (isFloat ? !toFloat : !toInteger) {
            throw refuse("32-bit floats, and integers of 32 or 64 bits", "a cast to type " + node.integer("to", 0));
        }
        put(value);
    }

    private void constant() {
        List<ConstantTensor> tensors = node.attribute("value").tensors();
        if (!tensors.isEmpty()) {
            put(constant(tensors.get(0)));
            return;
        }
        List<Long> ints = new ArrayList<>(node.attribute("value_int").ints());
        ints.addAll(node.attribute("value_ints").ints());
        if (!ints.isEmpty()) {
            put(new Sizes(
                    ints.stream().map(Size::of).toList(), node.attributes().containsKey("value_ints") ? 1 : 0));
            return;
        }
        throw unknown();
    }

    private Value constant(ConstantTensor tensor) {
        if (tensor.isFloat()) {
            float[] floats = tensor.floats();
            for (float value : floats) {
                if (!Float.isFinite(value)) {
                    throw new ConversionException(file + ", tensor " + tensor.name()
                            + ": expected finite values, found " + value + "; the training had failed");
                }
            }
            return new Floats(tensor.shape(), floats);
        }
        if (tensor.isInteger() && tensor.dims().size() <= 1) {
            return new Sizes(
                    Arrays.stream(tensor.integers()).mapToObj(Size::of).toList(),
                    tensor.dims().size());
        }
        throw refuse(
                "constants of 32-bit floats, and short lists of integers",
                "tensor " + tensor.name() + " of type " + tensor.type() + " and shape " + tensor.dims());
    }

    private void gather() {
        Value data = in(0);
        Value indices = in(1);
        long axis = node.integer("axis", 0);
        if (data instanceof Floats table && indices instanceof Ids ids) {
            lookUp(table, ids, axis);
        } else if (data instanceof Sizes sizes && indices instanceof Sizes places) {
            List<Size> taken = places.values().stream()
                    .map(place -> sizes.values()
                            .get(Shapes.index(number(place), sizes.values().size())))
                    .toList();
            put(new Sizes(taken, places.rank()));
        } else if (data instanceof Steps steps && indices instanceof Value.Order order) {
            boolean sentences =
                    Atom.isOnly(steps.axes().get(Shapes.index(axis, steps.axes().size())), Atom.Kind.SENTENCE);
            if (!sentences || steps.inOrder() == order.undoes()) {
                throw refuse("sentences to be sorted by their lengths, and back", "another order");
            }
            put(new Steps(steps.chain(), steps.axes(), order.undoes()));
        } else if (data instanceof Steps steps && indices instanceof Sizes one && one.rank() == 0) {
            int place = Shapes.index(axis, steps.axes().size());
            Steps part = direction(
                    steps,
                    place,
                    number(one.values().get(0)),
                    number(one.values().get(0)) + 1);
            put(part.with(Shapes.squeezed(part.axes(), List.of((long) place)).orElseThrow(this::unknown)));
        } else {
            throw unknown();
        }
    }

    private void lookUp(Floats table, Ids ids, long axis) {
        if (axis != 0 || table.shape().length != 2) {
            throw refuse("a table [ids, values]", "the shape " + Arrays.toString(table.shape()));
        }
        Floats other = tables.putIfAbsent(ids.input(), table);
        if (other != null && other != table) {
            throw refuse("one embedding for each input", "two of one input");
        }
        int size = table.shape()[1];
        List<List<Atom>> axes = new ArrayList<>(ids.axes());
        axes.add(List.of(Atom.values(size)));
        Chain chain = new Chain(List.of(ids.input()), FeatureJoin.CONCAT, List.of(), size);
        put(new Steps(chain, axes, true));
    }

    private void transpose() {
        List<Long> order = node.attribute("perm").ints();
        Value value = in(0);
        if (value instanceof Steps steps) {
            put(steps.with(Shapes.transposed(steps.axes(), order)));
        } else if (value instanceof Ids ids) {
            put(new Ids(ids.input(), Shapes.transposed(ids.axes(), order)));
        } else if (value instanceof Floats floats && floats.shape().length == 2) {
            put(order.equals(List.of(0L, 1L)) ? floats : transposed(floats));
        } else if (value instanceof Filled) {
            put(value);
        } else {
            throw unknown();
        }
    }

    private static Floats transposed(Floats matrix) {
        int rows = matrix.shape()[0];
        int columns = matrix.shape()[1];
        float[] values = new float[matrix.values().length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[column * rows + row] = matrix.values()[row * columns + column];
            }
        }
        return new Floats(new int[] {columns, rows}, values);
    }

    private void reshape() {
        Value value = in(0);
        Sizes sizes = sizes(1);
        if (value instanceof Steps steps) {
            boolean zeroCopies = node.integer("allowzero", 0) == 0;
            put(steps.with(Shapes.reshaped(steps.axes(), sizes.values(), zeroCopies)
                    .orElseThrow(() -> refuse("axes put together or taken apart", "values that go to other steps"))));
        } else if (value instanceof Sizes list) {
            put(new Sizes(list.values(), sizes.values().isEmpty() ? 0 : 1));
        } else if (value instanceof Filled) {
            put(value);
        } else {
            throw unknown();
        }
    }

    private void squeeze() {
        Value value = in(0);
        List<Long> axes = axes(1);
        if (value instanceof Steps steps) {
            put(steps.with(Shapes.squeezed(steps.axes(), axes)
                    .orElseThrow(() -> refuse("an axis of length 1", "a longer one"))));
        } else if (value instanceof Sizes list && list.values().size() == 1) {
            put(new Sizes(list.values(), 0));
        } else if (value instanceof Filled) {
            put(value);
        } else {
            throw unknown();
        }
    }

    private void unsqueeze() {
        Value value = in(0);
        List<Long> axes = axes(1);
        if (value instanceof Steps steps) {
            put(steps.with(Shapes.unsqueezed(steps.axes(), axes)));
        } else if (value instanceof Sizes list && list.rank() == 0) {
            put(new Sizes(list.values(), 1));
        } else if (value instanceof Floats floats && axes.equals(List.of(0L))) {
            int[] shape = new int[floats.shape().length + 1];
            shape[0] = 1;
            System.arraycopy(floats.shape(), 0, shape, 1, floats.shape().length);
            put(new Floats(shape, floats.values()));
        } else if (value instanceof Filled) {
            put(value);
        } else {
            throw unknown();
        }
    }

    /** An input since opset 13, an attribute before. */
    private List<Long> axes(int input) {
        return node.input(input).isEmpty()
                ? node.attribute("axes").ints()
                : sizes(input).values().stream().map(this::number).toList();
    }

    private void slice() {
        Value value = in(0);
        if (value instanceof Filled) {
            put(value);
            return;
        }
        long start = bound(1, "starts");
        long end = bound(2, "ends");
        boolean hasAxis =
                !node.input(3).isEmpty() || !node.attribute("axes").ints().isEmpty();
        long axis = hasAxis ? bound(3, "axes") : 0;
        if (!node.input(4).isEmpty() && bound(4, "") != 1) {
            throw refuse("a slice of neighbours", "one in steps of " + bound(4, ""));
        }
        if (value instanceof Sizes sizes && axis == 0) {
            int[] range = Shapes.range(start, end, sizes.values().size());
            put(new Sizes(sizes.values().subList(range[0], range[1]), 1));
        } else if (value instanceof Steps steps) {
            put(direction(steps, Shapes.index(axis, steps.axes().size()), start, end));
        } else {
            throw unknown();
        }
    }

    private long bound(int input, String attribute) {
        List<Long> values = node.input(input).isEmpty()
                ? node.attribute(attribute).ints()
                : sizes(input).values().stream().map(this::number).toList();
        if (values.size() != 1) {
            throw refuse("a slice along one axis", values.toString());
        }
        return values.get(0);
    }

    /** One direction of a bidirectional layer, or all that there is. */
    private Steps direction(Steps steps, int axis, long start, long end) {
        List<Atom> atoms = steps.axes().get(axis);
        Size size = Atom.product(atoms);
        if (size.isNumber() && start == 0 && end >= size.factor()) {
            return steps;
        }
        Recurrent layer = !steps.chain().layers().isEmpty() && steps.chain().last() instanceof Recurrent recurrent
                ? recurrent
                : null;
        int[] range = size.isNumber() ? Shapes.range(start, end, Math.toIntExact(size.factor())) : new int[2];
        boolean directions = layer != null
                && layer.directions() == 2
                && layer.merge() == Merge.CONCAT
                && atoms.size() == 1
                && atoms.get(0).equals(new Atom(Atom.Kind.VALUE, Size.of(2), 0))
                && steps.axes().stream().anyMatch(other -> other.stream().anyMatch(atom -> atom.part() == 1))
                && range[1] - range[0] == 1;
        if (!directions || layer == null) {
            throw refuse("a slice that is one direction of a recurrent layer", "another part of the values of a step");
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
        axes.set(axis, List.of(Atom.values(1)));
        return new Steps(steps.chain().replaced(one), axes, steps.inOrder());
    }

    private void concat() {
        List<Value> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            parts.add(in(i));
        }
        if (parts.stream().allMatch(Sizes.class::isInstance)) {
            List<Size> all = new ArrayList<>();
            parts.forEach(part -> all.addAll(((Sizes) part).values()));
            put(new Sizes(all, 1));
        } else if (parts.stream().allMatch(part -> part.equals(parts.get(0)) && part instanceof Filled)) {
            put(parts.get(0));
        } else if (parts.stream().allMatch(Steps.class::isInstance)) {
            Steps all = (Steps) parts.get(0);
            int last = all.axes().size() - 1;
            if (Shapes.index(node.integer("axis", 0), last + 1) != last) {
                throw refuse("values of the same step side by side", "axis " + node.integer("axis", 0));
            }
            for (Value part : parts.subList(1, parts.size())) {
                all = merged(Merge.CONCAT, all, (Steps) part);
            }
            put(all);
        } else {
            throw unknown();
        }
    }

    private Steps merged(Merge merge, Steps one, Steps other) {
        int last = one.axes().size() - 1;
        boolean alike = one.axes().size() == other.axes().size()
                && one.inOrder() == other.inOrder()
                && places(one).equals(places(other))
                && Atom.valuesAreLast(one.axes())
                && Atom.valuesAreLast(other.axes());
        Chain chain = alike ? Chain.merged(merge, one.chain(), other.chain()).orElse(null) : null;
        if (chain == null) {
            throw refuse("values of the same steps, from one source", "others");
        }
        List<List<Atom>> axes = new ArrayList<>(one.axes().subList(0, last));
        axes.add(List.of(Atom.values(chain.size())));
        return new Steps(chain, axes, one.inOrder());
    }

    /** The axes but for the last, without what has length 1. */
    private static List<List<Atom>> places(Steps steps) {
        return steps.axes().subList(0, steps.axes().size() - 1).stream()
                .map(Atom::significant)
                .toList();
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
            throw unknown();
        }
        int[] range = Shapes.range(node.integer("start", 0), node.integer("end", Long.MAX_VALUE), sizes.size());
        put(new Sizes(sizes.subList(range[0], range[1]), 1));
    }

    private void fill() {
        if (node.operator().equals("Expand")) {
            Value value = in(0);
            if (value instanceof Floats floats) {
                for (float number : floats.values()) {
                    if (number != floats.values()[0]) {
                        throw refuse("one number to be repeated", "several");
                    }
                }
                put(new Filled(floats.values().length == 0 ? 0 : floats.values()[0]));
            } else if (value instanceof Filled) {
                put(value);
            } else {
                throw unknown();
            }
            return;
        }
        List<ConstantTensor> tensors = node.attribute("value").tensors();
        if (tensors.isEmpty()) {
            put(new Filled(0));
        } else if (tensors.get(0).isFloat() && tensors.get(0).floats().length == 1) {
            put(new Filled(tensors.get(0).floats()[0]));
        } else if (tensors.get(0).isInteger() && Arrays.equals(tensors.get(0).integers(), new long[1])) {
            put(new Value.Zeros());
        } else {
            throw unknown();
        }
    }

    private void recurrent() {
        Steps x = steps(0);
        List<List<Atom>> axes = x.axes();
        if (axes.size() != 3 || !Atom.valuesAreLast(axes)) {
            throw refuse("steps [steps, sentences, values]", "other axes");
        }
        if (Atom.isOnly(axes.get(0), Atom.Kind.SENTENCE) && Atom.isOnly(axes.get(1), Atom.Kind.STEP)) {
            throw refuse(
                    "a layer that runs over the steps of the input, its second axis",
                    "one that runs over the first, the sentences; was batch_first=True left out?");
        }
        boolean first = node.operator().equals("LSTM");
        requireZero(5);
        if (first) {
            requireZero(6);
        }
        if (node.input(4).isEmpty()) {
            withoutLengths = true;
        } else if (in(4) instanceof Lengths told && (lengths == null || lengths.equals(told))) {
            lengths = told;
        } else if (!isWholeLength(in(4))) {
            throw refuse("the lengths of the sentences", "something else as sequence_lens");
        }
        if (lengths != null && withoutLengths) {
            throw refuse("lengths for all recurrent layers or for none", "some with and some without");
        }
        Recurrent layer = new RecurrentNode(node, this::refuse)
                .layer(
                        x.chain().size(),
                        floats(1),
                        floats(2),
                        node.input(3).isEmpty() ? null : floats(3),
                        !first || node.input(7).isEmpty() ? null : floats(7));
        List<List<Atom>> outputs = List.of(
                axes.get(0),
                List.of(new Atom(Atom.Kind.VALUE, Size.of(layer.directions()), 0)),
                axes.get(1),
                List.of(new Atom(Atom.Kind.VALUE, Size.of(layer.hiddenSize()), 1)));
        put(new Steps(x.chain().then(layer), outputs, x.inOrder()));
    }

    private static boolean isWholeLength(Value value) {
        return value instanceof Sizes sizes && sizes.values().stream().allMatch(size -> size.equals(Size.STEPS));
    }

    private void requireZero(int input) {
        if (node.input(input).isEmpty()) {
            return;
        }
        Value state = in(input);
        boolean zero = state instanceof Filled filled && filled.number() == 0;
        if (state instanceof Floats floats) {
            zero = true;
            for (float value : floats.values()) {
                zero &= value == 0;
            }
        }
        if (!zero) {
            throw refuse("a first state of zeros", "another");
        }
    }

    private void product() {
        Steps x = steps(0);
        Floats matrix = floats(1);
        boolean gemm = node.operator().equals("Gemm");
        if (gemm && (node.integer("transA", 0) != 0 || node.number("alpha", 1) != 1 || node.number("beta", 1) != 1)) {
            throw refuse("x times weights plus bias", "transA, alpha or beta");
        }
        if (matrix.shape().length != 2 || !Atom.valuesAreLast(x.axes())) {
            throw refuse("weights [inputs, outputs]", Arrays.toString(matrix.shape()));
        }
        Floats kernel = gemm && node.integer("transB", 0) != 0 ? transposed(matrix) : matrix;
        int units = kernel.shape()[1];
        if (kernel.shape()[0] != x.chain().size()) {
            throw refuse("weights for " + x.chain().size() + " values of a step", Arrays.toString(kernel.shape()));
        }
        float[] bias = gemm && !node.input(2).isEmpty() ? vector(floats(2), units) : new float[units];
        put(stepwise(
                x,
                x.chain()
                        .then(new Dense(
                                new Matrix(kernel.shape()[0], units, kernel.values()), bias, Activation.LINEAR))));
    }

    /** The same places with other values. */
    private static Steps stepwise(Steps x, Chain chain) {
        List<List<Atom>> axes = new ArrayList<>(x.axes().subList(0, x.axes().size() - 1));
        axes.add(List.of(Atom.values(chain.size())));
        return new Steps(chain, axes, x.inOrder());
    }

    private float[] vector(Floats floats, int size) {
        boolean fits = floats.shape().length > 0
                && floats.values().length == size
                && floats.shape()[floats.shape().length - 1] == size;
        if (!fits) {
            throw refuse("one number for each of " + size + " values of a step", Arrays.toString(floats.shape()));
        }
        return floats.values();
    }

    private void arithmetic() {
        Value one = in(0);
        Value other = in(1);
        boolean add = node.operator().equals("Add");
        if (one instanceof Sizes left && other instanceof Sizes right) {
            try {
                put(Shapes.combined(node, left, right));
            } catch (ConversionException e) {
                throw refuse("products of lengths", String.valueOf(e.getMessage()));
            }
        } else if (add && one instanceof Steps left && other instanceof Steps right) {
            put(merged(Merge.SUM, left, right));
        } else if (add && one instanceof Steps steps && other instanceof Floats floats) {
            addBias(steps, floats);
        } else if (add && one instanceof Floats floats && other instanceof Steps steps) {
            addBias(steps, floats);
        } else {
            throw unknown();
        }
    }

    private void addBias(Steps x, Floats floats) {
        boolean dense = !x.chain().layers().isEmpty()
                && x.chain().last() instanceof Dense before
                && before.activation() == Activation.LINEAR;
        if (!dense || !Atom.valuesAreLast(x.axes())) {
            throw refuse("a bias after weights", "one after something else");
        }
        Dense before = (Dense) x.chain().last();
        float[] added = vector(floats, x.chain().size());
        float[] bias = before.bias().clone();
        for (int i = 0; i < bias.length; i++) {
            bias[i] += added[i];
        }
        put(new Steps(x.chain().replaced(new Dense(before.kernel(), bias, Activation.LINEAR)), x.axes(), x.inOrder()));
    }

    private void activate(Activation activation) {
        Steps x = steps(0);
        put(new Steps(activated(x.chain(), activation), x.axes(), x.inOrder()));
    }

    private Chain activated(Chain chain, Activation activation) {
        if (!chain.layers().isEmpty()
                && chain.last() instanceof Dense dense
                && dense.activation() == Activation.LINEAR) {
            return chain.replaced(new Dense(dense.kernel(), dense.bias(), activation));
        }
        int size = chain.size();
        if (size > MOST_COPIED) {
            throw refuse("at most " + MOST_COPIED + " values of a step", String.valueOf(size));
        }
        float[] identity = new float[size * size];
        for (int i = 0; i < size; i++) {
            identity[i * size + i] = 1;
        }
        return chain.then(new Dense(new Matrix(size, size, identity), new float[size], activation));
    }

    private void softmax() {
        requireLastAxis(steps(0));
        activate(Activation.SOFTMAX);
    }

    private void logSoftmax() {
        requireLastAxis(steps(0));
        beforeLogSoftmax = node.input(0);
        put(in(0));
    }

    /** Before opset 13 the default was axis 1, and all axes from there on were one. */
    private void requireLastAxis(Steps x) {
        int rank = x.axes().size();
        long axis = node.integer("axis", graph.opset() < 13 ? 1 : -1);
        if (Shapes.index(axis, rank) != rank - 1 || !Atom.valuesAreLast(x.axes())) {
            throw refuse("a softmax over the values of a step", "one over axis " + axis);
        }
    }

    private void layerNormalization() {
        Steps x = steps(0);
        requireLastAxis(x);
        float[] scale = vector(floats(1), x.chain().size());
        float[] offset = node.input(2).isEmpty() ? new float[scale.length] : vector(floats(2), scale.length);
        put(stepwise(
                x,
                x.chain()
                        .then(new Normalization(
                                Normalization.Kind.LAYER, scale, offset, node.number("epsilon", 1e-5f)))));
    }

    private void reduce() {
        Value value = in(0);
        boolean keeps = node.integer("keepdims", 1) != 0;
        if (node.operator().equals("ReduceProd") && value instanceof Sizes sizes) {
            Size product = Size.ONE;
            for (Size size : sizes.values()) {
                product = product.times(size);
            }
            put(new Sizes(List.of(product), keeps ? 1 : 0));
        } else if (node.operator().equals("ReduceSum")
                && value instanceof Value.PadTest test
                && test.real()
                && !keeps
                && (axes(1).equals(List.of(1L)) || axes(1).equals(List.of(-1L)))) {
            put(new Lengths(test.pad()));
        } else {
            throw unknown();
        }
    }

    private void padTest() {
        Value value = in(0);
        if (node.operator().equals("Not") && value instanceof Value.PadTest test) {
            put(new Value.PadTest(test.input(), test.pad(), !test.real()));
        } else if (!node.operator().equals("Not")
                && value instanceof Ids ids
                && ids.axes().get(0).get(0).kind() == Atom.Kind.SENTENCE
                && in(1) instanceof Sizes sizes
                && sizes.values().size() == 1) {
            long pad = number(sizes.values().get(0));
            boolean greater = node.operator().equals("Greater");
            if (pad < 0 || pad > Integer.MAX_VALUE || greater && pad != 0) {
                throw unknown();
            }
            put(new Value.PadTest(ids.input(), (int) pad, greater));
        } else {
            throw unknown();
        }
    }

    /** Lengths in descending order, and the order of the sentences: what pack_padded_sequence does. */
    private void order() {
        if (!(in(0) instanceof Lengths found)) {
            throw unknown();
        }
        put(found);
        if (node.outputs().size() > 1) {
            values.put(node.outputs().get(1), new Value.Order(false));
        }
    }

    private void scatter() {
        if (in(0) instanceof Value.Zeros
                && in(1) instanceof Value.Order order
                && !order.undoes()
                && in(2) instanceof Value.Count) {
            put(new Value.Order(true));
        } else {
            throw unknown();
        }
    }

    private Value in(int i) {
        return get(node.input(i));
    }

    private Value get(String name) {
        Value known = values.get(name);
        if (known != null) {
            return known;
        }
        ConstantTensor tensor = graph.tensors().get(name);
        if (tensor == null) {
            throw refuse(
                    "inputs of ids [batch, steps] and lengths [batch], and nodes before those that read them",
                    "\"" + name + "\"");
        }
        Value constant = constant(tensor);
        values.put(name, constant);
        return constant;
    }

    private Steps steps(int i) {
        if (in(i) instanceof Steps steps) {
            return steps;
        }
        throw unknown();
    }

    private Floats floats(int i) {
        if (in(i) instanceof Floats floats) {
            return floats;
        }
        throw refuse("constant weights", "computed ones as input " + i);
    }

    private Sizes sizes(int i) {
        if (in(i) instanceof Sizes sizes) {
            return sizes;
        }
        throw unknown();
    }

    private long number(Size size) {
        if (!size.isNumber()) {
            throw refuse("a number", "a length");
        }
        return size.factor();
    }

    private void put(Value value) {
        if (!node.outputs().isEmpty()) {
            values.put(node.outputs().get(0), value);
        }
    }

    private ConversionException unknown() {
        return refuse(
                "the operators of a tagger (Gather, LSTM or GRU, MatMul, and what moves their axes)",
                "this one in another part");
    }

    private ConversionException refuse(String expected, String found) {
        return new ConversionException(
                file + ", node " + node.described() + ": expected " + expected + ", found " + found);
    }
}
