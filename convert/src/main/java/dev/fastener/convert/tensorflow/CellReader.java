package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.tensorflow.Form.Activated;
import dev.fastener.convert.tensorflow.Form.Columns;
import dev.fastener.convert.tensorflow.Form.Factor;
import dev.fastener.convert.tensorflow.Form.Leaf;
import dev.fastener.convert.tensorflow.Form.Product;
import dev.fastener.convert.tensorflow.Form.Term;
import dev.fastener.convert.tensorflow.StepReader.Input;
import dev.fastener.convert.tensorflow.StepReader.State;
import dev.fastener.convert.tensorflow.StepReader.Vector;
import dev.fastener.model.Activation;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Recurrent;
import dev.fastener.model.Recurrent.Cell;
import dev.fastener.model.RecurrentWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compares the equations of one step with those of an LSTM and of a GRU, however they are spelt:
 *
 * <pre>
 * LSTM  c' = f c + i j,  h' = o act(c')
 * GRU   h' = z h + (1 - z) n,  n = act(W x + R (r h) + b) or act(W x + b + r (R h + rb))
 * </pre>
 *
 * with gates act(W x + R h + b), and + p c in an LSTM with peepholes (o: p c'). Cells on top of each other in one loop give
 * several layers.
 */
final class CellReader {
    /** What one cell reads (an {@link Input} or the cell below it, as its output) and is. */
    private record Found(@Nullable Input input, @Nullable Form below, Recurrent layer) {}

    /** W x + R h + p c + b of one gate, W and R [hidden, inputs] and [hidden, hidden]. */
    private record Gate(float[] kernel, float[] recurrentKernel, float[] bias, float[] peephole) {}

    private static final int MOST_LAYERS = 32;

    private final String where;
    private final StepReader steps;

    /** @param where the loop, for errors */
    CellReader(String where, StepReader steps) {
        this.where = where;
        this.steps = steps;
    }

    /** The sequence that a loop gives whose output of a step is {@code output}. */
    Flow flow(Form output) {
        List<Recurrent> layers = new ArrayList<>();
        Form at = output;
        while (layers.size() < MOST_LAYERS) {
            Found cell = cell(at);
            layers.add(0, cell.layer);
            if (cell.input != null) {
                Flow flow = cell.input.flow();
                for (Recurrent layer : layers) {
                    flow = new Flow.Applied(flow, layer);
                }
                return flow;
            }
            if (cell.below == null) {
                break;
            }
            at = cell.below;
        }
        throw refused("expected it to read a sequence");
    }

    private Found cell(Form output) {
        Term single = output.single();
        if (single != null && single.isPlain() && single.factors().size() == 2) {
            return lstm(output, single.factors());
        }
        if (output.terms().size() == 3 && Form.all(output.bias(), 0)) {
            return gru(output);
        }
        if (single != null && single.factors().size() == 1 && single.factors().get(0) instanceof Product) {
            throw refused("expected its output to be o act(c), found it projected (num_proj)");
        }
        throw refused("expected the output to be o act(c) or z h + (1 - z) n, found " + describe(output)
                + (output.terms().stream()
                                .anyMatch(t ->
                                        t.factors().size() == 1 && t.factors().get(0) instanceof Leaf)
                        ? " (a residual connection within the loop?)"
                        : ""));
    }

    private Found lstm(Form output, List<Factor> factors) {
        Activated o = null;
        Activated squashed = null;
        State cell = null;
        for (int i = 0; i < 2 && cell == null; i++) {
            if (factors.get(i) instanceof Activated a && factors.get(1 - i) instanceof Activated b) {
                squashed = a;
                o = b;
                cell = stateOf(a.argument());
            }
        }
        if (cell == null || o == null || squashed == null) {
            throw refused("expected the output of an LSTM, o act(c), found " + describe(output));
        }
        Form carried = squashed.argument();
        Activated f = null;
        Activated i = null;
        Activated j = null;
        for (Term term : carried.terms()) {
            Factor kept = carriedBy(term, cell);
            if (kept instanceof Activated gate) {
                f = gate;
            } else if (term.factors().size() == 2
                    && term.factors().get(0) instanceof Activated a
                    && term.factors().get(1) instanceof Activated b) {
                boolean first = a.activation() == o.activation();
                i = first ? a : b;
                j = first ? b : a;
            }
        }
        if (carried.terms().size() == 3 && f != null) {
            throw refused("expected an LSTM with an input gate and a forget gate, found coupled gates "
                    + "(c' = f c + (1 - f) j, CIFG)");
        }
        if (f == null
                || i == null
                || j == null
                || carried.terms().size() != 2
                || !Form.all(carried.bias(), 0)
                || !carried.terms().stream().allMatch(Term::isPlain)) {
            throw refused("expected an LSTM's c' = f c + i j, found " + describe(carried));
        }
        if (i.activation() != f.activation()
                || i.activation() != o.activation()
                || j.activation() != squashed.activation()) {
            throw refused("expected one activation of all gates and one of candidate and output, found "
                    + i.activation() + ", " + f.activation() + ", " + o.activation() + " and " + j.activation() + ", "
                    + squashed.activation());
        }
        if (!(steps.value(cell.next()) instanceof Vector next) || !same(next.form(), carried)) {
            throw refused("expected c' to be the state of the next step, found another value (clipped or projected?)");
        }
        Reads reads = new Reads(output, output.size());
        Gate gi = reads.gate(i.argument(), cell, null);
        Gate go = reads.gate(o.argument(), null, carried);
        Gate gf = reads.gate(f.argument(), cell, null);
        Gate gj = reads.gate(j.argument(), null, null);
        float[] peepholes = joined(gi.peephole, go.peephole, gf.peephole);
        boolean peephole = !Form.all(peepholes, 0);
        RecurrentWeights weights = reads.weights(
                List.of(gi, go, gf, gj), new float[4 * output.size()], peephole ? peepholes : new float[0]);
        return reads.found(Cell.LSTM, weights, j.activation(), i.activation());
    }

    private Found gru(Form output) {
        State hidden = null;
        Activated z = null;
        Activated n = null;
        boolean turned = false;
        for (Term term : output.terms()) {
            if (term.factors().size() == 1 && term.isPlain()) {
                if (term.factors().get(0) instanceof Activated a) {
                    n = a;
                } else if (term.factors().get(0) instanceof Leaf leaf && leaf.variable() instanceof State s) {
                    // h + z (n - h), the gate the other way round
                    hidden = s;
                    turned = true;
                }
            }
        }
        for (Term term : output.terms()) {
            if (term.factors().size() != 2) {
                continue;
            }
            for (int i = 0; i < 2; i++) {
                Factor one = term.factors().get(i);
                Factor other = term.factors().get(1 - i);
                if (one instanceof Leaf leaf && leaf.variable() instanceof State s && other instanceof Activated a) {
                    hidden = s;
                    z = a;
                }
            }
        }
        if (turned && z != null) {
            for (Term term : output.terms()) {
                if (term.isPlain()
                        && term.factors().size() == 2
                        && term.factors().contains(z)) {
                    n = term.factors().get(term.factors().get(0) == z ? 1 : 0) instanceof Activated a ? a : null;
                }
            }
        }
        if (hidden == null || z == null || n == null || !isBlend(output, z, n, hidden, turned)) {
            throw refused("expected a GRU's h' = z h + (1 - z) n, found " + describe(output));
        }
        Reads reads = new Reads(output, output.size());
        reads.isHidden(hidden);
        int size = output.size();
        Gate gz = reads.gate(turned ? z.argument().times(-1) : z.argument(), null, null);
        List<Term> plain = new ArrayList<>();
        Activated r = null;
        Form inner = null;
        float[] recurrentBias = new float[size];
        Cell kind = Cell.GRU_RESET_BEFORE;
        for (Term term : n.argument().terms()) {
            Product product = term.factors().size() == 1 && term.factors().get(0) instanceof Product p ? p : null;
            Term argument = product == null ? null : product.argument().single();
            if (argument != null && argument.factors().size() == 2 && product != null) {
                // R (r h)
                r = carriedBy(argument, hidden) instanceof Activated gate ? gate : null;
                inner = new Form(
                        new float[size],
                        List.of(new Term(
                                term.scale(), List.of(new Product(Form.leaf(hidden, size), product.matrix())))));
            } else if (product == null && term.factors().size() == 2) {
                // r (R h)
                kind = Cell.GRU_RESET_AFTER;
                int at = term.factors().get(0) instanceof Activated ? 0 : 1;
                r = term.factors().get(at) instanceof Activated gate ? gate : null;
                inner = new Form(
                        new float[size],
                        List.of(new Term(term.scale(), List.of(term.factors().get(1 - at)))));
            } else if (product == null
                    && term.factors().size() == 1
                    && term.factors().get(0) instanceof Activated gate) {
                // r rb
                kind = Cell.GRU_RESET_AFTER;
                r = gate;
                recurrentBias = term.scale();
            } else {
                plain.add(term);
            }
        }
        if (r == null || inner == null || r.activation() != z.activation()) {
            throw refused("expected a GRU's candidate with its reset gate, found " + describe(n.argument()));
        }
        Gate gr = reads.gate(r.argument(), null, null);
        List<Term> candidate = new ArrayList<>(plain);
        candidate.addAll(inner.terms());
        Gate gn = reads.gate(new Form(n.argument().bias(), candidate), null, null);
        float[] biases = new float[3 * size];
        System.arraycopy(recurrentBias, 0, biases, 2 * size, size);
        return reads.found(
                kind, reads.weights(List.of(gz, gr, gn), biases, new float[0]), n.activation(), z.activation());
    }

    /** Whether the terms are z h, n and -z n, or h, -z h and z n. */
    private static boolean isBlend(Form output, Activated z, Activated n, State hidden, boolean turned) {
        int matched = 0;
        for (Term term : output.terms()) {
            boolean withGate = term.factors().contains(z);
            boolean withState = term.factors().stream().anyMatch(f -> f instanceof Leaf l && l.variable() == hidden);
            boolean withCandidate = term.factors().contains(n);
            if (term.factors().size() != (withGate ? 2 : 1) || withState == withCandidate) {
                return false;
            }
            float sign = withGate && withState == turned ? -1 : 1;
            matched += Form.all(term.scale(), sign) ? 1 : 0;
        }
        return matched == 3;
    }

    /** What a cell's gates read: the sequence or the cell below, and the cell's own last output. */
    private final class Reads {
        private final Form output;
        private final int size;
        private @Nullable Input input;
        private @Nullable Form below;
        private int inputSize;
        private @Nullable State hidden;

        Reads(Form output, int size) {
            this.output = output;
            this.size = size;
        }

        /**
         * @param cell the state that peepholes look at, if any
         * @param fresh the new cell state, which the output gate's peepholes look at, if any
         */
        Gate gate(Form form, @Nullable State cell, @Nullable Form fresh) {
            float[] recurrentKernel = new float[size * size];
            float[] kernel = new float[0];
            float[] peephole = new float[size];
            int freshTerms = 0;
            for (Term term : form.terms()) {
                Factor first = term.factors().get(0);
                if (term.factors().size() == 1 && first instanceof Product product) {
                    Term argument = product.argument().single();
                    if (argument != null
                            && argument.isPlain()
                            && argument.factors().size() == 1
                            && argument.factors().get(0) instanceof Leaf leaf
                            && leaf.from() == 0
                            && leaf.to() == product.argument().size()) {
                        if (leaf.variable() instanceof Input sequence) {
                            kernel = accumulated(kernel, product.matrix(), term.scale());
                            takeInput(sequence, null, product.argument().size());
                            continue;
                        }
                        if (leaf.variable() instanceof State state && isHidden(state)) {
                            recurrentKernel = accumulated(recurrentKernel, product.matrix(), term.scale());
                            continue;
                        }
                        throw refused("expected its gates to read the input and the output before, found another state "
                                + "in a product of matrices");
                    }
                    kernel = accumulated(kernel, product.matrix(), term.scale());
                    takeInput(null, product.argument(), product.argument().size());
                } else if (cell != null
                        && term.factors().size() == 1
                        && first instanceof Leaf leaf
                        && leaf.variable() == cell) {
                    peephole = term.scale();
                } else if (fresh != null && isTermOf(term, fresh)) {
                    if (freshTerms++ > 0 && !Arrays.equals(peephole, term.scale())) {
                        throw refused("expected the output gate's peepholes to look at the new state");
                    }
                    peephole = term.scale();
                } else {
                    throw refused("expected a gate act(W x + R h + b), found " + describe(form));
                }
            }
            if (kernel.length == 0) {
                throw refused("expected a gate that reads the input, found " + describe(form));
            }
            return new Gate(kernel, recurrentKernel, form.bias(), peephole);
        }

        private void takeInput(@Nullable Input sequence, @Nullable Form lower, int inputs) {
            boolean first = input == null && below == null;
            if (!first && (input != sequence || lower != null && (below == null || !same(below, lower)))) {
                throw refused("expected its gates to read one input, found several");
            }
            input = sequence;
            below = lower;
            inputSize = inputs;
        }

        private boolean isHidden(State state) {
            if (hidden == null && steps.value(state.next()) instanceof Vector next) {
                if (!same(next.form(), output)) {
                    Term single = next.form().single();
                    throw refused(
                            single != null
                                            && single.factors().size() == 1
                                            && single.factors().get(0) instanceof Product
                                    ? "expected its output to go back into it, found it projected (num_proj)"
                                    : "expected its output to go back into it, found another value");
                }
                hidden = state;
            }
            return hidden == state;
        }

        RecurrentWeights weights(List<Gate> gates, float[] recurrentBias, float[] peepholes) {
            float[] kernel = joined(gates.stream().map(Gate::kernel).toArray(float[][]::new));
            float[] recurrentKernel =
                    joined(gates.stream().map(Gate::recurrentKernel).toArray(float[][]::new));
            float[] bias = joined(gates.stream().map(Gate::bias).toArray(float[][]::new));
            int rows = gates.size() * size;
            return new RecurrentWeights(
                    new Matrix(rows, inputSize, kernel),
                    new Matrix(rows, size, recurrentKernel),
                    bias,
                    recurrentBias,
                    peepholes);
        }

        Found found(Cell cell, RecurrentWeights weights, Activation activation, Activation gates) {
            for (float[] values : List.of(
                    weights.kernel().values(),
                    weights.recurrentKernel().values(),
                    weights.bias(),
                    weights.recurrentBias(),
                    weights.peepholes())) {
                for (float value : values) {
                    if (!Float.isFinite(value)) {
                        throw new ConversionException(
                                where + ": expected finite weights, found " + value + "; the training had failed");
                    }
                }
            }
            return new Found(input, below, new Recurrent(cell, weights, null, Merge.CONCAT, activation, gates));
        }
    }

    /** Adds a matrix [inputs, hidden], its columns scaled, to the transposed one. */
    private float[] accumulated(float[] kernel, Columns matrix, float[] scale) {
        int inputs = matrix.rows();
        float[] sum = kernel.length == 0 ? new float[inputs * matrix.size()] : kernel;
        if (sum.length != inputs * matrix.size()) {
            throw refused("expected kernels of one shape, found " + sum.length + " and " + inputs * matrix.size()
                    + " values");
        }
        for (int unit = 0; unit < matrix.size(); unit++) {
            for (int i = 0; i < inputs; i++) {
                sum[unit * inputs + i] += scale[unit] * matrix.at(i, unit);
            }
        }
        return sum;
    }

    /** The state in f c + i j; null in a gate, which has products of matrices. */
    private static @Nullable State stateOf(Form form) {
        State found = null;
        for (Term term : form.terms()) {
            for (Factor factor : term.factors()) {
                if (factor instanceof Product) {
                    return null;
                }
                if (factor instanceof Leaf leaf
                        && leaf.variable() instanceof State state
                        && term.factors().size() == 2) {
                    found = state;
                }
            }
        }
        return found;
    }

    /** The other factor of a term of two, one of which is {@code state}. */
    private static @Nullable Factor carriedBy(Term term, State state) {
        if (term.factors().size() != 2) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            if (term.factors().get(i) instanceof Leaf leaf && leaf.variable() == state) {
                return term.factors().get(1 - i);
            }
        }
        return null;
    }

    private static boolean isTermOf(Term term, Form form) {
        return form.terms().stream().anyMatch(other -> sameFactors(term, other));
    }

    private static boolean same(Form a, Form b) {
        if (a == b) {
            return true;
        }
        if (a.terms().size() != b.terms().size() || !Arrays.equals(a.bias(), b.bias())) {
            return false;
        }
        for (Term term : a.terms()) {
            if (b.terms().stream()
                    .noneMatch(other -> sameFactors(term, other) && Arrays.equals(term.scale(), other.scale()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameFactors(Term a, Term b) {
        List<Factor> left = new ArrayList<>(b.factors());
        for (Factor factor : a.factors()) {
            if (!left.remove(factor)) {
                return false;
            }
        }
        return left.isEmpty();
    }

    private static float[] joined(float[]... parts) {
        int length = 0;
        for (float[] part : parts) {
            length += part.length;
        }
        float[] joined = new float[length];
        int to = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, to, part.length);
            to += part.length;
        }
        return joined;
    }

    /** An equation as far as an error needs it. */
    private static String describe(Form form) {
        List<String> terms = new ArrayList<>();
        for (Term term : form.terms()) {
            List<String> factors = new ArrayList<>();
            for (Factor factor : term.factors()) {
                factors.add(
                        factor instanceof Activated a
                                ? a.activation().toString().toLowerCase(Locale.ROOT) + "(...)"
                                : factor instanceof Product
                                        ? "W(...)"
                                        : ((Leaf) factor).variable() instanceof State ? "state" : "input");
            }
            terms.add(String.join(" ", factors));
        }
        return terms.isEmpty() ? "a constant" : String.join(" + ", terms);
    }

    private ConversionException refused(String reason) {
        return new ConversionException(
                where + ": " + reason + "; only LSTM (with or without peepholes) and GRU cells can be converted");
    }
}
