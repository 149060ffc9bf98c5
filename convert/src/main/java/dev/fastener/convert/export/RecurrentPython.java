package dev.fastener.convert.export;

import static java.util.Objects.requireNonNull;

import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import java.util.stream.Stream;

/** What Keras calls the parts of a recurrent layer. */
final class RecurrentPython {
    /** Both directions of a Bidirectional. */
    record Two(RecurrentWeights forward, RecurrentWeights backward, Merge merge) {}

    private RecurrentPython() {}

    /** @param activations settings of the two, with a comma before each */
    static String constructor(Recurrent layer, boolean biased, String activations) {
        boolean lstm = layer.cell() == Recurrent.Cell.LSTM;
        String reset =
                lstm ? "" : ", reset_after=" + (layer.cell() == Recurrent.Cell.GRU_RESET_AFTER ? "True" : "False");
        return "L." + (lstm ? "LSTM" : "GRU") + "(" + layer.hiddenSize() + ", return_sequences=True" + reset
                + activations + (biased ? "" : ", use_bias=False") + ")";
    }

    static boolean biased(Recurrent layer) {
        return Stream.of(layer.forward(), layer.backward())
                .anyMatch(direction ->
                        direction != null && !(isZero(direction.bias()) && isZero(direction.recurrentBias())));
    }

    static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The directions of a layer that has a backward one. Keras gives a backward layer's outputs in the order of its travel; so where
     * there is no forward direction it gets one whose weights are 0, and whose outputs therefore are, and the sum of both.
     */
    static Two directions(Recurrent layer) {
        RecurrentWeights backward = requireNonNull(layer.backward());
        RecurrentWeights forward = layer.forward();
        return forward == null
                ? new Two(zeros(backward), backward, Merge.SUM)
                : new Two(forward, backward, layer.merge());
    }

    static String mode(Merge merge) {
        return switch (merge) {
            case CONCAT -> "concat";
            case SUM -> "sum";
            case AVERAGE -> "ave";
            case MULTIPLY -> "mul";
        };
    }

    private static RecurrentWeights zeros(RecurrentWeights like) {
        return new RecurrentWeights(
                zeros(like.kernel()),
                zeros(like.recurrentKernel()),
                new float[like.bias().length],
                new float[like.bias().length],
                new float[0]);
    }

    private static Matrix zeros(Matrix like) {
        return new Matrix(like.rows(), like.columns(), new float[like.values().length]);
    }
}
