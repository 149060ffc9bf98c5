package dev.fastener.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Activations of the vector tier. tanh is the rational function of {@link ScalarKernels#tanh}, x p(x x) / q(x x); sigmoid(x)
 * = (1 + tanh(x / 2)) / 2. Where several meet in a product they share one division, which costs as much as all the rest.
 *
 * <p>The three parts of an LSTM step call nothing of ours and are too long to be inlined, on purpose: inlined into a step, they
 * leave the compiler no room for the Vector API's own methods, and then vectors become objects.
 */
final class VectorActivations {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private static final FloatVector P8 = FloatVector.broadcast(S, 1.394553628e-8f);
    private static final FloatVector P6 = FloatVector.broadcast(S, 2.102733560e-5f);
    private static final FloatVector P4 = FloatVector.broadcast(S, 3.520756727e-3f);
    private static final FloatVector P2 = FloatVector.broadcast(S, 1.340216100e-1f);
    private static final FloatVector Q8 = FloatVector.broadcast(S, 8.015776984e-7f);
    private static final FloatVector Q6 = FloatVector.broadcast(S, 3.326951409e-4f);
    private static final FloatVector Q4 = FloatVector.broadcast(S, 2.597254514e-2f);
    private static final FloatVector Q2 = FloatVector.broadcast(S, 4.673548340e-1f);
    private static final FloatVector ONE = FloatVector.broadcast(S, 1);
    private static final FloatVector HALF = FloatVector.broadcast(S, 0.5f);
    private static final FloatVector MOST = FloatVector.broadcast(S, 8.017733574f);
    private static final FloatVector LEAST = FloatVector.broadcast(S, -8.017733574f);

    private VectorActivations() {}

    /** Within the range beyond which tanh is 1 in single precision; NaN stays NaN. */
    private static FloatVector clamp(FloatVector x) {
        FloatVector y = x.blend(MOST, x.compare(VectorOperators.GT, MOST));
        return y.blend(LEAST, x.compare(VectorOperators.LT, LEAST));
    }

    /** p(s). */
    private static FloatVector numerator(FloatVector s) {
        return P8.fma(s, P6).fma(s, P4).fma(s, P2).fma(s, ONE);
    }

    /** q(s). */
    private static FloatVector denominator(FloatVector s) {
        return Q8.fma(s, Q6).fma(s, Q4).fma(s, Q2).fma(s, ONE);
    }

    /** In place over {@code n} values. */
    static void apply(GateActivation activation, int n, float[] x, int at) {
        int whole = S.loopBound(n);
        if (activation == GateActivation.TANH) {
            tanh(whole, x, at);
        } else if (activation == GateActivation.SIGMOID) {
            sigmoid(whole, x, at);
        } else {
            whole = 0;
        }
        for (int i = whole; i < n; i++) {
            x[at + i] = activation.apply(x[at + i]);
        }
    }

    private static void tanh(int whole, float[] x, int at) {
        for (int i = 0; i < whole; i += W) {
            FloatVector y = clamp(FloatVector.fromArray(S, x, at + i));
            FloatVector s = y.mul(y);
            y.mul(numerator(s)).div(denominator(s)).intoArray(x, at + i);
        }
    }

    private static void sigmoid(int whole, float[] x, int at) {
        for (int i = 0; i < whole; i += W) {
            FloatVector y = clamp(FloatVector.fromArray(S, x, at + i).mul(HALF));
            FloatVector s = y.mul(y);
            y.mul(numerator(s)).div(denominator(s)).fma(HALF, HALF).intoArray(x, at + i);
        }
    }

    /** x = x * scale + add, over whole vectors. */
    static void affine(int n, float[] x, int at, float[] scale, int scaleAt, float[] add, int addAt) {
        for (int i = 0; i < n; i += W) {
            FloatVector.fromArray(S, x, at + i)
                    .fma(FloatVector.fromArray(S, scale, scaleAt + i), FloatVector.fromArray(S, add, addAt + i))
                    .intoArray(x, at + i);
        }
    }

    /**
     * First part of an LSTM step with sigmoid gates and tanh, for {@code m} panels of gates i o f c: i * candidate, as a
     * numerator and a denominator. The pre-activations are sum * scale + input product.
     *
     * @param x sums at sums + r * 4 W; out: at parts + r * 2 W
     * @param scaleStep 4 W where the panels are those of one row, 0 where they are the same of several rows
     * @param inputs of panel r at offsets[first + r * step] + column + r * columnStep
     */
    static void lstmInput(
            int m,
            float[] x,
            int sums,
            int parts,
            float[] scale,
            int scaleAt,
            int scaleStep,
            float[] inputs,
            int[] offsets,
            int first,
            int step,
            int column,
            int columnStep) {
        for (int r = 0; r < m; r++) {
            int z = offsets[first + r * step] + column + r * columnStep;
            int from = sums + r * 4 * W;
            int by = scaleAt + r * scaleStep;
            FloatVector i = FloatVector.fromArray(S, x, from)
                    .fma(FloatVector.fromArray(S, scale, by), FloatVector.fromArray(S, inputs, z));
            FloatVector g = FloatVector.fromArray(S, x, from + 3 * W)
                    .fma(FloatVector.fromArray(S, scale, by + 3 * W), FloatVector.fromArray(S, inputs, z + 3 * W));
            i = i.mul(HALF);
            i = i.blend(MOST, i.compare(VectorOperators.GT, MOST));
            i = i.blend(LEAST, i.compare(VectorOperators.LT, LEAST));
            g = g.blend(MOST, g.compare(VectorOperators.GT, MOST));
            g = g.blend(LEAST, g.compare(VectorOperators.LT, LEAST));
            FloatVector si = i.mul(i);
            FloatVector sg = g.mul(g);
            FloatVector qi = Q8.fma(si, Q6).fma(si, Q4).fma(si, Q2).fma(si, ONE);
            FloatVector pi = P8.fma(si, P6).fma(si, P4).fma(si, P2).fma(si, ONE).fma(i, qi);
            pi.mul(P8.fma(sg, P6).fma(sg, P4).fma(sg, P2).fma(sg, ONE)).mul(g).intoArray(x, parts + r * 2 * W);
            qi.mul(Q8.fma(sg, Q6).fma(sg, Q4).fma(sg, Q2).fma(sg, ONE)).intoArray(x, parts + r * 2 * W + W);
        }
    }

    /**
     * Second part: c = f c' + i * candidate.
     *
     * @param x cell of panel r at cells + r * cellStep, in and out
     */
    static void lstmCell(
            int m,
            float[] x,
            int sums,
            int parts,
            float[] scale,
            int scaleAt,
            int scaleStep,
            float[] inputs,
            int[] offsets,
            int first,
            int step,
            int column,
            int columnStep,
            int cells,
            int cellStep) {
        for (int r = 0; r < m; r++) {
            int z = offsets[first + r * step] + column + r * columnStep + 2 * W;
            int from = sums + r * 4 * W + 2 * W;
            int by = scaleAt + r * scaleStep + 2 * W;
            FloatVector f = FloatVector.fromArray(S, x, from)
                    .fma(FloatVector.fromArray(S, scale, by), FloatVector.fromArray(S, inputs, z));
            f = f.mul(HALF);
            f = f.blend(MOST, f.compare(VectorOperators.GT, MOST));
            f = f.blend(LEAST, f.compare(VectorOperators.LT, LEAST));
            FloatVector sf = f.mul(f);
            FloatVector qf = Q8.fma(sf, Q6).fma(sf, Q4).fma(sf, Q2).fma(sf, ONE);
            FloatVector pf = P8.fma(sf, P6).fma(sf, P4).fma(sf, P2).fma(sf, ONE).fma(f, qf);
            FloatVector q = FloatVector.fromArray(S, x, parts + r * 2 * W + W);
            int cell = cells + r * cellStep;
            FloatVector kept = pf.mul(FloatVector.fromArray(S, x, cell)).mul(q);
            FloatVector.fromArray(S, x, parts + r * 2 * W)
                    .fma(qf, kept)
                    .div(q.mul(qf))
                    .mul(HALF)
                    .intoArray(x, cell);
        }
    }

    /**
     * Third part: h = o tanh(c).
     *
     * @param x h of panel r at outputs + r * cellStep, out
     */
    static void lstmOutput(
            int m,
            float[] x,
            int sums,
            float[] scale,
            int scaleAt,
            int scaleStep,
            float[] inputs,
            int[] offsets,
            int first,
            int step,
            int column,
            int columnStep,
            int cells,
            int outputs,
            int cellStep) {
        for (int r = 0; r < m; r++) {
            int z = offsets[first + r * step] + column + r * columnStep + W;
            int from = sums + r * 4 * W + W;
            int by = scaleAt + r * scaleStep + W;
            FloatVector o = FloatVector.fromArray(S, x, from)
                    .fma(FloatVector.fromArray(S, scale, by), FloatVector.fromArray(S, inputs, z));
            o = o.mul(HALF);
            o = o.blend(MOST, o.compare(VectorOperators.GT, MOST));
            o = o.blend(LEAST, o.compare(VectorOperators.LT, LEAST));
            FloatVector c = FloatVector.fromArray(S, x, cells + r * cellStep);
            c = c.blend(MOST, c.compare(VectorOperators.GT, MOST));
            c = c.blend(LEAST, c.compare(VectorOperators.LT, LEAST));
            FloatVector so = o.mul(o);
            FloatVector sc = c.mul(c);
            FloatVector qo = Q8.fma(so, Q6).fma(so, Q4).fma(so, Q2).fma(so, ONE);
            FloatVector po = P8.fma(so, P6).fma(so, P4).fma(so, P2).fma(so, ONE).fma(o, qo);
            po.mul(P8.fma(sc, P6).fma(sc, P4).fma(sc, P2).fma(sc, ONE))
                    .mul(c)
                    .div(qo.mul(Q8.fma(sc, Q6).fma(sc, Q4).fma(sc, Q2).fma(sc, ONE)))
                    .mul(HALF)
                    .intoArray(x, outputs + r * cellStep);
        }
    }
}
