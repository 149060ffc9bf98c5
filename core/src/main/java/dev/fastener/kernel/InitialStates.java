package dev.fastener.kernel;

/**
 * The states that the sequences of a batch start from (ONNX's initial_h and initial_c), of one direction. A state is its
 * output and behind it, of an LSTM, its cells: [2 * hidden].
 *
 * @param values any number of states
 * @param offsets where in {@code values} the state of each sequence starts, by its rank in {@link PackedSteps}
 */
public record InitialStates(FloatBlock values, int[] offsets) {}
