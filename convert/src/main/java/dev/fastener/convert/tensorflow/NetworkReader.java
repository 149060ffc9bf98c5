package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.tensorflow.Graph.Node;
import dev.fastener.convert.tensorflow.Graph.Ref;
import dev.fastener.convert.tensorflow.StepReader.Outer;
import dev.fastener.convert.tensorflow.StepReader.State;
import dev.fastener.convert.tensorflow.StepReader.StepValue;
import dev.fastener.convert.tensorflow.StepReader.Vector;
import dev.fastener.convert.tensorflow.Value.Aside;
import dev.fastener.convert.tensorflow.Value.Fixed;
import dev.fastener.convert.tensorflow.Value.Ids;
import dev.fastener.convert.tensorflow.Value.Layout;
import dev.fastener.convert.tensorflow.Value.Origin;
import dev.fastener.convert.tensorflow.Value.Steps;
import dev.fastener.convert.tensorflow.Value.Unknown;
import dev.fastener.convert.tensorflow.Value.Zeros;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the operations outside of loops compute, each from what its inputs are. */
final class NetworkReader {
    private static final int DEEPEST = 300;
    private static final int STRING = 7;
    private static final int MOST_COPIED = 4096;

    private final Graph graph;
    private final Variables variables;
    private final Folding folding;
    private final Map<Ref, Value> values = new HashMap<>();
    private final Map<String, SourceInput> inputs = new LinkedHashMap<>();
    /** Placeholders of ids, in the order of their use. */
    private final Map<String, Node> placeholders = new LinkedHashMap<>();

    private final Set<Origin> masks = EnumSet.noneOf(Origin.class);
    private final Map<String, Fact> facts = new LinkedHashMap<>();
    private boolean repeatsMasked;
    private int depth;

    NetworkReader(Graph graph, Variables variables) {
        this.graph = graph;
        this.variables = variables;
        this.folding = new Folding(graph.file(), graph.sizeBytes());
    }

    Folding folding() {
        return folding;
    }

    /** What the masks of the recurrences read so far were made from. */
    Set<Origin> masks() {
        return masks;
    }

    boolean repeatsMasked() {
        return repeatsMasked;
    }

    List<Fact> facts() {
        return List.copyOf(facts.values());
    }

    /** Placeholders that ids were looked up from, by input name. */
    Map<String, Node> placeholders() {
        return placeholders;
    }

    Value value(Ref given) {
        Ref ref = graph.resolve(given);
        Value known = values.get(ref);
        if (known != null) {
            return known;
        }
        Node node = graph.node(ref);
        // What reads itself is a loop, which is read from its end.
        values.put(ref, new Unknown("a loop at " + node));
        if (++depth > DEEPEST) {
            throw new ConversionException(graph.file() + ": operation " + node + ": expected at most " + DEEPEST
                    + " operations in series, found more");
        }
        Value value;
        try {
            value = compute(ref, node);
        } finally {
            depth--;
        }
        values.put(ref, value);
        return value;
    }

    private Value compute(Ref ref, Node node) {
        return switch (node.op()) {
            case "Identity",
                    "StopGradient",
                    "PreventGradient",
                    "Snapshot",
                    "EnsureShape",
                    "Cast",
                    "ReadVariableOp",
                    "PlaceholderWithDefault",
                    "Enter",
                    "TensorListFromTensor",
                    "IdentityN" ->
                node.op().equals("PlaceholderWithDefault")
                        ? withDefault(node)
                        : value(node.input(node.op().equals("IdentityN") ? ref.port() : 0));
            case "TensorArrayScatterV3" -> value(node.input(2));
            case "Switch", "RefSwitch" -> value(node.input(0));
            case "Merge" -> branches(node);
            case "Const" -> constant(node);
            case "VarHandleOp", "VariableV2", "Variable" -> new Fixed(folding.read(variables.value(node)));
            case "Placeholder" -> placeholder(node);
            case "Gather", "GatherV2", "ResourceGather" -> gather(node);
            case "Transpose" -> transpose(node);
            case "Reshape" -> reshape(node);
            case "ExpandDims", "Squeeze", "Tile" -> unchanged(node);
            case "ConcatV2" -> concat(node);
            case "MatMul", "BatchMatMul", "BatchMatMulV2" -> matMul(node);
            case "BiasAdd", "Add", "AddV2", "Sub" -> sum(node);
            case "AddN" -> added(node);
            case "Mul" -> product(node);
            case "RealDiv" -> quotient(node);
            case "Select", "SelectV2" -> select(node);
            case "Tanh" -> activated(node, Activation.TANH);
            case "Sigmoid" -> activated(node, Activation.SIGMOID);
            case "Relu" -> activated(node, Activation.RELU);
            case "Softmax" -> activated(node, Activation.SOFTMAX);
            case "ReverseSequence", "ReverseV2" -> reversed(node);
            case "TensorArrayGatherV3" -> loop(node, node.input(2));
            case "TensorListStack" -> loop(node, node.input(0));
            case "BlockLSTM", "BlockLSTMV2" -> BlockCells.sequence(this, ref, node);
            case "Fill", "ZerosLike" -> filled(node);
            case "Rank" ->
                value(node.input(0)) instanceof Steps steps
                        ? new Fixed(Constant.scalar(steps.layout().flat() ? 2 : 3))
                        : folded(node, 0);
            case "RandomUniform",
                    "RandomUniformInt",
                    "RandomStandardNormal",
                    "StatelessRandomUniformV2",
                    "StatelessRandomUniform" -> Aside.of(Origin.NOISE);
            default -> folded(node, ref.port());
        };
    }

