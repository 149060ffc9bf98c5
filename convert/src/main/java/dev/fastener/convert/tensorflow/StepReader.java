package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.tensorflow.Form.Columns;
import dev.fastener.convert.tensorflow.Graph.Node;
import dev.fastener.convert.tensorflow.Graph.Ref;
import dev.fastener.convert.tensorflow.Value.Aside;
import dev.fastener.convert.tensorflow.Value.Fixed;
import dev.fastener.convert.tensorflow.Value.Origin;
import dev.fastener.convert.tensorflow.Value.Steps;
import dev.fastener.model.Activation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the body of a loop computes in one step: TensorFlow 1's loops of Enter, Merge, Switch, NextIteration and Exit,
 * and TensorFlow 2's While.
 */
final class StepReader {
    /** What an operation within a loop gives. */
    sealed interface StepValue {}

    record Vector(Form form) implements StepValue {}

    /** Vectors side by side. */
    record Parts(List<StepValue> parts) implements StepValue {}

    /** A variable of the loop; its size shows where it is used. */
    static final class State implements StepValue {
        private final Ref initial;
        private final Ref next;

        State(Ref initial, Ref next) {
            this.initial = initial;
            this.next = next;
        }

        Ref initial() {
            return initial;
        }

        Ref next() {
            return next;
        }
    }

    /** What the loop doesn't change: weights, masks, the sequence. */
    record Outer(Value value) implements StepValue {}

    /** The vector of the input sequence at this step; one object for each sequence. */
    static final class Input {
        private final Flow flow;

        Input(Flow flow) {
            this.flow = flow;
        }

        Flow flow() {
            return flow;
        }
    }

    private static final int DEEPEST = 200;

    private final Graph graph;
    private final NetworkReader network;
    private final Map<Ref, StepValue> values = new HashMap<>();
    /** What is being read: nothing is read from itself. */
    private final Set<Ref> open = new HashSet<>();

    private final Map<Ref, State> states = new HashMap<>();
    private final Map<Flow, Input> inputs = new IdentityHashMap<>();
    private final Set<Origin> masks = EnumSet.noneOf(Origin.class);
    private boolean repeatsMasked;
    private int depth;

    StepReader(Graph graph, NetworkReader network) {
        this.graph = graph;
        this.network = network;
    }

    /** What the masks of the steps read so far were made from. */
    Set<Origin> masks() {
        return masks;
    }

    /** Whether a masked step gives the output of the step before rather than zeros. */
    boolean repeatsMasked() {
        return repeatsMasked;
    }

    /** The vector that the loop adds to the list {@code list}, one of its variables. */
    StepValue written(State list) {
        Node write = node(through(list.next()));
        if (!write.op().equals("TensorArrayWriteV3") && !write.op().equals("TensorListSetItem")) {
            throw refused(write, "expected it to write each step's output into a list");
        }
        Ref output = write.input(2);
        Node last = node(through(output));
        if (last.op().equals("Select") || last.op().equals("SelectV2")) {
            repeatsMasked = value(last.input(1)) instanceof State || value(last.input(2)) instanceof State;
        }
        return value(output);
    }

    /** The variable of a loop that {@code exit}, an Exit or an output of a While, gives in the end; null for any other operation. */
    @Nullable
    State finalOf(Ref exit) {
        Ref ref = graph.resolve(exit);
        Node node = node(ref);
        if (node.op().equals("Exit")) {
            Node merge = node(through(node(through(node.input(0))).input(0)));
            return merge.op().equals("Merge") ? merged(merge) : null;
        }
        Graph.While loop = graph.loop(node.name());
        return loop == null ? null : argument(loop, new Ref(node.name() + ":arguments", ref.port()));
    }

