package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.LayerCount;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.convert.onnx.Value.Lengths;
import dev.fastener.convert.onnx.Value.Padded;
import dev.fastener.convert.onnx.Value.Sizes;
import dev.fastener.convert.onnx.Value.Steps;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Operators that are layers: recurrences, products, convolutions, activations, normalisations of one node. */
final class LayerOperators {
    static final Set<String> OPERATORS = Set.of(
            "LSTM",
            "GRU",
            "MatMul",
            "Gemm",
            "Conv",
            "Relu",
            "Tanh",
            "Sigmoid",
            "HardSigmoid",
            "Softmax",
            "LogSoftmax",
            "Log",
            "LayerNormalization",
            "BatchNormalization",
            "Einsum");

    private static final int MOST_COPIED = 4096;
    private static final int MOST_VALUES = 1 << 20;
    private static final Pattern PRODUCT =
            Pattern.compile("(?<rest>[a-z]{1,4})(?<sum>[a-z]),(?<matrix>[a-z]{2})->\\k<rest>(?<unit>[a-z])");

    private final Scope scope;
    private final LayerCount count = new LayerCount();
    private @Nullable Lengths lengths;
    private boolean withoutLengths;
    /** The tensor before a last LogSoftmax; no decoder sees the constant that it takes off each step. */
    private @Nullable String beforeLogSoftmax;

    private @Nullable Chain logarithms;
    /** Softmaxes by their outputs, with their inputs. */
    private final Map<String, String> softmaxes = new HashMap<>();

    LayerOperators(Scope scope) {
        this.scope = scope;
    }

    /** Null where the network is told none. */
    @Nullable
    Lengths lengths() {
        return lengths;
    }

    /**
     * The input of a last log_softmax.
     *
     * @param end what the network gives
     * @return null where there is none
     * @throws ConversionException where one stands within the network
     */
    @Nullable
    String beforeLogSoftmax(Chain end) {
        if (logarithms != null && !logarithms.equals(end)) {
            throw scope.refuse("a log_softmax as the last node", "one that others follow");
        }
        return beforeLogSoftmax;
    }

    void run() {
        switch (scope.node().operator()) {
            case "LSTM", "GRU" -> recurrent();
            case "MatMul", "Gemm" -> product();
            case "Einsum" -> einsum();
            case "Conv" -> convolution();
            case "Relu" -> scope.put(activated(Activation.RELU, scope.steps(0)));
            case "Tanh" -> scope.put(activated(Activation.TANH, scope.steps(0)));
            case "Sigmoid" -> scope.put(activated(Activation.SIGMOID, scope.steps(0)));
            case "HardSigmoid" -> scope.put(activated(hardSigmoid(), scope.steps(0)));
            case "Softmax" -> {
                requireLastAxis(scope.steps(0));
                scope.put(softmax(scope.steps(0)));
                if (!scope.node().outputs().isEmpty()) {
                    softmaxes.put(scope.node().outputs().get(0), scope.node().input(0));
                }
            }
            case "LogSoftmax" -> {
                requireLastAxis(scope.steps(0));
                logarithm(scope.node().input(0));
            }
            case "Log" -> logOfSoftmax();
            case "LayerNormalization" -> layerNormalization();
            default -> batchNormalization();
        }
    }