    /** An array where all inputs are arrays; otherwise something beside the data. */
    private Value folded(Node node, int port) {
        List<Constant> arrays = new ArrayList<>();
        for (Ref input : node.inputs()) {
            if (!(value(input) instanceof Fixed fixed)) {
                return aside(node);
            }
            arrays.add(fixed.constant());
        }
        Constant result = folding.fold(node, arrays, port);
        return result == null ? aside(node) : new Fixed(result);
    }

    /** What isn't of a tagger's data: it steers, or nothing is known of it. */
    Value aside(Node node) {
        String known = OtherOperations.reason(node.op());
        if (known != null) {
            for (Ref input : node.inputs()) {
                if (value(input) instanceof Unknown before && before.reason().endsWith(OtherOperations.TEXTS)) {
                    return before;
                }
            }
            return new Unknown("the operation " + node + ": " + known);
        }
        Set<Origin> origins = EnumSet.noneOf(Origin.class);
        boolean zeros = !node.inputs().isEmpty();
        for (Ref input : node.inputs()) {
            Value value = value(input);
            if (value instanceof Aside a) {
                origins.addAll(a.origins());
            } else if (value instanceof Ids) {
                origins.add(node.op().equals("Shape") ? Origin.SHAPE : Origin.IDS);
            } else if (value instanceof Steps) {
                if (!node.op().equals("Shape")) {
                    return new Unknown("the operation " + node + ", which isn't one of a tagger's network");
                }
                origins.add(Origin.SHAPE);
            } else if (value instanceof Unknown unknown) {
                return unknown;
            }
            zeros &= value instanceof Zeros || value instanceof Fixed;
        }
        if (zeros && node.inputs().stream().anyMatch(input -> value(input) instanceof Zeros)) {
            return new Zeros();
        }
        if (origins.isEmpty()) {
            return new Unknown("the operation " + node);
        }
        return new Aside(origins);
    }

    private Value constant(Node node) {
        Message attribute = node.attribute("value");
        if (attribute == null) {
            throw refused(node, "expected a value");
        }
        Message tensor = attribute.message(8);
        if (ElementType.of(tensor.number(1)) == null) {
            return new Unknown("the text or handle " + node);
        }
        // A few bytes may stand for many equal numbers.
        long count = Constant.count(node.name(), Constant.shape(node.name(), tensor.message(2)));
        folding.spend(Math.min(count, Constant.MOST_REPEATED + tensor.sizeBytes()));
        return new Fixed(Constant.of(node.name(), tensor));
    }

    private Value placeholder(Node node) {
        ElementType type = ElementType.of(node.type("dtype"));
        Message shape = node.attribute("shape");
        Message proto = shape == null ? null : shape.message(7);
        boolean known = proto != null && proto.number(3) == 0;
        int rank = known && proto != null ? proto.messages(2).size() : -1;
        boolean number = type == ElementType.INT32 || type == ElementType.INT64;
        if (type == ElementType.BOOL || rank == 0 || type != null && !number && rank == -1) {
            return Aside.of(Origin.SWITCH);
        }
        if (number && rank == 1) {
            return Aside.of(Origin.LENGTHS);
        }
        if (type != null && (rank == 2 || number && rank == -1)) {
            return new Ids(node, Layout.BATCH);
        }
        if (node.type("dtype") == STRING) {
            return new Unknown("texts as the input " + node.name() + OtherOperations.TEXTS);
        }
        return new Unknown("the input " + node.name() + ", which is neither ids [batch, steps] nor their lengths");
    }