    StepValue value(Ref given) {
        Ref ref = graph.resolve(given);
        StepValue known = values.get(ref);
        if (known != null) {
            return known;
        }
        if (++depth > DEEPEST) {
            throw new ConversionException(graph.file() + ": operation " + ref.node()
                    + ": expected a cell of a few operations, found a longer one");
        }
        if (!open.add(ref)) {
            throw new ConversionException(
                    graph.file() + ": operation " + ref.node() + ": expected a result, found a circle");
        }
        StepValue value = compute(ref, node(ref));
        open.remove(ref);
        if (value instanceof Vector vector) {
            network.folding()
                    .spend((long) vector.form.size() * (1 + vector.form.terms().size()));
        }
        depth--;
        values.put(ref, value);
        return value;
    }

    private StepValue compute(Ref ref, Node node) {
        return switch (node.op()) {
            case "Identity", "StopGradient", "NextIteration", "Snapshot", "EnsureShape", "Cast", "ReadVariableOp" ->
                value(node.input(0));
            case "Const", "Enter" -> new Outer(network.value(node.op().equals("Const") ? ref : node.input(0)));
            case "Switch" -> value(node.input(0));
            case "Merge" -> {
                State state = merged(node);
                if (state == null) {
                    throw refused(node, "expected no branches within a cell");
                }
                yield state;
            }
            case Graph.LOOP_ARGUMENTS -> {
                Graph.While loop = graph.loop(node.name());
                if (loop == null) {
                    throw refused(node, "expected a loop");
                }
                State state = argument(loop, ref);
                yield through(state.next()).equals(ref) ? new Outer(network.value(state.initial())) : state;
            }
            case "TensorArrayReadV3" -> item(node, value(node.input(2)));
            case "TensorListGetItem" -> item(node, value(node.input(0)));
            case "StridedSlice" -> slice(ref, node);
            case "ConcatV2" -> concat(node);
            case "MatMul" -> matMul(node);
            case "BiasAdd", "Add", "AddV2" -> sum(node, 1);
            case "Sub" -> sum(node, -1);
            case "Mul" -> product(node);
            case "RealDiv" -> quotient(ref, node);
            case "Neg" -> new Vector(form(node, node.input(0), 0).times(-1));
            case "Split", "SplitV" -> split(ref, node);
            case "Sigmoid" -> activated(node, Activation.SIGMOID);
            case "Tanh" -> activated(node, Activation.TANH);
            case "Relu" -> activated(node, Activation.RELU);
            case "Relu6" -> relu6(node);
            case "ClipByValue" -> clipped(node);
            case "Minimum", "Maximum" -> bound(node);
            case "Select", "SelectV2" -> select(node);
            case "LSTMBlockCell" -> BlockCells.lstm(this, node, ref.port());
            case "GRUBlockCell" -> BlockCells.gru(this, node);
            default -> aside(ref, node);
        };
    }

    /** An array where all inputs are arrays, otherwise a number or mask that steers the loop. */
    private StepValue aside(Ref ref, Node node) {
        List<Constant> arrays = new ArrayList<>();
        for (Ref input : node.inputs()) {
            if (value(input) instanceof Outer outer && outer.value instanceof Fixed fixed) {
                arrays.add(fixed.constant());
            }
        }
        if (arrays.size() == node.inputs().size()) {
            Constant folded = network.folding().fold(node, arrays, ref.port());
            if (folded != null) {
                return new Outer(new Fixed(folded));
            }
        }
        Set<Origin> origins = EnumSet.noneOf(Origin.class);
        boolean counted = false;
        for (Ref input : node.inputs()) {
            StepValue value = value(input);
            counted |= value instanceof State;
            if (value instanceof Outer outer && outer.value instanceof Aside a) {
                origins.addAll(a.origins());
            } else if (value instanceof Outer outer && outer.value instanceof Steps) {
                throw refused(
                        node,
                        "expected a cell that reads the sequence one step at a time, found one that reads "
                                + "all of it in each step (attention?)");
            } else if (node.op().equals("Shape")) {
                origins.add(Origin.SHAPE);
            } else if (value instanceof Vector || value instanceof Parts) {
                throw refused(
                        node,
                        "expected an operation of an LSTM or a GRU, found one of something else (attention, "
                                + "normalisation?)");
            }
        }
        if (counted && origins.remove(Origin.IDS)) {
            // The loop's counter is compared with lengths that were counted from the ids.
            origins.add(Origin.LENGTHS);
        }
        if (node.op().contains("Random")) {
            origins.add(Origin.NOISE);
        } else if (origins.isEmpty()) {
            origins.add(Origin.SHAPE);
        }
        return new Outer(new Aside(origins));
    }

