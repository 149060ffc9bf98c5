package dev.fastener.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API tier, for any vector width of 128 to 512 bits. Loops over whole vectors; what is left over is done by the
 * plain loops. The methods are flat and short on purpose: long ones stay interpreted, and a helper that is not inlined
 * allocates the vectors that it returns.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    /** Values in a vector. */
    private static final int W = S.length();

    private final ScalarKernels scalar = new ScalarKernels();
    private final MatrixProduct product;

    VectorKernels() {
        this(new VectorMatrixProduct());
    }

    VectorKernels(MatrixProduct product) {
        this.product = product;
    }

    @Override
    public String name() {
        String own = "vector " + S.vectorBitSize() + " bits";
        return product instanceof VectorMatrixProduct ? own : product.name() + ", " + own;
    }

    @Override
    public MatrixProduct product() {
        return product;
    }

    private static FloatVector tanh(FloatVector x) {
        FloatVector y = x.blend(8.017733574f, x.compare(VectorOperators.GT, 8.017733574f));
        y = y.blend(-8.017733574f, x.compare(VectorOperators.LT, -8.017733574f));
        FloatVector s = y.mul(y);
        FloatVector one = FloatVector.broadcast(S, 1);
        FloatVector p = FloatVector.broadcast(S, 1.394553628e-8f);
        p = p.fma(s, FloatVector.broadcast(S, 2.102733560e-5f));
        p = p.fma(s, FloatVector.broadcast(S, 3.520756727e-3f));
        p = p.fma(s, FloatVector.broadcast(S, 1.340216100e-1f));
        p = p.fma(s, one);
        FloatVector q = FloatVector.broadcast(S, 8.015776984e-7f);
        q = q.fma(s, FloatVector.broadcast(S, 3.326951409e-4f));
        q = q.fma(s, FloatVector.broadcast(S, 2.597254514e-2f));
        q = q.fma(s, FloatVector.broadcast(S, 4.673548340e-1f));
        q = q.fma(s, one);
        return y.mul(p).div(q);
    }

    private static FloatVector sigmoid(FloatVector x) {
        FloatVector half = FloatVector.broadcast(S, 0.5f);
        return tanh(x.mul(half)).fma(half, half);
    }

    /** A sigmoid's derivative by its value. */
    private static FloatVector slope(FloatVector y) {
        return y.sub(y.mul(y));
    }

    @Override
    public void lstmForward(
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] previousCell,
            int previousOffset,
            float[] cell,
            float[] tanhCell,
            int cellOffset,
            float[] output,
            int outputOffset) {
        int whole = S.loopBound(hidden);
        gates(whole, hidden, z, zOffset, bias);
        for (int j = 0; j < whole; j += W) {
            int at = zOffset + j;
            FloatVector i = FloatVector.fromArray(S, z, at);
            FloatVector f = FloatVector.fromArray(S, z, at + 2 * hidden);
            FloatVector g = FloatVector.fromArray(S, z, at + 3 * hidden);
            FloatVector c = f.mul(FloatVector.fromArray(S, previousCell, previousOffset + j))
                    .add(i.mul(g));
            FloatVector t = tanh(c);
            c.intoArray(cell, cellOffset + j);
            t.intoArray(tanhCell, cellOffset + j);
            FloatVector.fromArray(S, z, at + hidden).mul(t).intoArray(output, outputOffset + j);
        }
        ScalarKernels.lstmForward(
                whole,
                hidden,
                z,
                zOffset,
                bias,
                previousCell,
                previousOffset,
                cell,
                tanhCell,
                cellOffset,
                output,
                outputOffset);
    }

    /** Values of the gates i, o, f and of the candidate. */
    private static void gates(int whole, int hidden, float[] z, int zOffset, float[] bias) {
        for (int gate = 0; gate < 3; gate++) {
            int at = zOffset + gate * hidden;
            for (int j = 0; j < whole; j += W) {
                FloatVector x = FloatVector.fromArray(S, z, at + j);
                sigmoid(x.add(FloatVector.fromArray(S, bias, gate * hidden + j)))
                        .intoArray(z, at + j);
            }
        }
        int at = zOffset + 3 * hidden;
        for (int j = 0; j < whole; j += W) {
            FloatVector x = FloatVector.fromArray(S, z, at + j);
            tanh(x.add(FloatVector.fromArray(S, bias, 3 * hidden + j))).intoArray(z, at + j);
        }
    }

    @Override
    public void lstmBackward(
            int hidden,
            float[] z,
            int zOffset,
            float[] previousCell,
            int previousOffset,
            float[] tanhCell,
            int cellOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            float[] dCell,
            int stateOffset) {
        int whole = S.loopBound(hidden);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int j = 0; j < whole; j += W) {
            int at = zOffset + j;
            FloatVector i = FloatVector.fromArray(S, z, at);
            FloatVector o = FloatVector.fromArray(S, z, at + hidden);
            FloatVector f = FloatVector.fromArray(S, z, at + 2 * hidden);
            FloatVector g = FloatVector.fromArray(S, z, at + 3 * hidden);
            FloatVector t = FloatVector.fromArray(S, tanhCell, cellOffset + j);
            FloatVector dh = FloatVector.fromArray(S, dOutput, dOutputOffset + j)
                    .add(FloatVector.fromArray(S, dHidden, stateOffset + j));
            FloatVector dc = dh.mul(o).mul(one.sub(t.mul(t))).add(FloatVector.fromArray(S, dCell, stateOffset + j));
            FloatVector before = FloatVector.fromArray(S, previousCell, previousOffset + j);
            dc.mul(g).mul(slope(i)).intoArray(z, at);
            dh.mul(t).mul(slope(o)).intoArray(z, at + hidden);
            dc.mul(before).mul(slope(f)).intoArray(z, at + 2 * hidden);
            dc.mul(i).mul(one.sub(g.mul(g))).intoArray(z, at + 3 * hidden);
            dc.mul(f).intoArray(dCell, stateOffset + j);
        }
        ScalarKernels.lstmBackward(
                whole,
                hidden,
                z,
                zOffset,
                previousCell,
                previousOffset,
                tanhCell,
                cellOffset,
                dOutput,
                dOutputOffset,
                dHidden,
                dCell,
                stateOffset);
    }

    @Override
    public void gruForward(
            int hidden,
            float[] z,
            int zOffset,
            float[] bias,
            float[] u,
            int uOffset,
            float[] recurrentBias,
            float[] previous,
            int previousOffset,
            float[] output,
            int outputOffset) {
        int whole = S.loopBound(hidden);
        for (int gate = 0; gate < 2 * hidden; gate += hidden) {
            for (int j = gate; j < gate + whole; j += W) {
                FloatVector x = FloatVector.fromArray(S, z, zOffset + j).add(FloatVector.fromArray(S, bias, j));
                FloatVector y =
                        FloatVector.fromArray(S, u, uOffset + j).add(FloatVector.fromArray(S, recurrentBias, j));
                sigmoid(x.add(y)).intoArray(z, zOffset + j);
            }
        }
        for (int j = 0; j < whole; j += W) {
            int h = 2 * hidden + j;
            FloatVector recurrent =
                    FloatVector.fromArray(S, u, uOffset + h).add(FloatVector.fromArray(S, recurrentBias, h));
            FloatVector x = FloatVector.fromArray(S, z, zOffset + h).add(FloatVector.fromArray(S, bias, h));
            FloatVector candidate =
                    tanh(FloatVector.fromArray(S, z, zOffset + hidden + j).fma(recurrent, x));
            recurrent.intoArray(u, uOffset + h);
            candidate.intoArray(z, zOffset + h);
            FloatVector.fromArray(S, z, zOffset + j)
                    .fma(FloatVector.fromArray(S, previous, previousOffset + j).sub(candidate), candidate)
                    .intoArray(output, outputOffset + j);
        }
        ScalarKernels.gruForward(
                whole,
                hidden,
                z,
                zOffset,
                bias,
                u,
                uOffset,
                recurrentBias,
                previous,
                previousOffset,
                output,
                outputOffset);
    }

    @Override
    public void gruBackward(
            int hidden,
            float[] z,
            int zOffset,
            float[] u,
            int uOffset,
            float[] previous,
            int previousOffset,
            float[] dOutput,
            int dOutputOffset,
            float[] dHidden,
            int stateOffset) {
        int whole = S.loopBound(hidden);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int j = 0; j < whole; j += W) {
            int r = hidden + j;
            int h = 2 * hidden + j;
            FloatVector update = FloatVector.fromArray(S, z, zOffset + j);
            FloatVector reset = FloatVector.fromArray(S, z, zOffset + r);
            FloatVector candidate = FloatVector.fromArray(S, z, zOffset + h);
            FloatVector dh = FloatVector.fromArray(S, dOutput, dOutputOffset + j)
                    .add(FloatVector.fromArray(S, dHidden, stateOffset + j));
            FloatVector dCandidate = dh.mul(one.sub(update)).mul(one.sub(candidate.mul(candidate)));
            FloatVector change =
                    FloatVector.fromArray(S, previous, previousOffset + j).sub(candidate);
            FloatVector dUpdate = dh.mul(change).mul(slope(update));
            FloatVector dReset =
                    dCandidate.mul(FloatVector.fromArray(S, u, uOffset + h)).mul(slope(reset));
            dUpdate.intoArray(z, zOffset + j);
            dReset.intoArray(z, zOffset + r);
            dCandidate.intoArray(z, zOffset + h);
            dUpdate.intoArray(u, uOffset + j);
            dReset.intoArray(u, uOffset + r);
            dCandidate.mul(reset).intoArray(u, uOffset + h);
            dh.mul(update).intoArray(dHidden, stateOffset + j);
        }
        ScalarKernels.gruBackward(
                whole,
                hidden,
                z,
                zOffset,
                u,
                uOffset,
                previous,
                previousOffset,
                dOutput,
                dOutputOffset,
                dHidden,
                stateOffset);
    }

    @Override
    public void tanh(int n, float[] x, int offset) {
        int whole = S.loopBound(n);
        for (int i = offset; i < offset + whole; i += W) {
            tanh(FloatVector.fromArray(S, x, i)).intoArray(x, i);
        }
        scalar.tanh(n - whole, x, offset + whole);
    }

    @Override
    public void sigmoid(int n, float[] x, int offset) {
        int whole = S.loopBound(n);
        for (int i = offset; i < offset + whole; i += W) {
            sigmoid(FloatVector.fromArray(S, x, i)).intoArray(x, i);
        }
        scalar.sigmoid(n - whole, x, offset + whole);
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
        int whole = S.loopBound(n);
        FloatVector factor = FloatVector.broadcast(S, alpha);
        for (int i = 0; i < whole; i += W) {
            FloatVector sum =
                    FloatVector.fromArray(S, x, xOffset + i).fma(factor, FloatVector.fromArray(S, y, yOffset + i));
            sum.intoArray(y, yOffset + i);
        }
        scalar.axpy(n - whole, alpha, x, xOffset + whole, y, yOffset + whole);
    }

    @Override
    public void scale(int n, float alpha, float[] x, int offset) {
        int whole = S.loopBound(n);
        for (int i = offset; i < offset + whole; i += W) {
            FloatVector.fromArray(S, x, i).mul(alpha).intoArray(x, i);
        }
        scalar.scale(n - whole, alpha, x, offset + whole);
    }

    /** Single precision within 1024 values only, so that a long sum loses nothing. */
    @Override
    public double sumOfSquares(int n, float[] x, int offset) {
        double sum = 0;
        int i = 0;
        for (; i + 1024 <= n; i += 1024) {
            sum += squares1024(x, offset + i);
        }
        return sum + scalar.sumOfSquares(n - i, x, offset + i);
    }

    private static float squares1024(float[] x, int offset) {
        FloatVector sum = FloatVector.zero(S);
        for (int i = offset; i < offset + 1024; i += W) {
            FloatVector v = FloatVector.fromArray(S, x, i);
            sum = v.fma(v, sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    @Override
    public void adam(
            int n,
            float[] w,
            float[] gradient,
            float[] m,
            float[] v,
            int offset,
            float rate,
            float inverseRoot,
            float gradientScale,
            float decay) {
        int whole = S.loopBound(n);
        FloatVector step1 = FloatVector.broadcast(S, 1 - ScalarKernels.BETA1);
        FloatVector step2 = FloatVector.broadcast(S, 1 - ScalarKernels.BETA2);
        FloatVector epsilon = FloatVector.broadcast(S, ScalarKernels.EPSILON);
        FloatVector kept = FloatVector.broadcast(S, 1 - decay);
        for (int i = offset; i < offset + whole; i += W) {
            FloatVector g = FloatVector.fromArray(S, gradient, i).mul(gradientScale);
            FloatVector mean = FloatVector.fromArray(S, m, i);
            FloatVector square = FloatVector.fromArray(S, v, i);
            mean = g.sub(mean).fma(step1, mean);
            square = g.mul(g).sub(square).fma(step2, square);
            mean.intoArray(m, i);
            square.intoArray(v, i);
            FloatVector root = square.sqrt().mul(inverseRoot).add(epsilon);
            FloatVector weight = FloatVector.fromArray(S, w, i).mul(kept);
            weight.sub(mean.mul(rate).div(root)).intoArray(w, i);
        }
        scalar.adam(n - whole, w, gradient, m, v, offset + whole, rate, inverseRoot, gradientScale, decay);
    }

    @Override
    public void transpose(
            int rows,
            int columns,
            float[] source,
            int sourceOffset,
            int sourceRowStride,
            float[] target,
            int targetOffset,
            int targetRowStride) {
        scalar.transpose(rows, columns, source, sourceOffset, sourceRowStride, target, targetOffset, targetRowStride);
    }

    @Override
    public void dropout(int n, float[] x, int offset, long seed, int first, float probability) {
        scalar.dropout(n, x, offset, seed, first, probability);
    }
}