    /** A switch with a default keeps to it where it is a number of a dropout; ids have no default. */
    private Value withDefault(Node node) {
        Value value = value(node.input(0));
        return value instanceof Fixed fixed && fixed.constant().isScalar() ? Aside.of(Origin.SWITCH) : value;
    }

    /** Both branches of a condition on whether the model is trained have to be one network. */
    private Value branches(Node node) {
        Value first = value(node.input(0));
        Value second = node.inputs().size() > 1 ? value(node.input(1)) : first;
        if (first instanceof Steps a && second instanceof Steps b) {
            return a.flow() == b.flow() ? a : new Unknown("the choice " + node + " between two networks");
        }
        return first.equals(second) ? first : aside(node);
    }

    private Value gather(Node node) {
        Value table = value(node.input(0));
        Value indices = value(node.input(1));
        if (!(table instanceof Fixed fixed) || !(indices instanceof Ids ids)) {
            return folded(node, 0);
        }
        Constant embedding = fixed.constant();
        if (embedding.rank() != 2
                || embedding.values().length == 0
                || node.op().equals("GatherV2") && fixedScalar(node, 2) != 0) {
            throw refused(
                    node, "expected an embedding [ids, values], found the shape " + Arrays.toString(embedding.shape()));
        }
        String name = ids.placeholder().name();
        placeholders.put(name, ids.placeholder());
        SourceInput input = inputs.computeIfAbsent(
                name + " in " + embedding.name(),
                key -> new SourceInput(
                        name,
                        new Matrix(
                                embedding.shape()[0],
                                embedding.shape()[1],
                                embedding.tensor().values()),
                        false));
        return new Steps(new Flow.Embedded(List.of(input), FeatureJoin.CONCAT), ids.layout());
    }

    private Value transpose(Node node) {
        Value value = value(node.input(0));
        if (!(value instanceof Steps) && !(value instanceof Ids)) {
            return folded(node, 0);
        }
        int[] order = fixed(node, 1).ints();
        if (Arrays.equals(order, new int[] {0, 2, 1})) {
            return new Unknown("the operation " + node + ", which turns steps into values (attention?)");
        }
        boolean swapped = order.length >= 2 && order[0] == 1 && order[1] == 0;
        boolean same = order.length >= 2 && order[0] == 0 && order[1] == 1;
        if (!swapped && !same || order.length == 3 && order[2] != 2) {
            throw refused(node, "expected batch and steps to change places, found the order " + Arrays.toString(order));
        }
        if (value instanceof Ids ids) {
            return swapped ? new Ids(ids.placeholder(), ids.layout().transposed()) : ids;
        }
        Steps steps = (Steps) value;
        if (swapped && steps.layout().flat()) {
            return new Unknown("the turned matrix " + node);
        }
        return swapped ? new Steps(steps.flow(), steps.layout().transposed()) : steps;
    }

    /** Batch and steps become one axis or two again; the values of a step stay together. */
    private Value reshape(Node node) {
        Value value = value(node.input(0));
        if (value instanceof Ids ids) {
            return new Ids(
                    ids.placeholder(),
                    ids.layout().flat()
                            ? ids.layout().unflattened()
                            : ids.layout().flattened());
        }
        if (!(value instanceof Steps steps)) {
            return folded(node, 0);
        }
        int rank = 0;
        if (value(node.input(1)) instanceof Fixed shape) {
            int[] sizes = shape.constant().ints();
            rank = sizes.length;
            int last = rank == 0 ? 0 : sizes[rank - 1];
            if (last != -1 && last != steps.flow().size()) {
                return new Unknown("the operation " + node + ", which cuts the "
                        + steps.flow().size() + " values of a step into " + last);
            }
        } else if (graph.node(graph.resolve(node.input(1))).op().equals("Pack")) {
            rank = graph.node(graph.resolve(node.input(1))).inputs().size();
        } else {
            rank = steps.layout().flat() ? 3 : 2;
        }
        return switch (rank) {
            case 2 -> new Steps(steps.flow(), steps.layout().flattened());
            case 3 -> new Steps(steps.flow(), steps.layout().unflattened());
            default -> new Unknown("the operation " + node + " to " + rank + " axes");
        };
    }

