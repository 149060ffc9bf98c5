package dev.fastener.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One recurrent direction by plain loops; the equations are those of the ONNX operators LSTM and GRU. */
final class ScalarDirection implements FusedKernels.Direction {
    private final RecurrentCell cell;
    private final int hidden;
    private final ScalarProduct recurrent;

    /** Rb, [gates * hidden]. */
    private final float[] bias;

    private final GateActivation activation;
    private final GateActivation gate;
    private final boolean reverse;

    ScalarDirection(DirectionWeights weights) {
        cell = weights.cell();
        hidden = weights.hidden();
        recurrent = new ScalarProduct(NarrowMatrix.recurrent(weights));
        bias = weights.recurrentBias();
        activation = weights.activation();
        gate = weights.gateActivation();
        reverse = weights.reverse();
    }

    /** W x + Wb in ONNX's order: [gates * hidden]. */
    @Override
    public int rowSize() {
        return cell.gates() * hidden;
    }

    /** Cells [sequences, hidden], then the scratch of one step: R h [gates * hidden], r * h [hidden], the narrowed h. */
    @Override
    public int stateSize(int sequences) {
        return Math.addExact(
                Math.multiplyExact(sequences, hidden), (cell.gates() + 1) * hidden + recurrent.scratchSize());
    }

    @Override
    public void run(
            PackedSteps steps,
            FloatBlock input,
            int[] rowOffsets,
            @Nullable InitialStates initial,
            FloatBlock output,
            int yColumn,
            int yStride,
            FloatBlock scratch) {
        float[] z = ArrayBlock.values(input);
        float[] y = ArrayBlock.values(output);
        float[] state = ArrayBlock.values(scratch);
        int start = ArrayBlock.START;
        int sums = start + steps.count(0) * hidden;
        Arrays.fill(state, start, sums, 0f);
        float[] first = initial == null ? y : ArrayBlock.values(initial.values());
        if (initial != null && cell == RecurrentCell.LSTM) {
            for (int r = 0; r < steps.count(0); r++) {
                System.arraycopy(first, start + initial.offsets()[r] + hidden, state, start + r * hidden, hidden);
            }
        }
        for (int i = 0; i < steps.longest(); i++) {
            int t = reverse ? steps.longest() - 1 - i : i;
            int before = reverse ? t + 1 : t - 1;
            int known = steps.continued(t, reverse);
            for (int r = 0; r < steps.count(t); r++) {
                int row = steps.offset(t) + r;
                int previous = r < known
                        ? start + (steps.offset(before) + r) * yStride + yColumn
                        : initial == null ? -1 : start + initial.offsets()[r];
                float[] h = r < known ? y : first;
                int at = start + row * yStride + yColumn;
                if (cell == RecurrentCell.LSTM) {
                    lstm(z, start + rowOffsets[row], h, previous, y, at, state, start + r * hidden, sums);
                } else {
                    gru(z, start + rowOffsets[row], h, previous, y, at, state, sums);
                }
            }
        }
    }

    /** Products of some gates with {@code h}, or zeros where nothing stands before. */
    private void products(int fromGate, int toGate, float[] h, int hAt, float[] state, int sums) {
        if (hAt < 0) {
            Arrays.fill(state, sums + fromGate * hidden, sums + toGate * hidden, 0f);
        } else {
            int scratch = sums + (cell.gates() + 1) * hidden;
            recurrent.rows(fromGate * hidden, toGate * hidden, h, hAt, state, sums, state, scratch);
        }
    }

    /** Gates i o f c: c = f c' + i g, h = o tanh(c). */
    private void lstm(float[] z, int zAt, float[] h, int previous, float[] y, int at, float[] state, int c, int sums) {
        products(0, 4, h, previous, state, sums);
        for (int j = 0; j < hidden; j++) {
            float in = gate.apply(gate(z, zAt, state, sums, j));
            float out = gate.apply(gate(z, zAt, state, sums, hidden + j));
            float forget = gate.apply(gate(z, zAt, state, sums, 2 * hidden + j));
            float candidate = activation.apply(gate(z, zAt, state, sums, 3 * hidden + j));
            state[c + j] = forget * state[c + j] + in * candidate;
            y[at + j] = out * activation.apply(state[c + j]);
        }
    }

    private float gate(float[] z, int zAt, float[] state, int sums, int j) {
        return z[zAt + j] + (state[sums + j] + bias[j]);
    }

    /** Gates z r h: h = (1 - z) candidate + z h'. */
    private void gru(float[] z, int zAt, float[] h, int previous, float[] y, int at, float[] state, int sums) {
        boolean resetsAfter = cell == RecurrentCell.GRU_RESET_AFTER;
        int resetState = sums + 3 * hidden;
        products(0, resetsAfter ? 3 : 2, h, previous, state, sums);
        for (int j = 0; j < 2 * hidden; j++) {
            state[sums + j] = gate.apply(gate(z, zAt, state, sums, j));
        }
        if (!resetsAfter) {
            for (int j = 0; j < hidden; j++) {
                state[resetState + j] = previous < 0 ? 0f : state[sums + hidden + j] * h[previous + j];
            }
            products(2, 3, state, resetState, state, sums);
        }
        for (int j = 0; j < hidden; j++) {
            int n = 2 * hidden + j;
            float recurrentPart = state[sums + n] + bias[n];
            float reset = resetsAfter ? state[sums + hidden + j] : 1f;
            float candidate = activation.apply(z[zAt + n] + reset * recurrentPart);
            float update = state[sums + j];
            float before = previous < 0 ? 0f : h[previous + j];
            y[at + j] = (1 - update) * candidate + update * before;
        }
    }

    @Override
    public void close() {}
}
