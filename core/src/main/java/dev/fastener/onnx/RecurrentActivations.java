package dev.fastener.onnx;

import dev.fastener.model.Activation;
import dev.fastener.model.Recurrent;
import java.util.ArrayList;
import java.util.List;

/** The activations of ONNX's LSTM and GRU: their names, and the alpha and beta of those that have some, in order. */
final class RecurrentActivations {
    private RecurrentActivations() {}

    /** No attribute at all for tanh and sigmoid, ONNX's defaults: CUDA's kernels take only a node without them. */
    static List<Onnx.Attribute> attributes(Recurrent layer, int directions) {
        Activation gates = layer.recurrentActivation();
        Activation candidate = layer.activation();
        if (gates == Activation.SIGMOID && candidate == Activation.TANH) {
            return List.of();
        }
        List<Activation> one =
                layer.cell() == Recurrent.Cell.LSTM ? List.of(gates, candidate, candidate) : List.of(gates, candidate);
        List<String> names = new ArrayList<>();
        List<Float> alphas = new ArrayList<>();
        List<Float> betas = new ArrayList<>();
        for (int direction = 0; direction < directions; direction++) {
            for (Activation activation : one) {
                names.add(name(activation));
                if (hasParameters(activation)) {
                    alphas.add(alpha(activation));
                    betas.add(beta(activation));
                }
            }
        }
        List<Onnx.Attribute> attributes = new ArrayList<>();
        if (!alphas.isEmpty()) {
            attributes.add(Onnx.Attribute.ofFloats("activation_alpha", alphas));
            attributes.add(Onnx.Attribute.ofFloats("activation_beta", betas));
        }
        attributes.add(Onnx.Attribute.ofStrings("activations", names));
        return attributes;
    }

    private static String name(Activation activation) {
        return switch (activation) {
            case LINEAR -> "Affine";
            case TANH -> "Tanh";
            case SIGMOID -> "Sigmoid";
            case RELU -> "Relu";
            case HARD_SIGMOID_KERAS2, HARD_SIGMOID_KERAS3 -> "HardSigmoid";
            case SOFTMAX ->
                throw new IllegalArgumentException(
                        "recurrent layer: expected an element-wise activation, found SOFTMAX");
        };
    }

    private static boolean hasParameters(Activation activation) {
        return activation == Activation.LINEAR
                || activation == Activation.HARD_SIGMOID_KERAS2
                || activation == Activation.HARD_SIGMOID_KERAS3;
    }

    /** Slope. */
    static float alpha(Activation activation) {
        return switch (activation) {
            case HARD_SIGMOID_KERAS2 -> 0.2f;
            case HARD_SIGMOID_KERAS3 -> 1 / 6f;
            default -> 1;
        };
    }

    /** Value at 0. */
    static float beta(Activation activation) {
        return activation == Activation.HARD_SIGMOID_KERAS2 || activation == Activation.HARD_SIGMOID_KERAS3 ? 0.5f : 0;
    }
}