    private Value unchanged(Node node) {
        Value value = value(node.input(0));
        if (value instanceof Steps) {
            return new Unknown("the operation " + node + ", which isn't one of a tagger's network");
        }
        return value instanceof Ids ? aside(node) : folded(node, 0);
    }

    private Value concat(Node node) {
        int last = node.inputs().size() - 1;
        List<Flow> parts = new ArrayList<>();
        Layout layout = null;
        for (Ref input : node.inputs().subList(0, last)) {
            if (value(input) instanceof Steps steps) {
                if (layout != null && layout != steps.layout()) {
                    throw refused(node, "expected sequences of one order of axes");
                }
                layout = steps.layout();
                parts.add(steps.flow());
            } else if (value(input) instanceof Unknown unknown && !parts.isEmpty()) {
                return unknown;
            }
        }
        if (layout == null) {
            return folded(node, 0);
        }
        int axis = Math.round(fixedScalar(node, last));
        if (parts.size() != last) {
            return new Unknown("the operation " + node + ", which joins the steps with what is no sequence");
        }
        if (axis != -1 && axis != (layout.flat() ? 1 : 2)) {
            throw refused(node, "expected the values of a step to be joined, found axis " + axis);
        }
        return new Steps(Flow.merge(parts, Merge.CONCAT), layout);
    }

    private Value matMul(Node node) {
        if (!(value(node.input(0)) instanceof Steps steps)) {
            return folded(node, 0);
        }
        if (!(value(node.input(1)) instanceof Fixed fixed)
                || fixed.constant().rank() != 2
                || node.flag("transpose_a")
                || node.flag("adj_x")) {
            return new Unknown("the operation " + node + ", a product of two sequences (attention?)");
        }
        Constant matrix = node.flag("transpose_b") || node.flag("adj_y")
                ? fixed.constant().transposed()
                : fixed.constant();
        int rows = matrix.shape()[0];
        int columns = matrix.shape()[1];
        if (rows != steps.flow().size() || matrix.values().length == 0) {
            throw refused(node, "expected a kernel of " + steps.flow().size() + " rows, found " + rows);
        }
        Dense dense =
                new Dense(new Matrix(rows, columns, matrix.tensor().values()), new float[columns], Activation.LINEAR);
        return new Steps(new Flow.Applied(steps.flow(), dense), steps.layout());
    }

    private Value sum(Node node) {
        Value a = value(node.input(0));
        Value b = value(node.input(1));
        boolean minus = node.op().equals("Sub");
        if (a instanceof Steps x && b instanceof Steps y) {
            return minus || x.layout() != y.layout()
                    ? new Unknown("the operation " + node)
                    : new Steps(Flow.merge(List.of(x.flow(), y.flow()), Merge.SUM), x.layout());
        }
        if (a instanceof Steps x && b instanceof Fixed offset) {
            return affine(node, x, 1, offset.constant(), minus ? -1 : 1);
        }
        if (b instanceof Steps y && a instanceof Fixed offset) {
            return affine(node, y, minus ? -1 : 1, offset.constant(), 1);
        }
        return folded(node, 0);
    }

    private Value added(Node node) {
        List<Flow> parts = new ArrayList<>();
        Layout layout = Layout.BATCH;
        for (Ref input : node.inputs()) {
            if (!(value(input) instanceof Steps steps)) {
                return aside(node);
            }
            layout = steps.layout();
            parts.add(steps.flow());
        }
        return new Steps(Flow.merge(parts, Merge.SUM), layout);
    }

    private Value product(Node node) {
        Value a = value(node.input(0));
        Value b = value(node.input(1));
        if (a instanceof Steps x && b instanceof Steps y) {
            return x.layout() != y.layout()
                    ? new Unknown("the operation " + node)
                    : new Steps(Flow.merge(List.of(x.flow(), y.flow()), Merge.MULTIPLY), x.layout());
        }
        Steps steps = a instanceof Steps x ? x : b instanceof Steps y ? y : null;
        Value factor = a instanceof Steps ? b : a;
        if (steps == null) {
            return folded(node, 0);
        }
        if (factor instanceof Fixed scale) {
            return affine(node, steps, scale.constant(), null);
        }
        return factor instanceof Aside aside ? masked(node, steps, aside) : new Unknown("the operation " + node);
    }