    private void recurrent() {
        Steps x = scope.steps(0);
        List<List<Atom>> axes = x.axes();
        if (axes.size() != 3 || !Atom.valuesAreLast(axes)) {
            throw scope.refuse("steps [steps, sentences, values]", "other axes");
        }
        if (Atom.isOnly(axes.get(0), Atom.Kind.SENTENCE) && Atom.isOnly(axes.get(1), Atom.Kind.STEP)) {
            throw scope.refuse(
                    "a layer that runs over the steps of the input, its second axis",
                    "one that runs over the first, the sentences; was batch_first=True left out?");
        }
        boolean lstm = scope.node().operator().equals("LSTM");
        requireZero(5);
        if (lstm) {
            requireZero(6);
        }
        if (!scope.has(4)) {
            withoutLengths = true;
        } else if (scope.in(4) instanceof Lengths told && (lengths == null || lengths.equals(told))) {
            lengths = told;
        } else if (!isWholeLength(scope.in(4))) {
            throw scope.refuse("the lengths of the sentences", "something else as sequence_lens");
        }
        if (lengths != null && withoutLengths) {
            throw scope.refuse("lengths for all recurrent layers or for none", "some with and some without");
        }
        Recurrent layer = new RecurrentNode(scope.node(), scope::refuse)
                .layer(
                        x.chain().size(),
                        scope.floats(1),
                        scope.floats(2),
                        scope.has(3) ? scope.floats(3) : null,
                        lstm && scope.has(7) ? scope.floats(7) : null);
        List<List<Atom>> outputs = List.of(
                axes.get(0),
                List.of(new Atom(Atom.Kind.VALUE, Size.of(layer.directions()), 0)),
                axes.get(1),
                List.of(new Atom(Atom.Kind.VALUE, Size.of(layer.hiddenSize()), 1)));
        scope.put(new Steps(x.chain().then(layer), outputs, x.inOrder()));
    }

    private static boolean isWholeLength(Value value) {
        return value instanceof Sizes sizes && sizes.values().stream().allMatch(size -> size.equals(Size.STEPS));
    }

    private void requireZero(int input) {
        if (!scope.has(input)) {
            return;
        }
        Value state = scope.in(input);
        boolean zero = state instanceof Value.Filled filled && filled.number() == 0;
        if (state instanceof Floats floats) {
            zero = true;
            for (float value : floats.values()) {
                zero &= value == 0;
            }
        }
        if (!zero) {
            throw scope.refuse("a first state of zeros", "another");
        }
    }

    private void product() {
        if (isOfSteps(scope.in(0)) && isOfSteps(scope.in(1))) {
            throw scope.refuse("values of a step times weights", "a product of two sequences (attention?)");
        }
        Floats matrix = scope.floats(1);
        boolean gemm = scope.node().operator().equals("Gemm");
        if (gemm
                && (scope.node().integer("transA", 0) != 0
                        || scope.node().number("alpha", 1) != 1
                        || scope.node().number("beta", 1) != 1)) {
            throw scope.refuse("x times weights plus bias", "transA, alpha or beta");
        }
        requireMatrix(matrix);
        Floats kernel = gemm && scope.node().integer("transB", 0) != 0 ? AxisOperators.transposed(matrix) : matrix;
        float[] bias = gemm && scope.has(2) ? bias(scope.floats(2), kernel.shape()[1]) : new float[kernel.shape()[1]];
        product(kernel, bias);
    }

    private void requireMatrix(Floats matrix) {
        if (matrix.shape().length != 2 || matrix.values().length == 0) {
            throw scope.refuse("weights [inputs, outputs]", Arrays.toString(matrix.shape()));
        }
        scope.spend(matrix.values().length);
    }

    /** "abc,cd->abd" or "abc,dc->abd": a product with a matrix. */
    private void einsum() {
        String equation = scope.node().text("equation", "").replace(" ", "");
        Matcher matcher = PRODUCT.matcher(equation);
        if (scope.node().inputs().size() != 2 || !matcher.matches() || !(scope.in(1) instanceof Floats matrix)) {
            throw scope.refuse("a product with a matrix, as abc,cd->abd", equation);
        }
        requireMatrix(matrix);
        String sum = matcher.group("sum");
        String unit = matcher.group("unit");
        String kernel = matcher.group("matrix");
        boolean fits =
                !matcher.group("rest").contains(unit) && !matcher.group("rest").contains(sum);
        if (!fits || !kernel.equals(sum + unit) && !kernel.equals(unit + sum)) {
            throw scope.refuse("a product with a matrix, as abc,cd->abd", equation);
        }
        Floats turned = kernel.equals(sum + unit) ? matrix : AxisOperators.transposed(matrix);
        product(turned, new float[turned.shape()[1]]);
    }

