package dev.fastener.convert.onnx;

import dev.fastener.convert.onnx.Value.Deviation;
import dev.fastener.convert.onnx.Value.Exponential;
import dev.fastener.convert.onnx.Value.Exponential.Stage;
import dev.fastener.convert.onnx.Value.Filled;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.convert.onnx.Value.Steps;
import dev.fastener.model.Activation;
import dev.fastener.model.Merge;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Arithmetic on the values of a step: biases and scales, and normalisations and activations that are spelt in several nodes. */
final class StepOperators {
    static final Set<String> OPERATORS = Set.of(
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Neg",
            "Pow",
            "Sqrt",
            "Reciprocal",
            "Exp",
            "ReduceMean",
            "ReduceMax",
            "ReduceSum",
            "GlobalAveragePool",
            "Clip",
            "Min",
            "Max");

    private final Scope scope;
    private final LayerOperators layers;

    StepOperators(Scope scope, LayerOperators layers) {
        this.scope = scope;
        this.layers = layers;
    }

    /** Whether a value is one of those that the operators here compute with. */
    static boolean isOfSteps(Value value) {
        return value instanceof Steps
                || value instanceof Formula
                || value instanceof Deviation
                || value instanceof Exponential;
    }

    void run() {
        switch (scope.node().operator()) {
            case "Add" -> sum(1);
            case "Sub" -> sum(-1);
            case "Mul" -> product();
            case "Div" -> quotient();
            case "Neg" -> scope.put(formula(0).times(-1));
            case "Pow" -> power();
            case "Sqrt" -> scope.put(root(formula(0)));
            case "Reciprocal" -> reciprocal(scope.in(0));
            case "Exp" -> scope.put(new Exponential(formula(0), Stage.PLAIN));
            case "ReduceMean", "GlobalAveragePool" -> scope.put(mean());
            case "ReduceSum" -> total();
            case "ReduceMax" -> maximum();
            default -> bound();
        }
    }

    private Formula formula(int i) {
        Value value = scope.in(i);
        if (value instanceof Formula formula) {
            return formula;
        } else if (value instanceof Steps steps) {
            return Formula.of(steps);
        }
        if (value instanceof Value.PadTest) {
            throw scope.refuse(
                    "pads that are told by lengths, or not at all",
                    "values times a mask of pads; export the network without it and give the lengths, or --pads none");
        }
        throw scope.unknown();
    }

    /** {@code formula} of the values that {@code other} is of, as far as that can be: of a layer's output and not of what is before its bias. */
    private Formula fitting(Formula formula, Formula other) {
        return formula.fits(other)
                ? formula
                : scope.settled(formula).filter(settled -> settled.fits(other)).orElse(formula);
    }

    private static boolean isConstant(Value value) {
        return value instanceof Floats || value instanceof Filled || value instanceof Value.Sizes;
    }

    /** A number for each value of a step, or one for all. */
    private double[] constant(int i, Steps beside) {
        Optional<Float> one = scope.number(i);
        if (one.isPresent()) {
            return new double[] {one.get()};
        }
        if (beside.valueAxis() < 0) {
            throw scope.refuse("values of a step along one axis", "others");
        }
        float[] floats = scope.vector(
                scope.floats(i),
                beside.valueAxis(),
                beside.axes().size(),
                beside.chain().size());
        double[] numbers = new double[floats.length];
        for (int at = 0; at < numbers.length; at++) {
            numbers[at] = floats[at];
        }
        return numbers;
    }

    private static double[] times(double[] numbers, double sign) {
        double[] product = new double[numbers.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = numbers[i] * sign;
        }
        return product;
    }