    private Value quotient(Node node) {
        Value a = value(node.input(0));
        Value b = value(node.input(1));
        if (!(a instanceof Steps steps)) {
            return folded(node, 0);
        }
        if (b instanceof Fixed divisor) {
            float[] scale = divisor.constant().values().clone();
            for (int i = 0; i < scale.length; i++) {
                scale[i] = 1 / scale[i];
            }
            return affine(
                    node,
                    steps,
                    new Constant(divisor.constant().name(), divisor.constant().shape(), scale),
                    null);
        }
        return b instanceof Aside aside ? masked(node, steps, aside) : new Unknown("the operation " + node);
    }

    private Value select(Node node) {
        Value condition = value(node.input(0));
        Value yes = value(node.input(1));
        Value no = value(node.input(2));
        Steps steps = yes instanceof Steps x ? x : no instanceof Steps y ? y : null;
        Value other = yes instanceof Steps ? no : yes;
        if (no instanceof Ids && yes instanceof Aside && isBelowZero(node.input(0))) {
            // Keras 3 counts negative ids from the end; there are none.
            return no;
        }
        boolean zero = other instanceof Zeros
                || other instanceof Fixed f && f.constant().isAll(0);
        if (steps == null || !(condition instanceof Aside aside)) {
            return folded(node, 0);
        }
        if (other instanceof Steps same && same.flow() == steps.flow()) {
            return steps;
        }
        return zero ? masked(node, steps, aside) : new Unknown("the choice " + node);
    }

    private boolean isBelowZero(Ref condition) {
        Node less = graph.node(graph.resolve(condition));
        return less.op().equals("Less")
                && value(less.input(0)) instanceof Ids
                && value(less.input(1)) instanceof Fixed bound
                && bound.constant().isAll(0);
    }

    /** A dropout, which is off outside of training, or a mask of pads, which is 1 wherever there is text. */
    private Value masked(Node node, Steps steps, Aside factor) {
        if (factor.is(Origin.NOISE) || factor.is(Origin.SWITCH)) {
            assumeNoDropout(node);
            // A fixed rate has scaled the values up already.
            boolean scaled = factor.is(Origin.NOISE)
                    && steps.flow() instanceof Flow.Applied applied
                    && applied.layer() instanceof Normalization n
                    && Form.all(n.offset(), 0)
                    && Form.all(n.scale(), n.scale()[0]);
            return scaled ? new Steps(((Flow.Applied) steps.flow()).input(), steps.layout()) : steps;
        }
        if (factor.is(Origin.IDS) || factor.is(Origin.LENGTHS)) {
            facts.put(node.name(), new Fact("mask " + node.name(), "of pads only", Fact.Origin.ASSUMED));
            return steps;
        }
        return new Unknown("the operation " + node);
    }

    void assumeNoDropout(Node node) {
        facts.put(node.name(), new Fact("dropout " + node.name(), "off, as outside of training", Fact.Origin.ASSUMED));
    }

    private Value affine(Node node, Steps steps, float scale, Constant offset, float sign) {
        Constant scaled =
                new Constant(offset.name(), offset.shape(), offset.values().clone());
        for (int i = 0; i < scaled.values().length; i++) {
            scaled.values()[i] *= sign;
        }
        return affine(node, steps, Constant.scalar(scale), scaled);
    }

    /** x * scale + offset; the bias of a dense layer goes into it. */
    private Value affine(Node node, Steps steps, Constant scale, @Nullable Constant offset) {
        int size = steps.flow().size();
        float[] scales = vector(node, scale, size);
        float[] offsets = offset == null ? new float[size] : vector(node, offset, size);
        if (Form.all(scales, 1)
                && steps.flow() instanceof Flow.Applied applied
                && applied.layer() instanceof Dense dense
                && dense.activation() == Activation.LINEAR) {
            for (int i = 0; i < size; i++) {
                offsets[i] += dense.bias()[i];
            }
            Dense biased = new Dense(dense.kernel(), offsets, Activation.LINEAR);
            return new Steps(new Flow.Applied(applied.input(), biased), steps.layout());
        }
        if (Form.all(scales, 1) && Form.all(offsets, 0)) {
            return steps;
        }
        Normalization layer = new Normalization(Normalization.Kind.AFFINE, scales, offsets, 0);
        return new Steps(new Flow.Applied(steps.flow(), layer), steps.layout());
    }

