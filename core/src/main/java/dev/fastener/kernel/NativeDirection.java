package dev.fastener.kernel;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** The recurrence of one direction in native memory. */
final class NativeDirection implements FusedKernels.Direction {
    private final int variant;
    private final RecurrentCell cell;
    private final GateActivation gateActivation;
    private final boolean reverse;
    private final int hidden;

    /** Hidden size, filled up to whole vectors. */
    private final int padded;

    /** All gates; z and r where the GRU resets before the product. */
    private final NativeMemory recurrent;

    /** Of a GRU that resets before the product. */
    private final @Nullable NativeMemory candidate;

    NativeDirection(NativeVariant variant, DirectionWeights weights) {
        this.variant = variant.ordinal();
        this.cell = weights.cell();
        this.gateActivation = weights.gateActivation();
        this.reverse = weights.reverse();
        this.hidden = weights.hidden();
        int lanes = NativeCalls.lanes(this.variant);
        this.padded = Math.multiplyExact((hidden + lanes - 1) / lanes, lanes);
        boolean apart = cell == RecurrentCell.GRU_RESET_BEFORE;
        this.recurrent = matrix(weights, 0, apart ? 2 : cell.gates());
        this.candidate = apart ? matrix(weights, 2, 1) : null;
    }

    private NativeMemory matrix(DirectionWeights weights, int firstGate, int gates) {
        int first = firstGate * hidden;
        float[] scales = weights.recurrentScales().length == 0 ? null : weights.recurrentScales();
        long address = NativeCalls.matrix(
                variant,
                weights.precision().ordinal(),
                gates,
                gates,
                hidden,
                hidden,
                weights.recurrentKernel(),
                first * hidden,
                hidden,
                scales,
                first,
                weights.outputScale(),
                weights.recurrentBias(),
                first);
        return new NativeMemory(address, "recurrent weights");
    }

    @Override
    public int rowSize() {
        return cell.gates() * padded;
    }

    @Override
    public int stateSize(int sequences) {
        int row = (hidden + 63) / 64 * 64;
        return Math.addExact(Math.multiplyExact(6 * row, sequences), 8 * row);
    }

    @Override
    public void run(
            PackedSteps steps,
            FloatBlock input,
            int[] rowOffsets,
            @Nullable InitialStates initial,
            FloatBlock y,
            int yColumn,
            int yStride,
            FloatBlock state) {
        int rows = steps.rows();
        if (rows == 0) {
            return;
        }
        if (yColumn < 0 || yColumn + hidden > yStride) {
            throw new IllegalArgumentException(
                    "output: columns " + yColumn + " to " + (yColumn + hidden) + " are not within rows of " + yStride);
        }
        NativeBlock inputs = NativeBlock.of(input);
        NativeBlock outputs = NativeBlock.of(y);
        NativeBlock scratch = NativeBlock.of(state);
        checkOffsets(rowOffsets, rows, inputs.capacity() - rowSize());
        if (initial != null) {
            int size = cell == RecurrentCell.LSTM ? 2 * hidden : hidden;
            checkOffsets(initial.offsets(), steps.count(0), initial.values().capacity() - size);
        }
        boolean done = NativeCalls.recurrence(
                variant,
                cell.ordinal(),
                gateActivation.ordinal(),
                reverse,
                recurrent.address(),
                candidate == null ? 0 : candidate.address(),
                steps.longest(),
                steps.offsets(),
                rows,
                rowOffsets,
                initial == null ? null : initial.offsets(),
                initial == null ? 0 : NativeBlock.of(initial.values()).address(0, 0),
                inputs.address(0, 0),
                outputs.address(yColumn, (rows - 1L) * yStride + hidden),
                yStride,
                scratch.address(0, stateSize(steps.count(0))));
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(input);
        Reference.reachabilityFence(initial);
        Reference.reachabilityFence(y);
        Reference.reachabilityFence(state);
        if (!done) {
            throw new OutOfMemoryError("recurrence: no memory left outside the heap");
        }
    }

    /** Each offset must be at most {@code last}. */
    static void checkOffsets(int[] offsets, int count, int last) {
        if (offsets.length < count) {
            throw new IllegalArgumentException("row offsets: expected " + count + ", found " + offsets.length);
        }
        for (int row = 0; row < count; row++) {
            if (offsets[row] < 0 || offsets[row] > last) {
                throw new IndexOutOfBoundsException(
                        "row " + row + " starts at " + offsets[row] + ", which must be within 0 to " + last);
            }
        }
    }

    @Override
    public void close() {
        recurrent.close();
        if (candidate != null) {
            candidate.close();
        }
    }
}
