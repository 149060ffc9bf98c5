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

    private static final FloatVector P12 = FloatVector.broadcast(S, -2.76076847742355e-16f);
    private static final FloatVector P10 = FloatVector.broadcast(S, 2.00018790482477e-13f);
    private static final FloatVector P8 = FloatVector.broadcast(S, -8.60467152213735e-11f);
    private static final FloatVector P6 = FloatVector.broadcast(S, 5.12229709037114e-08f);
    private static final FloatVector P4 = FloatVector.broadcast(S, 1.48572235717979e-05f);
    private static final FloatVector P2 = FloatVector.broadcast(S, 6.37261928875436e-04f);
    private static final FloatVector P0 = FloatVector.broadcast(S, 4.89352455891786e-03f);
    private static final FloatVector Q6 = FloatVector.broadcast(S, 1.19825839466702e-06f);
    private static final FloatVector Q4 = FloatVector.broadcast(S, 1.18534705686654e-04f);
    private static final FloatVector Q2 = FloatVector.broadcast(S, 2.26843463243900e-03f);
    private static final FloatVector Q0 = FloatVector.broadcast(S, 4.89352518554385e-03f);
    private static final FloatVector HALF = FloatVector.broadcast(S, 0.5f);
    private static final FloatVector MOST = FloatVector.broadcast(S, 7.905311f);
    private static final FloatVector LEAST = FloatVector.broadcast(S, -7.905311f);

    private VectorActivations() {}

    /** Within the range beyond which tanh is 1 in single precision; NaN stays NaN. */
    private static FloatVector clamp(FloatVector x) {
        FloatVector y = x.blend(MOST, x.compare(VectorOperators.GT, MOST));
        return y.blend(LEAST, x.compare(VectorOperators.LT, LEAST));
    }

    /** p(s). */
    private static FloatVector numerator(FloatVector s) {
        FloatVector p = P12;
        p = p.fma(s, P10);
        p = p.fma(s, P8);
        p = p.fma(s, P6);
        p = p.fma(s, P4);
        p = p.fma(s, P2);
        return p.fma(s, P0);
    }

    /** q(s). */
    private static FloatVector denominator(FloatVector s) {
        FloatVector q = Q6;
        q = q.fma(s, Q4);
        q = q.fma(s, Q2);
        return q.fma(s, Q0);
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
            FloatVector qi = Q6.fma(si, Q4).fma(si, Q2).fma(si, Q0);
            FloatVector pi = P12.fma(si, P10)
                    .fma(si, P8)
                    .fma(si, P6)
                    .fma(si, P4)
                    .fma(si, P2)
                    .fma(si, P0)
                    .fma(i, qi);
            pi.mul(P12.fma(sg, P10)
                            .fma(sg, P8)
                            .fma(sg, P6)
                            .fma(sg, P4)
                            .fma(sg, P2)
                            .fma(sg, P0))
                    .mul(g)
                    .intoArray(x, parts + r * 2 * W);
            qi.mul(Q6.fma(sg, Q4).fma(sg, Q2).fma(sg, Q0)).intoArray(x, parts + r * 2 * W + W);
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
            FloatVector qf = Q6.fma(sf, Q4).fma(sf, Q2).fma(sf, Q0);
            FloatVector pf = P12.fma(sf, P10)
                    .fma(sf, P8)
                    .fma(sf, P6)
                    .fma(sf, P4)
                    .fma(sf, P2)
                    .fma(sf, P0)
                    .fma(f, qf);
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
            FloatVector qo = Q6.fma(so, Q4).fma(so, Q2).fma(so, Q0);
            FloatVector po = P12.fma(so, P10)
                    .fma(so, P8)
                    .fma(so, P6)
                    .fma(so, P4)
                    .fma(so, P2)
                    .fma(so, P0)
                    .fma(o, qo);
            po.mul(P12.fma(sc, P10)
                            .fma(sc, P8)
                            .fma(sc, P6)
                            .fma(sc, P4)
                            .fma(sc, P2)
                            .fma(sc, P0))
                    .mul(c)
                    .div(qo.mul(Q6.fma(sc, Q4).fma(sc, Q2).fma(sc, Q0)))
                    .mul(HALF)
                    .intoArray(x, outputs + r * cellStep);
        }
    }
}