    /** A constant that is the same at each step. */
    float[] vector(Node node, Constant constant, int size) {
        constant.tensor();
        if (constant.isScalar()) {
            float[] wide = new float[size];
            Arrays.fill(wide, constant.scalar());
            return wide;
        }
        if (constant.values().length != size || constant.shape()[constant.rank() - 1] != size) {
            throw refused(
                    node,
                    "expected a vector of " + size + " values, the same at each step, found the shape "
                            + Arrays.toString(constant.shape()));
        }
        return constant.values().clone();
    }

    private Value activated(Node node, Activation activation) {
        if (!(value(node.input(0)) instanceof Steps steps)) {
            return aside(node);
        }
        if (steps.flow() instanceof Flow.Applied applied
                && applied.layer() instanceof Dense dense
                && dense.activation() == Activation.LINEAR) {
            Dense active = new Dense(dense.kernel(), dense.bias(), activation);
            return new Steps(new Flow.Applied(applied.input(), active), steps.layout());
        }
        int size = steps.flow().size();
        if (size > MOST_COPIED) {
            throw refused(node, "expected at most " + MOST_COPIED + " values of a step, found " + size);
        }
        folding.spend((long) size * size);
        float[] identity = new float[size * size];
        for (int i = 0; i < size; i++) {
            identity[i * size + i] = 1;
        }
        Dense layer = new Dense(new Matrix(size, size, identity), new float[size], activation);
        return new Steps(new Flow.Applied(steps.flow(), layer), steps.layout());
    }

    private Value reversed(Node node) {
        if (!(value(node.input(0)) instanceof Steps steps)) {
            return aside(node);
        }
        int axis = node.op().equals("ReverseV2") ? Math.round(fixedScalar(node, 1)) : (int) node.number("seq_dim");
        if (axis != (steps.layout() == Layout.TIME ? 0 : 1) || steps.layout().flat()) {
            throw refused(node, "expected the steps to be reversed, found axis " + axis);
        }
        if (node.op().equals("ReverseSequence")) {
            masks.add(value(node.input(1)) instanceof Aside a && a.is(Origin.IDS) ? Origin.IDS : Origin.LENGTHS);
        }
        return new Steps(Flow.reverse(steps.flow()), steps.layout());
    }

    /** The list of outputs of a loop, stacked. */
    private Value loop(Node node, Ref list) {
        StepReader steps = new StepReader(graph, this);
        State state = steps.finalOf(list);
        if (state == null) {
            return aside(node);
        }
        StepValue output = steps.written(state);
        if (output instanceof Outer) {
            return aside(node);
        }
        if (!(output instanceof Vector vector)) {
            throw refused(node, "expected a recurrence that gives a vector at each step");
        }
        Form.Term single = vector.form().single();
        if (single != null
                && single.isPlain()
                && single.factors().size() == 1
                && single.factors().get(0) instanceof Form.Leaf leaf
                && leaf.variable() instanceof StepReader.Input input) {
            // A loop that only takes the steps apart, as TimeDistributed has it.
            return new Steps(input.flow(), Layout.TIME);
        }
        Flow flow = new CellReader(graph.file() + ": recurrence at operation " + node, steps).flow(vector.form());
        masks.addAll(steps.masks());
        repeatsMasked |= steps.repeatsMasked();
        return new Steps(flow, Layout.TIME);
    }

    void requireZero(Node node, int input) {
        if (!isZero(node.input(input))) {
            throw refused(node, "expected a state that starts from zeros");
        }
    }

    boolean isZero(Ref ref) {
        Value value = value(ref);
        return value instanceof Zeros
                || value instanceof Fixed fixed && fixed.constant().isAll(0);
    }

    private Value filled(Node node) {
        boolean zeros = node.op().equals("ZerosLike") || isZero(node.input(1));
        return zeros ? new Zeros() : aside(node);
    }

    /** An input that has to be an array of the file. */
    Constant fixed(Node node, int input) {
        if (value(node.input(input)) instanceof Fixed fixed) {
            return fixed.constant();
        }
        throw refused(node, "expected its input " + input + " to be fixed, found it computed");
    }

    private float fixedScalar(Node node, int input) {
        return fixed(node, input).scalar();
    }

    ConversionException refused(Node node, String expected) {
        return new ConversionException(graph.file() + ": operation " + node + ": " + expected);
    }
}