    private void sum(int sign) {
        Value one = scope.in(0);
        Value other = scope.in(1);
        boolean plusOne = sign > 0
                && (one instanceof Exponential ? scope.number(1) : scope.number(0))
                        .filter(number -> number == 1)
                        .isPresent();
        Value exponential = one instanceof Exponential ? one : other;
        if (one instanceof Deviation || other instanceof Deviation) {
            throw scope.refuse(
                    "a layer normalisation that adds its epsilon to the variance",
                    "one that adds to the standard deviation");
        } else if (exponential instanceof Exponential e && e.stage() == Stage.PLAIN && plusOne) {
            scope.put(new Exponential(e.of(), Stage.PLUS_ONE));
        } else if (isConstant(other)) {
            Formula x = formula(0);
            scope.put(x.plus(times(constant(1, x.of()), sign)));
        } else if (isConstant(one)) {
            Formula x = formula(1);
            scope.put(x.times(sign).plus(constant(0, x.of())));
        } else {
            Formula left = fitting(formula(0), formula(1));
            Formula right = fitting(formula(1), left);
            if (left.fits(right)) {
                scope.put(left.plus(right, sign));
            } else {
                Value added = sign > 0 ? right : right.times(-1);
                scope.put(layers.merged(Merge.SUM, scope.stepsOf(left), scope.stepsOf(added)));
            }
        }
    }

    private void product() {
        if (isConstant(scope.in(1))) {
            Formula x = formula(0);
            scope.put(x.times(constant(1, x.of())));
        } else if (isConstant(scope.in(0))) {
            Formula x = formula(1);
            scope.put(x.times(constant(0, x.of())));
        } else {
            Formula left = fitting(formula(0), formula(1));
            Formula right = fitting(formula(1), left);
            scope.put(
                    left.fits(right)
                            ? left.times(right)
                            : layers.merged(Merge.MULTIPLY, scope.stepsOf(left), scope.stepsOf(right)));
        }
    }

    private void quotient() {
        Value one = scope.in(0);
        Value other = scope.in(1);
        if (one instanceof Exponential e
                && other instanceof Exponential all
                && e.stage() == Stage.PLAIN
                && all.stage() == Stage.SUM
                && e.of().equals(all.of())) {
            scope.put(layers.softmax(scope.stepsOf(e.of().withoutShift())));
        } else if (one instanceof Exponential e
                && other instanceof Exponential more
                && e.stage() == Stage.PLAIN
                && more.stage() == Stage.PLUS_ONE
                && e.of().equals(more.of())) {
            // exp(x) / (1 + exp(x))
            scope.put(layers.activated(Activation.SIGMOID, scope.stepsOf(e.of())));
        } else if (isConstant(one) && other instanceof Deviation deviation) {
            scope.put(Formula.inverse(deviation).times(constant(0, deviation.of())));
        } else if (isConstant(one)) {
            if (scope.number(0).filter(number -> number == 1).isEmpty()) {
                throw scope.refuse("1 over 1 + exp(-x)", "another number");
            }
            reciprocal(other);
        } else if (other instanceof Deviation deviation) {
            Formula inverse = Formula.inverse(deviation);
            Formula x = fitting(formula(0), inverse);
            if (!x.fits(inverse)) {
                throw scope.refuse("a deviation of the same values", "one of others");
            }
            scope.put(x.times(inverse));
        } else if (isConstant(other)) {
            Formula x = formula(0);
            double[] divisors = constant(1, x.of());
            for (int i = 0; i < divisors.length; i++) {
                divisors[i] = 1 / divisors[i];
                if (!Double.isFinite(divisors[i])) {
                    throw scope.refuse("a divisor above 0", "0");
                }
            }
            scope.put(x.times(divisors));
        } else {
            throw scope.refuse("a quotient of a normalisation or a softmax", "another");
        }
    }

    private void reciprocal(Value of) {
        if (of instanceof Deviation deviation) {
            scope.put(Formula.inverse(deviation));
        } else if (of instanceof Exponential e && e.stage() == Stage.PLUS_ONE) {
            // 1 / (1 + exp(-x))
            scope.put(layers.activated(Activation.SIGMOID, scope.stepsOf(e.of().times(-1))));
        } else {
            throw scope.refuse("1 over a deviation or over 1 + exp(-x)", "1 over something else");
        }
    }

    private void power() {
        double exponent = scope.number(1).map(Float::doubleValue).orElse(Double.NaN);
        Formula x = formula(0);
        if (exponent == 2) {
            scope.put(x.times(x));
        } else if (exponent == 0.5) {
            scope.put(root(x));
        } else if (exponent == -0.5) {
            scope.put(Formula.inverse(root(x)));
        } else {
            throw scope.refuse("a square or a square root, as a normalisation has them", "another power");
        }
    }