    private @Nullable State merged(Node merge) {
        if (merge.inputs().size() != 2) {
            return null;
        }
        Node enter = node(graph.resolve(merge.input(0)));
        Node back = node(graph.resolve(merge.input(1)));
        if (!enter.op().equals("Enter") || !back.op().equals("NextIteration")) {
            return null;
        }
        return states.computeIfAbsent(new Ref(merge.name(), 0), r -> new State(enter.input(0), back.input(0)));
    }

    private State argument(Graph.While loop, Ref ref) {
        if (ref.port() >= loop.initial().size() || ref.port() >= loop.results().size()) {
            throw new ConversionException(graph.file() + ": loop " + ref.node() + ": expected a variable " + ref.port()
                    + ", found " + loop.results().size());
        }
        return states.computeIfAbsent(
                ref, r -> new State(loop.initial().get(r.port()), loop.results().get(r.port())));
    }

    private StepValue item(Node node, StepValue list) {
        if (list instanceof Outer outer && outer.value instanceof Steps steps) {
            if (steps.layout() != Value.Layout.TIME) {
                throw refused(node, "expected a loop over the steps, found one over the sentences of a batch");
            }
            Input input = inputs.computeIfAbsent(steps.flow(), Input::new);
            return new Vector(Form.leaf(input, steps.flow().size()));
        }
        if (list instanceof Outer outer && outer.value instanceof Aside) {
            return outer;
        }
        requireKnown(list);
        throw refused(node, "expected it to read a step of the sequence");
    }

    /** What isn't known was so before the loop. */
    private void requireKnown(StepValue value) {
        if (value instanceof Outer outer && outer.value instanceof Value.Unknown unknown) {
            throw new ConversionException(graph.file()
                    + ": expected a network from ids through a recurrence to scores of tags, found "
                    + unknown.reason());
        }
    }

    private StepValue concat(Node node) {
        List<StepValue> parts = new ArrayList<>();
        boolean vectors = false;
        for (Ref input : node.inputs().subList(0, node.inputs().size() - 1)) {
            StepValue part = value(input);
            vectors |= !(part instanceof Outer);
            parts.add(part);
        }
        return vectors ? new Parts(parts) : aside(new Ref(node.name(), 0), node);
    }

    private StepValue matMul(Node node) {
        if (node.flag("transpose_a")) {
            throw refused(node, "expected vector x matrix");
        }
        Constant matrix = fixed(node, node.input(1));
        if (matrix.rank() != 2 || matrix.values().length == 0) {
            throw refused(node, "expected a matrix of two axes, found " + matrix.rank());
        }
        Columns columns = columns(node.flag("transpose_b") ? matrix.transposed() : matrix);
        return new Vector(times(node, value(node.input(0)), columns));
    }

    static Columns columns(Constant matrix) {
        if (matrix.rank() != 2) {
            throw new ConversionException(
                    matrix.name() + ": expected a kernel of two axes, found " + matrix.rank() + " in a recurrence");
        }
        return new Columns(matrix.values(), matrix.shape()[1], 0, matrix.shape()[0], 0, matrix.shape()[1]);
    }

