package dev.fastener.kernel;

/** Activations of gates, and of dense layers. */
public enum GateActivation {
    LINEAR,
    TANH,
    SIGMOID,
    /** clip(0.2 x + 0.5, 0, 1). */
    HARD_SIGMOID_KERAS2,
    /** clip(x / 6 + 0.5, 0, 1). */
    HARD_SIGMOID_KERAS3,
    RELU
}