    private void product(Floats kernel, float[] bias) {
        Steps x = scope.steps(0);
        if (!Atom.valuesAreLast(x.axes())) {
            throw scope.refuse("the values of a step along the last axis", "others");
        }
        int units = kernel.shape()[1];
        if (kernel.shape()[0] != x.chain().size()) {
            throw scope.refuse(
                    "weights for " + x.chain().size() + " values of a step", Arrays.toString(kernel.shape()));
        }
        put(
                x,
                x.chain()
                        .then(new Dense(
                                new Matrix(kernel.shape()[0], units, kernel.values()), bias, Activation.LINEAR)));
    }

    private static boolean isOfSteps(Value value) {
        return value instanceof Steps || value instanceof Formula;
    }

    /** One number for each unit, or one for all. */
    private float[] bias(Floats floats, int units) {
        float[] found = scope.vector(floats, 1, 2, units);
        float[] bias = new float[units];
        for (int i = 0; i < units; i++) {
            bias[i] = found[found.length == 1 ? 0 : i];
        }
        return bias;
    }

    /** The same places with other values. */
    private void put(Steps x, Chain chain) {
        List<List<Atom>> axes = new ArrayList<>(x.axes());
        axes.set(x.valueAxis(), List.of(Atom.values(chain.size())));
        scope.put(new Steps(chain, axes, x.inOrder()));
    }

    /** Values of a step beside the steps, or with an axis of length 1 between, as tf2onnx makes of one dimension two. */
    private void convolution() {
        Padded padded = scope.in(0) instanceof Padded p ? p : new Padded(scope.steps(0), 0, 0);
        Steps x = padded.steps();
        int rank = x.axes().size();
        boolean places =
                (rank == 3 || rank == 4 && Atom.significant(x.axes().get(2)).isEmpty())
                        && x.valueAxis() == 1
                        && Atom.isOnly(x.axes().get(rank - 1), Atom.Kind.STEP);
        if (!places) {
            throw scope.refuse("a convolution over steps [sentences, values, steps]", "one over other axes");
        }
        ConvolutionNode node = new ConvolutionNode(scope.node(), scope::refuse);
        Floats kernel = scope.floats(1);
        scope.spend(kernel.values().length);
        Convolution layer = node.layer(
                x.chain().size(),
                rank - 2,
                kernel,
                scope.has(2) ? scope.floats(2) : null,
                padded.before(),
                padded.after());
        put(x, x.chain().then(layer));
    }

    Steps softmax(Steps x) {
        if (!Atom.valuesAreLast(x.axes())) {
            throw scope.refuse("a softmax over the values of a step", "one over other axes");
        }
        return activated(Activation.SOFTMAX, x);
    }

    /** The values of {@code x} with {@code activation}, as part of the layer that gives them where it has none yet. */
    Steps activated(Activation activation, Steps x) {
        return new Steps(activated(x.chain(), activation), x.axes(), x.inOrder());
    }

    private Chain activated(Chain chain, Activation activation) {
        if (!chain.layers().isEmpty()
                && chain.last() instanceof Dense dense
                && dense.activation() == Activation.LINEAR) {
            return chain.replaced(new Dense(dense.kernel(), dense.bias(), activation));
        }
        if (!chain.layers().isEmpty()
                && chain.last() instanceof Convolution c
                && c.activation() == Activation.LINEAR
                && activation != Activation.SOFTMAX) {
            return chain.replaced(
                    new Convolution(c.width(), c.dilation(), c.causal(), c.kernel(), c.bias(), activation));
        }
        int size = chain.size();
        if (size > MOST_COPIED) {
            throw scope.refuse("at most " + MOST_COPIED + " values of a step", String.valueOf(size));
        }
        scope.spend((long) size * size);
        float[] identity = new float[size * size];
        for (int i = 0; i < size; i++) {
            identity[i * size + i] = 1;
        }
        return chain.then(new Dense(new Matrix(size, size, identity), new float[size], activation));
    }