    /** vector x matrix; the vector may be several side by side, one of them of a size that shows only here. */
    Form times(Node node, StepValue vector, Columns matrix) {
        List<StepValue> parts = vector instanceof Parts p ? p.parts : List.of(vector);
        int known = 0;
        int open = 0;
        for (StepValue part : parts) {
            if (part instanceof Vector v) {
                known += v.form.size();
            } else {
                open++;
            }
        }
        parts.forEach(this::requireKnown);
        if (open > 1 || known > matrix.rows()) {
            throw refused(node, "expected a kernel of at least " + known + " rows, found " + matrix.rows());
        }
        Form sum = null;
        int top = 0;
        for (StepValue part : parts) {
            Form form = form(node, part, matrix.rows() - known);
            if (form.size() > matrix.rows() - top) {
                throw refused(node, "expected a kernel of " + (top + form.size()) + " rows, found " + matrix.rows());
            }
            Columns rows =
                    new Columns(matrix.values(), matrix.stride(), top, top + form.size(), matrix.from(), matrix.to());
            top += form.size();
            Form product = form.times(rows);
            sum = sum == null ? product : sum.plus(product);
        }
        if (sum == null || top != matrix.rows()) {
            throw refused(node, "expected a kernel of " + top + " rows, found " + matrix.rows());
        }
        return sum;
    }

    private StepValue sum(Node node, float sign) {
        StepValue a = value(node.input(0));
        StepValue b = value(node.input(1));
        if (!isVector(a, b) && !isVector(b, a)) {
            return aside(new Ref(node.name(), 0), node);
        }
        return new Vector(form(node, a, size(b)).plus(form(node, b, size(a)).times(sign)));
    }

    private StepValue product(Node node) {
        StepValue a = value(node.input(0));
        StepValue b = value(node.input(1));
        if (b instanceof Vector && isSwitch(a) || a instanceof Vector && isSwitch(b)) {
            return undropped(node, node.input(isSwitch(a) ? 1 : 0));
        }
        if (!isVector(a, b) && !isVector(b, a)) {
            return aside(new Ref(node.name(), 0), node);
        }
        return new Vector(form(node, a, size(b)).times(form(node, b, size(a))));
    }

    private StepValue quotient(Ref ref, Node node) {
        StepValue value = value(node.input(0));
        StepValue divisor = value(node.input(1));
        if (!(value instanceof Vector vector)) {
            return aside(ref, node);
        }
        if (isSwitch(divisor)) {
            return value;
        }
        return new Vector(vector.form.times(1 / fixed(node, node.input(1)).scalar()));
    }

    /** A step of the sequence, or some of a vector's values. */
    private StepValue slice(Ref ref, Node node) {
        StepValue value = value(node.input(0));
        if (value instanceof Outer outer && outer.value instanceof Steps) {
            return item(node, value);
        }
        if (!(value instanceof Vector vector)) {
            return aside(ref, node);
        }
        int[] begin = fixed(node, node.input(1)).ints();
        int[] end = fixed(node, node.input(2)).ints();
        long open = node.number("begin_mask") & node.number("end_mask") & 1;
        if (begin.length != 2
                || end.length != 2
                || open == 0
                || !fixed(node, node.input(3)).isAll(1)
                || node.number("shrink_axis_mask") + node.number("new_axis_mask") + node.number("ellipsis_mask") != 0) {
            throw refused(node, "expected some values of a vector, x[:, a:b]");
        }
        int size = vector.form.size();
        int from = (node.number("begin_mask") & 2) != 0 ? 0 : begin[1] < 0 ? begin[1] + size : begin[1];
        int to = (node.number("end_mask") & 2) != 0 ? size : end[1] < 0 ? end[1] + size : Math.min(size, end[1]);
        return new Vector(vector.form.slice(from, to));
    }

    /** The mask of a dropout, or its rate, which the user feeds: 1 outside of training. */
    private static boolean isSwitch(StepValue value) {
        return value instanceof Outer outer
                && outer.value instanceof Aside aside
                && (aside.is(Origin.NOISE) || aside.is(Origin.SWITCH));
    }

