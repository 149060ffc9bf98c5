package dev.fastener.convert.onnx;

import dev.fastener.convert.onnx.Value.Steps;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Layer;
import dev.fastener.model.Normalization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sum of products of what is known of a step: its values x, their mean, the mean of their squares, their maximum, and 1 over their
 * deviation. However a normalisation is spelt, (x - mean) / deviation * scale + offset or x * (scale / deviation) + (offset - mean *
 * (scale / deviation)), the sum comes to be the same.
 *
 * @param of the values
 * @param epsilon of the deviation; NaN where there is none in it
 * @param terms coefficients, one for all values of a step or one for each
 */
record Formula(Steps of, double epsilon, Map<List<Formula.Factor>, double[]> terms) implements Value {
    /** Factors of a product stand in the order of this list. */
    enum Factor {
        VALUE,
        MEAN,
        SQUARE,
        MAXIMUM,
        INVERSE_DEVIATION
    }

    private static final int MOST_FACTORS = 4;
    private static final List<Factor> NOTHING = List.of();
    static final List<Factor> VALUE = List.of(Factor.VALUE);
    private static final List<Factor> SQUARE = List.of(Factor.SQUARE);
    private static final List<Factor> MEAN_SQUARED = List.of(Factor.MEAN, Factor.MEAN);
    private static final List<Factor> NORMALISED = List.of(Factor.VALUE, Factor.INVERSE_DEVIATION);
    private static final List<Factor> NORMALISED_MEAN = List.of(Factor.MEAN, Factor.INVERSE_DEVIATION);

    static Formula of(Steps steps) {
        return new Formula(steps, Double.NaN, Map.of(VALUE, new double[] {1}));
    }

    /** 1 over a deviation. */
    static Formula inverse(Value.Deviation deviation) {
        return new Formula(deviation.of(), deviation.epsilon(), Map.of(List.of(Factor.INVERSE_DEVIATION), new double[] {
            1 / deviation.factor()
        }));
    }

    /** The same in another order of axes. */
    Formula with(List<List<Atom>> axes) {
        return new Formula(of.with(axes), epsilon, terms);
    }

    /** Whether a sum or product of both is a formula, too. */
    boolean fits(Formula other) {
        return of.equals(other.of)
                && (Double.isNaN(epsilon) || Double.isNaN(other.epsilon) || epsilon == other.epsilon);
    }

    Formula plus(Formula other, double sign) {
        Map<List<Factor>, double[]> sum = new LinkedHashMap<>(terms);
        other.terms.forEach((product, coefficients) -> add(sum, product, times(coefficients, new double[] {sign})));
        return with(other, sum);
    }

    Formula plus(double[] constant) {
        Map<List<Factor>, double[]> sum = new LinkedHashMap<>(terms);
        add(sum, NOTHING, constant);
        return with(this, sum);
    }

    Formula times(double... coefficients) {
        Map<List<Factor>, double[]> product = new LinkedHashMap<>();
        terms.forEach((factors, own) -> product.put(factors, times(own, coefficients)));
        return new Formula(of, epsilon, product);
    }

    /** @throws IllegalArgumentException where it has more factors than any normalisation */
    Formula times(Formula other) {
        Map<List<Factor>, double[]> product = new LinkedHashMap<>();
        terms.forEach((one, a) -> other.terms.forEach((two, b) -> {
            List<Factor> factors = new ArrayList<>(one);
            factors.addAll(two);
            if (factors.size() > MOST_FACTORS) {
                throw new IllegalArgumentException("a product of more than " + MOST_FACTORS + " factors");
            }
            factors.sort(null);
            add(product, List.copyOf(factors), times(a, b));
        }));
        return with(other, product);
    }

    /** The mean over the values of a step; empty where it is of something else than values and their squares. */
    Optional<Formula> mean() {
        Map<List<Factor>, double[]> mean = new LinkedHashMap<>();
        for (Map.Entry<List<Factor>, double[]> term : terms.entrySet()) {
            List<Factor> others = new ArrayList<>(term.getKey());
            int values = 0;
            while (others.remove(Factor.VALUE)) {
                values++;
            }
            if (values > 2 || term.getValue().length != 1 && of.chain().size() != 1) {
                return Optional.empty();
            }
            if (values > 0) {
                others.add(values == 1 ? Factor.MEAN : Factor.SQUARE);
                others.sort(null);
            }
            add(mean, List.copyOf(others), term.getValue());
        }
        return Optional.of(new Formula(of, epsilon, mean));
    }

    /** The largest of the values; empty for what isn't the values alone. */
    Optional<Formula> maximum() {
        boolean plain = terms.size() == 1 && is(VALUE, 1);
        return plain
                ? Optional.of(new Formula(of, epsilon, Map.of(List.of(Factor.MAXIMUM), new double[] {1})))
                : Optional.empty();
    }

    /** Without the maximum that is taken off all values of a step, which no softmax sees. */
    Formula withoutShift() {
        Map<List<Factor>, double[]> rest = new LinkedHashMap<>(terms);
        rest.remove(List.of(Factor.MAXIMUM));
        return new Formula(of, epsilon, rest);
    }