    private Activation hardSigmoid() {
        float alpha = scope.node().number("alpha", 0.2f);
        float beta = scope.node().number("beta", 0.5f);
        if (beta == 0.5f && (alpha == 0.2f || alpha == 1 / 6f)) {
            return alpha == 0.2f ? Activation.HARD_SIGMOID_KERAS2 : Activation.HARD_SIGMOID_KERAS3;
        }
        throw scope.refuse("a hard sigmoid as Keras has it", "one of slope " + alpha + " and offset " + beta);
    }

    private void logOfSoftmax() {
        String before = softmaxes.get(scope.node().input(0));
        if (before == null) {
            throw scope.refuse("the logarithm of a softmax", "another");
        }
        logarithm(before);
    }

    /** @param before the tensor that a log_softmax is taken of */
    private void logarithm(String before) {
        Steps x = scope.stepsOf(scope.get(before));
        if (logarithms != null) {
            throw scope.refuse("one log_softmax, as the last node", "two");
        }
        logarithms = x.chain();
        beforeLogSoftmax = before;
        scope.put(x);
    }

    /** Before opset 13 the default was axis 1, and all axes from there on were one. */
    private void requireLastAxis(Steps x) {
        int rank = x.axes().size();
        long axis = scope.node().integer("axis", scope.opset() < 13 ? 1 : -1);
        if (Shapes.index(axis, rank) != rank - 1 || !Atom.valuesAreLast(x.axes())) {
            throw scope.refuse("a softmax over the values of a step", "one over axis " + axis);
        }
    }

    private void layerNormalization() {
        Steps x = scope.steps(0);
        int rank = x.axes().size();
        long axis = scope.node().integer("axis", -1);
        if (Shapes.index(axis, rank) != rank - 1 || !Atom.valuesAreLast(x.axes())) {
            throw scope.refuse("a normalisation over the values of a step", "one from axis " + axis + " on");
        }
        int size = x.chain().size();
        float[] scale = bias(scope.floats(1), size);
        float[] offset = scope.has(2) ? bias(scope.floats(2), size) : new float[size];
        put(
                x,
                x.chain()
                        .then(new Normalization(
                                Normalization.Kind.LAYER,
                                scale,
                                offset,
                                scope.node().number("epsilon", 1e-5f))));
    }

    /** With means and variances that training has left: a scale and an offset of each value. */
    private void batchNormalization() {
        Steps x = scope.steps(0);
        if (x.axes().size() < 2 || x.valueAxis() != 1 || scope.node().integer("training_mode", 0) != 0) {
            throw scope.refuse(
                    "a batch normalisation of trained means over the values of a step",
                    "one over other axes, or in training mode");
        }
        int size = x.chain().size();
        float[][] parts = new float[4][];
        for (int i = 0; i < 4; i++) {
            parts[i] = bias(scope.floats(i + 1), size);
        }
        double epsilon = scope.node().number("epsilon", 1e-5f);
        double[] scale = new double[size];
        double[] offset = new double[size];
        for (int i = 0; i < size; i++) {
            scale[i] = parts[0][i] / Math.sqrt(parts[3][i] + epsilon);
            offset[i] = parts[1][i] - parts[2][i] * scale[i];
            if (!Double.isFinite(scale[i])) {
                throw scope.refuse("variances of at least 0", String.valueOf(parts[3][i]));
            }
        }
        scope.put(Formula.of(x).times(scale).plus(offset));
    }

    /** Both, step by step. */
    Steps merged(Merge merge, Steps one, Steps other) {
        int last = one.axes().size() - 1;
        boolean alike = one.axes().size() == other.axes().size()
                && one.inOrder() == other.inOrder()
                && places(one).equals(places(other))
                && Atom.valuesAreLast(one.axes())
                && Atom.valuesAreLast(other.axes());
        Chain chain = alike ? Chain.merged(merge, one.chain(), other.chain()).orElse(null) : null;
        if (chain == null) {
            throw scope.refuse("values of the same steps, from one source", "others");
        }
        if (chain.size() < 0 || chain.size() > MOST_VALUES) {
            throw scope.refuse("at most " + MOST_VALUES + " values of a step", "more");
        }
        if (!chain.layers().isEmpty() && chain.last() instanceof Parallel branches) {
            count.require(branches);
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
}
