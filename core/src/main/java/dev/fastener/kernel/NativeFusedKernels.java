package dev.fastener.kernel;

import java.lang.ref.Reference;

/** The native tier. Exists only where the library is loaded; see {@link NativeLibrary}. */
final class NativeFusedKernels implements FusedKernels {
    private final NativeVariant variant;

    NativeFusedKernels(NativeVariant variant) {
        this.variant = variant;
    }

    @Override
    public String name() {
        return "native " + variant.label();
    }

    @Override
    public boolean supports(
            RecurrentCell cell, GateActivation activation, GateActivation gateActivation, WeightPrecision precision) {
        boolean gates = gateActivation == GateActivation.SIGMOID
                || gateActivation == GateActivation.HARD_SIGMOID_KERAS2
                || gateActivation == GateActivation.HARD_SIGMOID_KERAS3;
        return activation == GateActivation.TANH && gates;
    }

    @Override
    public FloatBlock allocate(int capacity) {
        return new NativeBlock(capacity);
    }

    @Override
    public Direction direction(DirectionWeights weights) {
        if (!supports(weights.cell(), weights.activation(), weights.gateActivation(), weights.precision())) {
            throw new IllegalArgumentException("native kernels: no " + weights.cell() + " with " + weights.activation()
                    + ", " + weights.gateActivation() + " and " + weights.precision());
        }
        int rows = Math.multiplyExact(weights.cell().gates(), weights.hidden());
        expect("recurrent kernel", Math.multiplyExact(rows, weights.hidden()), weights.recurrentKernel());
        expect("recurrent bias", rows, weights.recurrentBias());
        expectScales("recurrent scales", rows, weights.recurrentScales());
        return new NativeDirection(variant, weights);
    }

    @Override
    public Projection projection(DirectionWeights weights, int firstInput, int inputs, boolean withBias) {
        int rows = Math.multiplyExact(weights.cell().gates(), weights.hidden());
        expect("kernel", Math.multiplyExact(rows, weights.inputs()), weights.kernel());
        expect("bias", rows, weights.bias());
        expectScales("kernel scales", rows, weights.kernelScales());
        return NativeProjection.of(variant, weights, firstInput, inputs, withBias);
    }

    @Override
    public Projection dense(int inputs, int outputs, float[] weights, float[] bias, GateActivation activation) {
        expect("dense kernel", Math.multiplyExact(inputs, outputs), weights);
        expect("dense bias", outputs, bias);
        return NativeProjection.dense(variant, inputs, outputs, weights, bias, activation);
    }

    @Override
    public void gather(
            FloatBlock table,
            int[] offsets,
            int from,
            int to,
            int size,
            FloatBlock target,
            int targetColumn,
            int targetStride,
            boolean add) {
        if (from < 0 || targetColumn < 0 || targetColumn + size > targetStride) {
            throw new IllegalArgumentException("gather: columns " + targetColumn + " to " + (targetColumn + size)
                    + " of rows of " + targetStride + ", from row " + from);
        }
        if (from >= to) {
            return;
        }
        NativeBlock source = NativeBlock.of(table);
        NativeDirection.checkOffsets(offsets, to, source.capacity() - size);
        NativeCalls.gather(
                variant.ordinal(),
                source.address(0, 0),
                offsets,
                from,
                to - from,
                size,
                NativeBlock.of(target)
                        .address((long) from * targetStride + targetColumn, (to - from - 1L) * targetStride + size),
                targetStride,
                add);
        Reference.reachabilityFence(table);
        Reference.reachabilityFence(target);
    }

    private static void expect(String what, int size, float[] values) {
        if (values.length != size) {
            throw new IllegalArgumentException(what + ": expected " + size + " values, found " + values.length);
        }
    }

    private static void expectScales(String what, int rows, float[] scales) {
        if (scales.length != 0) {
            expect(what, rows, scales);
        }
    }
}
