package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.model.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vector within one step of a recurrence as a sum of products, so that however a cell is spelt, its equations look the same:
 * y = bias + sum over terms of scale * factor * factor * ..., all element by element.
 *
 * @param bias [size]
 */
record Form(float[] bias, List<Term> terms) {
    /** More terms, factors and functions in each other than any cell's equation has. */
    private static final int MOST_TERMS = 64;

    private static final int MOST_FACTORS = 8;
    private static final int MOST_FUNCTIONS = 4096;

    /** @param scale [size] */
    record Term(float[] scale, List<Factor> factors) {
        boolean isPlain() {
            return all(scale, 1);
        }
    }

    /** An element-wise factor of a term; the same object wherever the same value is meant. */
    sealed interface Factor {}

    /**
     * What comes from outside of the step: its input, or a state.
     *
     * @param variable what a recurrence's variable is known by
     */
    record Leaf(Object variable, int from, int to) implements Factor {}

    /** argument x matrix. */
    static final class Product implements Factor {
        private final Form argument;
        private final Columns matrix;

        Product(Form argument, Columns matrix) {
            this.argument = argument;
            this.matrix = matrix;
        }

        Form argument() {
            return argument;
        }

        Columns matrix() {
            return matrix;
        }
    }

    /** An element-wise function of a form. */
    static final class Activated implements Factor {
        private final Activation activation;
        private final Form argument;
        private final int functions;

        Activated(Activation activation, Form argument) {
            this.activation = activation;
            this.argument = argument;
            // A sum, as each is read for itself where a vector is cut.
            long all = 1;
            for (Term term : argument.terms) {
                for (Factor factor : term.factors) {
                    all += factor instanceof Activated inner ? inner.functions : 1;
                }
            }
            if (all > MOST_FUNCTIONS) {
                throw new ConversionException("a recurrence: expected an LSTM or a GRU, found equations of more than "
                        + MOST_FUNCTIONS + " functions in each other");
            }
            this.functions = (int) all;
        }

        Activation activation() {
            return activation;
        }

        Form argument() {
            return argument;
        }
    }

    /**
     * Columns {@code from} to {@code to} and rows {@code top} to {@code bottom} of a row-major matrix that is {@code stride} wide.
     */
    record Columns(float[] values, int stride, int top, int bottom, int from, int to) {
        int rows() {
            return bottom - top;
        }

        int size() {
            return to - from;
        }

        float at(int row, int column) {
            return values[(top + row) * stride + from + column];
        }
    }

    static Form leaf(Object variable, int size) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return new Form(new float[size], List.of(new Term(ones, List.of(new Leaf(variable, 0, size)))));
    }

    static Form constant(float[] values) {
        return new Form(values, List.of());
    }

    int size() {
        return bias.length;
    }

    boolean isConstant() {
        return terms.isEmpty();
    }

    /** A constant of one value stands for a vector of it. */
    private Form widened(int size) {
        if (size() == size) {
            return this;
        }
        if (size() != 1 || !isConstant()) {
            throw new ConversionException(
                    "a recurrence: expected vectors of equal sizes, found " + size() + " and " + size);
        }
        float[] wide = new float[size];
        Arrays.fill(wide, bias[0]);
        return constant(wide);
    }

    Form plus(Form other) {
        int size = Math.max(size(), other.size());
        Form a = widened(size);
        Form b = other.widened(size);
        float[] sum = a.bias.clone();
        for (int i = 0; i < size; i++) {
            sum[i] += b.bias[i];
        }
        List<Term> joined = new ArrayList<>(a.terms);
        joined.addAll(b.terms);
        return of(sum, joined);
    }

    Form times(float factor) {
        return times(constant(new float[] {factor}));
    }

    Form times(Form other) {
        int size = Math.max(size(), other.size());
        Form a = widened(size);
        Form b = other.widened(size);
        List<Term> products = new ArrayList<>();
        for (Term term : a.terms) {
            add(products, new Term(product(term.scale, b.bias), term.factors));
        }
        for (Term term : b.terms) {
            add(products, new Term(product(term.scale, a.bias), term.factors));
        }
        for (Term left : a.terms) {
            for (Term right : b.terms) {
                List<Factor> factors = new ArrayList<>(left.factors);
                factors.addAll(right.factors);
                if (factors.size() > MOST_FACTORS) {
                    throw new ConversionException(
                            "a recurrence: expected an LSTM or a GRU, found products of more than " + MOST_FACTORS);
                }
                add(products, new Term(product(left.scale, right.scale), factors));
            }
        }
        return of(product(a.bias, b.bias), products);
    }

    private static void add(List<Term> terms, Term term) {
        if (!all(term.scale, 0)) {
            terms.add(term);
        }
    }

    private static Form of(float[] bias, List<Term> terms) {
        if (terms.size() > MOST_TERMS) {
            throw new ConversionException(
                    "a recurrence: expected an LSTM or a GRU, found equations of more than " + MOST_TERMS + " terms");
        }
        return new Form(bias, List.copyOf(terms));
    }

    /** This form x a matrix of as many rows. */
    Form times(Columns matrix) {
        if (matrix.rows() != size()) {
            throw new ConversionException(
                    "a recurrence: expected a kernel of " + size() + " rows, found " + matrix.rows());
        }
        float[] product = new float[matrix.size()];
        for (int i = 0; i < bias.length; i++) {
            if (bias[i] != 0) {
                for (int j = 0; j < product.length; j++) {
                    product[j] += bias[i] * matrix.at(i, j);
                }
            }
        }
        if (isConstant()) {
            return constant(product);
        }
        float[] ones = new float[matrix.size()];
        Arrays.fill(ones, 1);
        Form argument = new Form(new float[size()], terms);
        return new Form(product, List.of(new Term(ones, List.of(new Product(argument, matrix)))));
    }

    Form activated(Activation activation) {
        float[] ones = new float[size()];
        Arrays.fill(ones, 1);
        return new Form(new float[size()], List.of(new Term(ones, List.of(new Activated(activation, this)))));
    }

    /** Elements {@code from} to {@code to}. */
    Form slice(int from, int to) {
        if (from < 0 || to > size() || from > to) {
            throw new ConversionException(
                    "a recurrence: expected a part of " + size() + " values, found " + from + " to " + to);
        }
        if (from == 0 && to == size()) {
            return this;
        }
        List<Term> sliced = new ArrayList<>();
        for (Term term : terms) {
            sliced.add(new Term(
                    Arrays.copyOfRange(term.scale, from, to),
                    term.factors.stream().map(f -> slice(f, from, to)).toList()));
        }
        return new Form(Arrays.copyOfRange(bias, from, to), sliced);
    }

    private static Factor slice(Factor factor, int from, int to) {
        if (factor instanceof Leaf leaf) {
            return new Leaf(leaf.variable, leaf.from + from, leaf.from + to);
        }
        if (factor instanceof Activated activated) {
            return new Activated(activated.activation, activated.argument.slice(from, to));
        }
        Product product = (Product) factor;
        Columns m = product.matrix;
        return new Product(
                product.argument, new Columns(m.values, m.stride, m.top, m.bottom, m.from + from, m.from + to));
    }

    /** The one term of a form that is a product of factors and nothing else; null for any other. */
    @Nullable
    Term single() {
        return terms.size() == 1 && all(bias, 0) ? terms.get(0) : null;
    }

    static boolean all(float[] values, float expected) {
        for (float value : values) {
            if (value != expected) {
                return false;
            }
        }
        return true;
    }

    private static float[] product(float[] a, float[] b) {
        float[] product = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }
}
