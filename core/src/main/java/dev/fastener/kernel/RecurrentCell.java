package dev.fastener.kernel;

/** The recurrences that the fused kernels know; equations as in the ONNX operators LSTM and GRU. */
public enum RecurrentCell {
    LSTM(4),
    /** The reset gate is applied to the recurrent product (PyTorch, cuDNN, Keras reset_after=True). */
    GRU_RESET_AFTER(3),
    /** The reset gate is applied before the recurrent product (Keras reset_after=False). */
    GRU_RESET_BEFORE(3);

    private final int gates;

    RecurrentCell(int gates) {
        this.gates = gates;
    }

    /** Gates per hidden unit. */
    public int gates() {
        return gates;
    }
}
