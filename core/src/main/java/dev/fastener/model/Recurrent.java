package dev.fastener.model;

import org.jspecify.annotations.Nullable;

/**
 * An LSTM or GRU over the whole sequence, in one direction or in both. The backward direction runs from the last step to
 * the first and its output stands at the step that it read.
 *
 * @param cell LSTM, or one of the two GRUs
 * @param forward weights of the direction from left to right, null where there is none
 * @param backward weights of the direction from right to left, null where there is none
 * @param merge how the two directions' outputs become one; of no effect with one direction
 * @param activation of the candidate and the output (tanh)
 * @param recurrentActivation of the gates (sigmoid)
 */
public record Recurrent(
        Cell cell,
        @Nullable RecurrentWeights forward,
        @Nullable RecurrentWeights backward,
        Merge merge,
        Activation activation,
        Activation recurrentActivation)
        implements Layer {

    /** The recurrence; equations as in the ONNX operators LSTM and GRU (linear_before_reset 0 or 1). */
    public enum Cell {
        LSTM(4),
        /** Reset gate applied before the recurrent product (Keras reset_after=False). */
        GRU_RESET_BEFORE(3),
        /** Reset gate applied after the recurrent product (Keras reset_after=True, PyTorch, cuDNN). */
        GRU_RESET_AFTER(3);

        private final int gates;

        Cell(int gates) {
            this.gates = gates;
        }

        /** Gates per hidden unit: 4 or 3. */
        public int gates() {
            return gates;
        }
    }

    public Recurrent {
        if (activation == Activation.SOFTMAX || recurrentActivation == Activation.SOFTMAX) {
            throw new IllegalArgumentException("recurrent layer: expected element-wise activations, found SOFTMAX");
        }
        RecurrentWeights any = any(forward, backward);
        for (RecurrentWeights weights : new RecurrentWeights[] {forward, backward}) {
            if (weights == null) {
                continue;
            }
            int hidden = any.hiddenSize();
            weights.recurrentKernel().requireShape("recurrent kernel", cell.gates * hidden, hidden);
            weights.kernel().requireShape("input kernel", cell.gates * hidden, any.inputSize());
            if (weights.peepholes().length != 0 && cell != Cell.LSTM) {
                throw new IllegalArgumentException("peepholes: only an LSTM has them, found a " + cell);
            }
        }
    }

    /** A bidirectional LSTM with Keras' default activations, directions side by side. */
    public static Recurrent biLstm(RecurrentWeights forward, RecurrentWeights backward) {
        return new Recurrent(Cell.LSTM, forward, backward, Merge.CONCAT, Activation.TANH, Activation.SIGMOID);
    }

    /** Hidden size of one direction. */
    public int hiddenSize() {
        return any(forward, backward).hiddenSize();
    }

    /** Number of directions: 1 or 2. */
    public int directions() {
        return forward != null && backward != null ? 2 : 1;
    }

    @Override
    public int inputSize() {
        return any(forward, backward).inputSize();
    }

    @Override
    public int outputSize() {
        return directions() == 1 ? hiddenSize() : merge.outputSize(hiddenSize(), 2);
    }

    private static RecurrentWeights any(@Nullable RecurrentWeights forward, @Nullable RecurrentWeights backward) {
        if (forward != null) {
            return forward;
        }
        if (backward != null) {
            return backward;
        }
        throw new IllegalArgumentException("recurrent layer: expected one direction or two, found none");
    }
}