    private Deviation root(Formula of) {
        return of.root()
                .orElseThrow(() -> scope.refuse(
                        "the root of a variance over the values of a step",
                        of.isMeanSquare() ? "that of a mean square (RMSNorm)" : "that of something else"));
    }

    private Formula mean() {
        Formula x = formula(0);
        requireOverValues(x.of());
        return x.mean()
                .or(() -> scope.settled(x).flatMap(Formula::mean))
                .orElseThrow(() -> scope.refuse("a mean of values or of their squares", "another"));
    }

    /** A sum is the number of values times their mean. */
    private void total() {
        if (scope.in(0) instanceof Exponential e && e.stage() == Stage.PLAIN) {
            requireOverValues(e.of().of());
            scope.put(new Exponential(e.of(), Stage.SUM));
        } else {
            scope.put(mean().times(formula(0).of().chain().size()));
        }
    }

    private void maximum() {
        Formula x = formula(0);
        requireOverValues(x.of());
        scope.put(
                x.maximum().or(() -> scope.settled(x).flatMap(Formula::maximum)).orElseThrow(scope::unknown));
    }

    /** One axis is left with length 1, so that what comes of it meets the values again. */
    private void requireOverValues(Steps x) {
        int rank = x.axes().size();
        boolean pool = scope.node().operator().equals("GlobalAveragePool");
        List<Long> axes = pool ? List.of(2L) : scope.axes(1);
        boolean over = axes.size() == 1
                && Shapes.index(axes.get(0), rank) == x.valueAxis()
                && (!pool || rank == 3)
                && (pool || scope.node().integer("keepdims", 1) != 0);
        if (!over) {
            throw scope.refuse(
                    "a mean, sum or maximum over the values of a step, its axis kept", "one over axes " + axes);
        }
    }

    /** Between two bounds: a hard sigmoid of something. On one side of a bound: relu of the distance from it. */
    private void bound() {
        float low = Float.NEGATIVE_INFINITY;
        float high = Float.POSITIVE_INFINITY;
        int of = 0;
        switch (scope.node().operator()) {
            case "Clip" -> {
                low = scope.has(1) ? bound(1) : scope.node().number("min", low);
                high = scope.has(2) ? bound(2) : scope.node().number("max", high);
            }
            case "Max" -> {
                of = isConstant(scope.in(0)) ? 1 : 0;
                low = bound(1 - of);
            }
            default -> {
                of = isConstant(scope.in(0)) ? 1 : 0;
                high = bound(1 - of);
            }
        }
        Formula x = formula(of);
        if (!(low < high)) {
            throw scope.refuse("a lower bound below the upper one", low + " and " + high);
        } else if (high == Float.POSITIVE_INFINITY) {
            scope.put(aboveZero(x.plus(new double[] {-low})).plus(new double[] {low}));
        } else if (low == Float.NEGATIVE_INFINITY) {
            scope.put(aboveZero(x.times(-1).plus(new double[] {high})).times(-1).plus(new double[] {high}));
        } else {
            // clip(x, low, high) = low + (high - low) * clip((x - low) / (high - low), 0, 1)
            double width = (double) high - low;
            boolean keras2 = width == 1;
            double slope = keras2 ? 0.2f : 1 / 6d;
            Formula inner = x.plus(new double[] {-low - width / 2}).times(1 / (width * slope));
            Steps hard = layers.activated(
                    keras2 ? Activation.HARD_SIGMOID_KERAS2 : Activation.HARD_SIGMOID_KERAS3, scope.stepsOf(inner));
            scope.put(Formula.of(hard).times(width).plus(new double[] {low}));
        }
    }

    private Formula aboveZero(Formula x) {
        return Formula.of(layers.activated(Activation.RELU, scope.stepsOf(x)));
    }

    private float bound(int i) {
        return scope.number(i).orElseThrow(() -> scope.refuse("a bound that is a number", "another"));
    }
}
