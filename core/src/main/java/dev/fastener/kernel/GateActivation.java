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
    RELU;

    float apply(float x) {
        return switch (this) {
            case LINEAR -> x;
            case TANH -> ScalarKernels.tanh(x);
            case SIGMOID -> ScalarKernels.sigmoid(x);
            case HARD_SIGMOID_KERAS2 -> Math.max(0f, Math.min(1f, 0.2f * x + 0.5f));
            case HARD_SIGMOID_KERAS3 -> Math.max(0f, Math.min(1f, x / 6f + 0.5f));
            case RELU -> Math.max(0f, x);
        };
    }
}