    /** What the square root of this is, where it is a variance and an epsilon. */
    Optional<Value.Deviation> root() {
        double[] square = terms.getOrDefault(SQUARE, new double[0]);
        double[] none = {0};
        double factor = square.length == 1 ? square[0] : 0;
        boolean variance = factor > 0
                && is(MEAN_SQUARED, -factor)
                && terms.size() == (terms.containsKey(NOTHING) ? 3 : 2)
                && terms.getOrDefault(NOTHING, none).length == 1;
        return variance
                ? Optional.of(new Value.Deviation(of, terms.getOrDefault(NOTHING, none)[0] / factor, Math.sqrt(factor)))
                : Optional.empty();
    }

    /** Whether it is a mean of squares: what RMSNorm divides by. */
    boolean isMeanSquare() {
        return terms.containsKey(SQUARE) && !terms.containsKey(MEAN_SQUARED);
    }

    /** Whether values are multiplied with themselves. */
    boolean isPower() {
        return terms.keySet().stream()
                .anyMatch(
                        product -> product.stream().filter(Factor.VALUE::equals).count() > 1);
    }

    /** The network whose outputs it is; empty where it is no layer of this family. */
    Optional<Chain> chain() {
        int size = of.chain().size();
        double[] offset = terms.getOrDefault(NOTHING, new double[1]);
        int others = terms.size() - (terms.containsKey(NOTHING) ? 1 : 0);
        if (others == 1 && terms.containsKey(VALUE)) {
            return Optional.of(affine(floats(terms.get(VALUE), size), offset));
        }
        double[] scale = terms.getOrDefault(NORMALISED, new double[0]);
        double[] mean = terms.getOrDefault(NORMALISED_MEAN, new double[0]);
        if (others == 2 && scale.length > 0 && areOpposite(scale, mean)) {
            return Optional.of(of.chain()
                    .then(new Normalization(
                            Normalization.Kind.LAYER, floats(scale, size), floats(offset, size), (float) epsilon)));
        }
        return Optional.empty();
    }

    /** A bias goes into the layer before it. */
    private Chain affine(float[] scale, double[] offset) {
        int size = scale.length;
        boolean plain = true;
        for (float each : scale) {
            plain &= each == 1;
        }
        boolean nothing = Arrays.stream(offset).allMatch(each -> each == 0);
        if (plain && nothing) {
            return of.chain();
        }
        Layer last = plain && !of.chain().layers().isEmpty() ? of.chain().last() : null;
        if (last instanceof Dense dense && dense.activation() == Activation.LINEAR) {
            return of.chain().replaced(new Dense(dense.kernel(), added(dense.bias(), offset), Activation.LINEAR));
        }
        if (last instanceof Convolution c && c.activation() == Activation.LINEAR) {
            return of.chain()
                    .replaced(new Convolution(
                            c.width(),
                            c.dilation(),
                            c.causal(),
                            c.kernel(),
                            added(c.bias(), offset),
                            Activation.LINEAR));
        }
        return of.chain().then(new Normalization(Normalization.Kind.AFFINE, scale, floats(offset, size), 0));
    }

    private static float[] added(float[] bias, double[] offset) {
        float[] sum = new float[bias.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (bias[i] + offset[offset.length == 1 ? 0 : i]);
        }
        return sum;
    }

    private boolean is(List<Factor> product, double coefficient) {
        double[] found = terms.getOrDefault(product, new double[0]);
        return found.length == 1 && found[0] == coefficient;
    }

    private Formula with(Formula other, Map<List<Factor>, double[]> sum) {
        return new Formula(of, Double.isNaN(epsilon) ? other.epsilon : epsilon, sum);
    }

    private static void add(Map<List<Factor>, double[]> sum, List<Factor> product, double[] coefficients) {
        double[] before = sum.getOrDefault(product, new double[1]);
        double[] after = new double[Math.max(before.length, coefficients.length)];
        boolean zero = true;
        for (int i = 0; i < after.length; i++) {
            after[i] = before[before.length == 1 ? 0 : i] + coefficients[coefficients.length == 1 ? 0 : i];
            zero &= after[i] == 0;
        }
        // What cancels out is gone, but the values themselves may be multiplied by 0.
        if (zero && !product.equals(VALUE)) {
            sum.remove(product);
        } else {
            sum.put(product, after);
        }
    }

    private static boolean areOpposite(double[] a, double[] b) {
        boolean opposite = a.length == b.length;
        for (int i = 0; opposite && i < a.length; i++) {
            opposite = a[i] == -b[i];
        }
        return opposite;
    }

    private static double[] times(double[] a, double[] b) {
        double[] product = new double[Math.max(a.length, b.length)];
        for (int i = 0; i < product.length; i++) {
            product[i] = a[a.length == 1 ? 0 : i] * b[b.length == 1 ? 0 : i];
        }
        return product;
    }

    private static float[] floats(double[] values, int size) {
        float[] floats = new float[size];
        for (int i = 0; i < size; i++) {
            floats[i] = (float) values[values.length == 1 ? 0 : i];
        }
        return floats;
    }
}