    /** What a dropout is applied to; a rate that is part of the graph has scaled it up already. */
    private StepValue undropped(Node dropout, Ref dropped) {
        network.assumeNoDropout(dropout);
        Node scaled = node(through(dropped));
        boolean fixed = scaled.op().equals("RealDiv") || scaled.op().equals("Mul");
        if (fixed
                && value(scaled.input(1)) instanceof Outer outer
                && outer.value instanceof Fixed rate
                && rate.constant().isScalar()) {
            return value(scaled.input(0));
        }
        return value(dropped);
    }

    private StepValue split(Ref ref, Node node) {
        boolean sized = node.op().equals("SplitV");
        StepValue value = value(node.input(sized ? 0 : 1));
        if (!(value instanceof Vector vector)) {
            if (value instanceof Outer) {
                return aside(ref, node);
            }
            throw refused(node, "expected gates to be split, found a state (state_is_tuple=False?)");
        }
        int whole = vector.form.size();
        long parts = Math.max(1, Math.min(whole, node.number("num_split")));
        long size = whole / parts;
        long from = ref.port() * size;
        if (sized) {
            int[] sizes = fixed(node, node.input(1)).ints();
            if (ref.port() >= sizes.length) {
                throw refused(node, "expected at most " + sizes.length + " parts");
            }
            long known = 0;
            for (int each : sizes) {
                known += Math.max(0, each);
            }
            from = 0;
            for (int i = 0; i < ref.port(); i++) {
                from += sizes[i] < 0 ? whole - known : sizes[i];
            }
            size = sizes[ref.port()] < 0 ? whole - known : sizes[ref.port()];
        }
        if (from < 0 || size < 0 || from + size > whole) {
            throw refused(node, "expected parts of " + whole + " values, found " + size + " from " + from + " on");
        }
        return new Vector(vector.form.slice((int) from, (int) (from + size)));
    }

    private StepValue activated(Node node, Activation activation) {
        return new Vector(form(node, node.input(0), 0).activated(activation));
    }

    /** clip(0.2 x + 0.5, 0, 1), Keras 2's hard sigmoid. */
    private StepValue clipped(Node node) {
        if (fixed(node, node.input(1)).isAll(0) && fixed(node, node.input(2)).isAll(1)) {
            return new Vector(hardSigmoid(form(node, node.input(0), 0), 0.2f, Activation.HARD_SIGMOID_KERAS2));
        }
        throw refused(node, "expected no clipping in a cell but a hard sigmoid's (cell_clip isn't supported)");
    }

    /** relu6(x + 3) / 6 is Keras 3's hard sigmoid; the division follows. */
    private StepValue relu6(Node node) {
        Form inner = form(node, node.input(0), 0).plus(Form.constant(new float[] {-3}));
        return new Vector(inner.activated(Activation.HARD_SIGMOID_KERAS3).times(6));
    }

    private static Form hardSigmoid(Form inner, float slope, Activation activation) {
        return inner.plus(Form.constant(new float[] {-0.5f})).times(1 / slope).activated(activation);
    }

    /** max(min(x, 1), 0), the same in another spelling. */
    private StepValue bound(Node node) {
        boolean lower = node.op().equals("Maximum");
        Node inner = node(through(node.input(0)));
        if (lower
                && inner.op().equals("Minimum")
                && fixed(node, node.input(1)).isAll(0)
                && fixed(inner, inner.input(1)).isAll(1)) {
            return new Vector(hardSigmoid(form(inner, inner.input(0), 0), 0.2f, Activation.HARD_SIGMOID_KERAS2));
        }
        if (value(node.input(0)) instanceof Vector) {
            throw refused(node, "expected no clipping in a cell but a hard sigmoid's (cell_clip isn't supported)");
        }
        return aside(new Ref(node.name(), 0), node);
    }

