package dev.fastener.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API tier: a vector holds neighbouring tags. Rows are whole vectors, so that there are no tails. Flat and short
 * methods, as in {@link VectorKernels}.
 */
final class VectorChainKernels implements ChainKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

    /** Floats in a vector; twice the doubles in one. */
    private static final int W = S.length();

    private static final int DW = D.length();

    @Override
    public String name() {
        return "vector " + S.vectorBitSize() + " bits";
    }

    @Override
    public int stride(int tags) {
        return (tags + W - 1) / W * W;
    }

    @Override
    public float viterbi(
            int rows,
            int tags,
            float[] transitions,
            float[] transposed,
            float[] start,
            float[] end,
            float[] emissions,
            int offset,
            float[] best,
            int[] path,
            int at) {
        int stride = stride(tags);
        ScalarChainKernels.begin(rows, tags, stride, start, emissions, offset, best);
        for (int row = 1; row < rows; row++) {
            int before = (row - 1) * stride;
            int column = 0;
            for (; column + 2 * W <= stride; column += 2 * W) {
                twoVectors(tags, stride, transitions, column, best, before, before + stride + column);
            }
            if (column < stride) {
                oneVector(tags, stride, transitions, column, best, before, before + stride + column);
            }
        }
        int last = ScalarChainKernels.last(tags, best, (rows - 1) * stride, end);
        path[at + rows - 1] = last;
        path(rows, tags, transposed, emissions, offset, best, path, at);
        return best[(rows - 1) * stride + last] + end[last];
    }

    /** Compare and blend, not max: that has to order zeros and pass NaN on, which takes several instructions. */
    private static FloatVector larger(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(VectorOperators.GT, a));
    }

    /** The even and the odd tags "from" have maxima of their own, so that two chains of instructions run side by side. */
    private static void twoVectors(
            int tags, int stride, float[] transitions, int column, float[] best, int before, int to) {
        FloatVector even0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector even1 = even0;
        FloatVector odd0 = even0;
        FloatVector odd1 = even0;
        int at = column;
        int from = 0;
        for (; from + 1 < tags; from += 2) {
            FloatVector score = FloatVector.broadcast(S, best[before + from]);
            even0 = larger(even0, score.add(FloatVector.fromArray(S, transitions, at)));
            even1 = larger(even1, score.add(FloatVector.fromArray(S, transitions, at + W)));
            score = FloatVector.broadcast(S, best[before + from + 1]);
            odd0 = larger(odd0, score.add(FloatVector.fromArray(S, transitions, at + stride)));
            odd1 = larger(odd1, score.add(FloatVector.fromArray(S, transitions, at + stride + W)));
            at += 2 * stride;
        }
        if (from < tags) {
            FloatVector score = FloatVector.broadcast(S, best[before + from]);
            even0 = larger(even0, score.add(FloatVector.fromArray(S, transitions, at)));
            even1 = larger(even1, score.add(FloatVector.fromArray(S, transitions, at + W)));
        }
        larger(even0, odd0).add(FloatVector.fromArray(S, best, to)).intoArray(best, to);
        larger(even1, odd1).add(FloatVector.fromArray(S, best, to + W)).intoArray(best, to + W);
    }

    private static void oneVector(
            int tags, int stride, float[] transitions, int column, float[] best, int before, int to) {
        FloatVector even = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector odd = even;
        int at = column;
        int from = 0;
        for (; from + 1 < tags; from += 2) {
            FloatVector score = FloatVector.broadcast(S, best[before + from]);
            even = larger(even, score.add(FloatVector.fromArray(S, transitions, at)));
            score = FloatVector.broadcast(S, best[before + from + 1]);
            odd = larger(odd, score.add(FloatVector.fromArray(S, transitions, at + stride)));
            at += 2 * stride;
        }
        if (from < tags) {
            FloatVector score = FloatVector.broadcast(S, best[before + from]);
            even = larger(even, score.add(FloatVector.fromArray(S, transitions, at)));
        }
        larger(even, odd).add(FloatVector.fromArray(S, best, to)).intoArray(best, to);
    }

    private void path(
            int rows, int tags, float[] transposed, float[] emissions, int offset, float[] best, int[] path, int at) {
        int stride = stride(tags);
        for (int row = rows - 1; row > 0; row--) {
            int to = path[at + row];
            float emission = emissions[offset + row * tags + to];
            float reached = best[row * stride + to];
            path[at + row - 1] =
                    predecessor(stride, transposed, to * stride, best, (row - 1) * stride, emission, reached);
        }
    }

    /** Beyond the tags the sums are minus infinity; where a tag's is too, a lower one's is equal to it. */
    private static int predecessor(
            int stride, float[] transposed, int column, float[] best, int row, float emission, float reached) {
        for (int from = 0; from < stride; from += W) {
            FloatVector sum = FloatVector.fromArray(S, best, row + from)
                    .add(FloatVector.fromArray(S, transposed, column + from))
                    .add(emission);
            VectorMask<Float> equal = sum.compare(VectorOperators.EQ, reached);
            if (equal.anyTrue()) {
                return equal.firstTrue() + from;
            }
        }
        return 0;
    }

    @Override
    public double potentials(int rows, int tags, float[] emissions, int offset, double[] potentials) {
        int stride = stride(tags);
        double peaks = 0;
        for (int row = 0; row < rows; row++) {
            int from = offset + row * tags;
            int to = row * stride;
            float peak = ScalarChainKernels.peak(tags, emissions, from);
            peaks += peak;
            for (int tag = 0; tag < tags; tag++) {
                potentials[to + tag] = (double) emissions[from + tag] - peak;
            }
            for (int tag = tags; tag < stride; tag++) {
                potentials[to + tag] = Double.NEGATIVE_INFINITY;
            }
        }
        for (int i = 0; i < rows * stride; i += DW) {
            exp(DoubleVector.fromArray(D, potentials, i)).intoArray(potentials, i);
        }
        return peaks;
    }

    /**
     * exp of what is at most 0: 2^n e^r with r within half of ln 2, where Taylor's polynomial of degree 11 is exact to 1e-14.
     * Adding 1.5 * 2^52 rounds to the whole number n and leaves it in the low bits, from where it is shifted into the exponent.
     */
    private static DoubleVector exp(DoubleVector x) {
        DoubleVector y = x.max(ScalarChainKernels.LEAST);
        DoubleVector magic = DoubleVector.broadcast(D, 0x1.8p52);
        DoubleVector shifted = y.fma(DoubleVector.broadcast(D, 1.4426950408889634), magic);
        DoubleVector n = shifted.sub(magic);
        DoubleVector r = n.fma(DoubleVector.broadcast(D, -0x1.62e42fee00000p-1), y);
        r = n.fma(DoubleVector.broadcast(D, -1.9082149292705877e-10), r);
        LongVector power = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
        DoubleVector result = polynomial(r).reinterpretAsLongs().add(power).reinterpretAsDoubles();
        return result.blend(0, x.compare(VectorOperators.LT, ScalarChainKernels.LEAST));
    }

    private static DoubleVector polynomial(DoubleVector r) {
        DoubleVector p = DoubleVector.broadcast(D, 1.0 / 39916800);
        p = p.fma(r, DoubleVector.broadcast(D, 1.0 / 3628800));
        p = p.fma(r, DoubleVector.broadcast(D, 1.0 / 362880));
        p = p.fma(r, DoubleVector.broadcast(D, 1.0 / 40320));
        p = p.fma(r, DoubleVector.broadcast(D, 1.0 / 5040));
        p = p.fma(r, DoubleVector.broadcast(D, 1.0 / 720));
        p = p.fma(r, DoubleVector.broadcast(D, 1.0 / 120));
        p = p.fma(r, DoubleVector.broadcast(D, 1.0 / 24));
        p = p.fma(r, DoubleVector.broadcast(D, 1.0 / 6));
        p = p.fma(r, DoubleVector.broadcast(D, 0.5));
        p = p.fma(r, DoubleVector.broadcast(D, 1));
        return p.fma(r, DoubleVector.broadcast(D, 1));
    }

    @Override
    public boolean forward(int rows, int tags, double[] moves, double[] potentials, double[] alpha, double[] sums) {
        int stride = stride(tags);
        for (int row = 0; row < rows; row++) {
            int at = row * stride;
            if (row > 0) {
                product(tags, stride, alpha, at - stride, moves, alpha, at);
            }
            double sum = multiply(stride, alpha, potentials, at);
            sums[row] = sum;
            if (!(sum > 0)) {
                return false;
            }
            scale(stride, alpha, at, 1 / sum);
        }
        return true;
    }

    @Override
    public void backward(
            int rows,
            int tags,
            double[] movesTransposed,
            double[] potentials,
            double[] sums,
            double[] beta,
            double[] rest) {
        int stride = stride(tags);
        for (int row = rows - 1; row >= 0; row--) {
            int at = row * stride;
            double inverse = 1 / sums[row];
            for (int i = at; i < at + stride; i += DW) {
                DoubleVector weight = DoubleVector.fromArray(D, beta, i).mul(DoubleVector.fromArray(D, potentials, i));
                weight.mul(inverse).intoArray(rest, i);
            }
            if (row > 0) {
                product(tags, stride, rest, at, movesTransposed, beta, at - stride);
            }
        }
    }

    /** values *= factors over one row; gives the sum. */
    private static double multiply(int stride, double[] values, double[] factors, int at) {
        DoubleVector sum = DoubleVector.zero(D);
        for (int i = at; i < at + stride; i += DW) {
            DoubleVector product = DoubleVector.fromArray(D, values, i).mul(DoubleVector.fromArray(D, factors, i));
            product.intoArray(values, i);
            sum = sum.add(product);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private static void scale(int stride, double[] values, int at, double factor) {
        for (int i = at; i < at + stride; i += DW) {
            DoubleVector.fromArray(D, values, i).mul(factor).intoArray(values, i);
        }
    }

    /** One row of {@code product} = one row of {@code left} times {@code matrix}, [tags, stride]. */
    private static void product(
            int tags, int stride, double[] left, int row, double[] matrix, double[] product, int to) {
        int column = 0;
        for (; column + 4 * DW <= stride; column += 4 * DW) {
            fourVectors(tags, stride, left, row, matrix, column, product, to + column);
        }
        for (; column < stride; column += 2 * DW) {
            twoVectors(tags, stride, left, row, matrix, column, product, to + column);
        }
    }

    private static void fourVectors(
            int tags, int stride, double[] left, int row, double[] matrix, int column, double[] product, int to) {
        DoubleVector sum0 = DoubleVector.zero(D);
        DoubleVector sum1 = sum0;
        DoubleVector sum2 = sum0;
        DoubleVector sum3 = sum0;
        int at = column;
        for (int i = row; i < row + tags; i++) {
            DoubleVector value = DoubleVector.broadcast(D, left[i]);
            sum0 = value.fma(DoubleVector.fromArray(D, matrix, at), sum0);
            sum1 = value.fma(DoubleVector.fromArray(D, matrix, at + DW), sum1);
            sum2 = value.fma(DoubleVector.fromArray(D, matrix, at + 2 * DW), sum2);
            sum3 = value.fma(DoubleVector.fromArray(D, matrix, at + 3 * DW), sum3);
            at += stride;
        }
        sum0.intoArray(product, to);
        sum1.intoArray(product, to + DW);
        sum2.intoArray(product, to + 2 * DW);
        sum3.intoArray(product, to + 3 * DW);
    }

    private static void twoVectors(
            int tags, int stride, double[] left, int row, double[] matrix, int column, double[] product, int to) {
        DoubleVector sum0 = DoubleVector.zero(D);
        DoubleVector sum1 = sum0;
        int at = column;
        for (int i = row; i < row + tags; i++) {
            DoubleVector value = DoubleVector.broadcast(D, left[i]);
            sum0 = value.fma(DoubleVector.fromArray(D, matrix, at), sum0);
            sum1 = value.fma(DoubleVector.fromArray(D, matrix, at + DW), sum1);
            at += stride;
        }
        sum0.intoArray(product, to);
        sum1.intoArray(product, to + DW);
    }
}
