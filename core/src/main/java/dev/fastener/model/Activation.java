package dev.fastener.model;

/** An element-wise function (SOFTMAX: along the last axis), as Keras defines it. */
public enum Activation {
    LINEAR,
    TANH,
    SIGMOID,
    /** Keras 1 and 2: clip(0.2 x + 0.5, 0, 1). */
    HARD_SIGMOID_KERAS2,
    /** Keras 3: relu6(x + 3) / 6. */
    HARD_SIGMOID_KERAS3,
    RELU,
    SOFTMAX
}