    /** Where masked, the state or output before, or zeros; a mask touches pads only. */
    private StepValue select(Node node) {
        StepValue condition = value(node.input(0));
        StepValue yes = value(node.input(1));
        StepValue no = value(node.input(2));
        if (!(condition instanceof Outer outer) || !(outer.value instanceof Aside aside)) {
            throw refused(node, "expected a choice by a mask");
        }
        if (yes instanceof Outer && no instanceof Outer) {
            return aside(new Ref(node.name(), 0), node);
        }
        if (isSwitch(condition) && (yes instanceof Vector || no instanceof Vector)) {
            StepValue kept = undropped(node, node.input(yes instanceof Vector ? 1 : 2));
            StepValue other = yes instanceof Vector ? no : yes;
            if (other != kept && !isZero(other)) {
                throw refused(node, "expected a dropout, found a choice between two values");
            }
            return kept;
        }
        StepValue old = isOld(yes) ? yes : no;
        StepValue fresh = old == yes ? no : yes;
        if (!isOld(old)) {
            throw refused(node, "expected a mask that carries a state on or gives zeros");
        }
        masks.addAll(aside.origins());
        return fresh;
    }

    private static boolean isZero(StepValue value) {
        return value instanceof Outer outer
                && (outer.value instanceof Value.Zeros
                        || outer.value instanceof Fixed fixed
                                && fixed.constant().isAll(0));
    }

    private static boolean isOld(StepValue value) {
        return value instanceof State || value instanceof Outer;
    }

    Form form(Node node, Ref ref, int size) {
        return form(node, value(ref), size);
    }

    /** A vector; {@code size} is for what doesn't know its own. */
    Form form(Node node, StepValue value, int size) {
        if (value instanceof Vector vector) {
            return vector.form;
        }
        if (value instanceof State state && size > 0) {
            return Form.leaf(state, size);
        }
        if (value instanceof Outer outer && outer.value instanceof Fixed fixed) {
            return Form.constant(fixed.constant().values());
        }
        if (value instanceof Outer outer && outer.value instanceof Steps) {
            throw refused(
                    node,
                    "expected a cell that reads the sequence one step at a time, found one that reads all of it "
                            + "in each step (attention?)");
        }
        throw refused(node, "expected a vector of a known size" + found(value));
    }

    /** Whether {@code value} is a vector, or a state beside weights of a vector's size; the loop's counter is neither. */
    private static boolean isVector(StepValue value, StepValue beside) {
        return value instanceof Vector || value instanceof State && size(beside) > 1;
    }

    private static String found(StepValue value) {
        return value instanceof Outer outer && outer.value instanceof Value.Unknown unknown
                ? ", found " + unknown.reason()
                : "";
    }

    private static int size(StepValue value) {
        if (value instanceof Outer outer && outer.value instanceof Fixed fixed) {
            return fixed.constant().values().length;
        }
        return value instanceof Vector vector ? vector.form.size() : 0;
    }

    Constant fixed(Node node, Ref ref) {
        if (value(ref) instanceof Outer outer && outer.value instanceof Fixed fixed) {
            return fixed.constant();
        }
        throw refused(node, "expected weights that are the same in each step" + found(value(ref)));
    }

    Ref through(Ref ref) {
        Ref at = graph.resolve(ref);
        for (int i = 0; i < DEEPEST; i++) {
            Node node = node(at);
            if (!node.op().equals("Identity")) {
                return at;
            }
            at = graph.resolve(node.input(0));
        }
        throw new ConversionException(
                graph.file() + ": operation " + ref.node() + ": expected a result, found a circle");
    }

    private Node node(Ref ref) {
        return graph.node(ref);
    }

    ConversionException refused(Node node, String expected) {
        return new ConversionException(graph.file() + ": recurrence at operation " + node + ": " + expected
                + "; only LSTM (with or without peepholes) and GRU cells can be converted");
    }
}
