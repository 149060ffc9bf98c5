package dev.fastener.kernel;

import java.lang.ref.Reference;

/** A matrix product over rows with its weights in native memory. */
final class NativeProjection implements FusedKernels.Projection {
    private final int variant;
    private final int inputs;
    private final int rowSize;
    private final GateActivation activation;
    private final NativeMemory matrix;

    private NativeProjection(
            NativeVariant variant, int inputs, int rowSize, GateActivation activation, NativeMemory matrix) {
        this.variant = variant.ordinal();
        this.inputs = inputs;
        this.rowSize = rowSize;
        this.activation = activation;
        this.matrix = matrix;
    }

    /** Input products of some columns of W. */
    static NativeProjection of(
            NativeVariant variant, DirectionWeights weights, int firstInput, int inputs, boolean withBias) {
        if (firstInput < 0 || inputs < 1 || firstInput + inputs > weights.inputs()) {
            throw new IllegalArgumentException("inputs: expected within 0 to " + weights.inputs() + ", found "
                    + firstInput + " to " + (firstInput + inputs));
        }
        int gates = weights.cell().gates();
        int lanes = NativeCalls.lanes(variant.ordinal());
        WeightPrecision precision = weights.inputScale() == 0 ? WeightPrecision.FP32 : weights.precision();
        long address = NativeCalls.matrix(
                variant.ordinal(),
                precision.ordinal(),
                gates,
                gates,
                weights.hidden(),
                inputs,
                weights.kernel(),
                firstInput,
                weights.inputs(),
                weights.kernelScales().length == 0 ? null : weights.kernelScales(),
                0,
                weights.inputScale(),
                withBias ? weights.bias() : null,
                0);
        int padded = (weights.hidden() + lanes - 1) / lanes * lanes;
        return new NativeProjection(
                variant,
                inputs,
                Math.multiplyExact(gates, padded),
                GateActivation.LINEAR,
                new NativeMemory(address, "input weights"));
    }

    /** A dense layer. */
    static NativeProjection dense(
            NativeVariant variant, int inputs, int outputs, float[] weights, float[] bias, GateActivation activation) {
        int lanes = NativeCalls.lanes(variant.ordinal());
        long address = NativeCalls.matrix(
                variant.ordinal(),
                WeightPrecision.FP32.ordinal(),
                1,
                Math.min(4, (outputs + lanes - 1) / lanes),
                outputs,
                inputs,
                weights,
                0,
                inputs,
                null,
                0,
                0,
                bias,
                0);
        return new NativeProjection(variant, inputs, outputs, activation, new NativeMemory(address, "dense weights"));
    }

    @Override
    public int rowSize() {
        return rowSize;
    }

    @Override
    public void run(FloatBlock x, int xStride, int from, int to, FloatBlock z, int zStride) {
        if (from < 0 || xStride < inputs || zStride < rowSize) {
            throw new IllegalArgumentException("projection: expected rows of at least " + inputs + " inputs and "
                    + rowSize + " outputs from row 0 on, found " + xStride + " and " + zStride + " from row " + from);
        }
        if (from >= to) {
            return;
        }
        long last = to - from - 1L;
        boolean done = NativeCalls.project(
                variant,
                matrix.address(),
                activation.ordinal(),
                to - from,
                NativeBlock.of(x).address((long) from * xStride, last * xStride + inputs),
                xStride,
                NativeBlock.of(z).address((long) from * zStride, last * zStride + rowSize),
                zStride);
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(z);
        if (!done) {
            throw new OutOfMemoryError("projection: no memory left outside the heap");
        }
    }

    @Override
    public void close() {
        matrix.close();
    }
}
