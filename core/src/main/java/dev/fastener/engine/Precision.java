package dev.fastener.engine;

import dev.fastener.kernel.WeightPrecision;
import dev.fastener.model.Quantization;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Width of the weights that recurrent layers compute with. */
public enum Precision {
    /** What the model's file holds. */
    AUTO,
    FP32,
    /** Recurrent weights in 16 bits, sums in fp32: the same tags, faster where one sentence is computed at a time. */
    INT16,
    BF16,
    /** Weights and activations in 8 bits, exact integer sums. */
    INT8;

    /**
     * The precision of a name in any case: auto, fp32, int16, bf16, int8.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static Precision of(String name) {
        for (Precision precision : values()) {
            if (precision.name().equalsIgnoreCase(name)) {
                return precision;
            }
        }
        throw new IllegalArgumentException(
                "precision: expected auto, fp32, int16, bf16 or int8, found \"" + name + "\"");
    }

    /** What a layer computes with whose recurrent weights are stored as {@code stored}. */
    WeightPrecision weights(Quantization.@Nullable MatrixQuantization stored) {
        return switch (this) {
            case FP32 -> WeightPrecision.FP32;
            case INT16 -> WeightPrecision.INT16;
            case BF16 -> WeightPrecision.BF16;
            case INT8 -> WeightPrecision.INT8;
            case AUTO ->
                stored == null
                        ? WeightPrecision.FP32
                        : WeightPrecision.valueOf(stored.precision().name());
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
