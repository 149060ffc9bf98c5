package dev.fastener.convert.export;

import dev.fastener.convert.Tensor;
import java.util.List;

/**
 * The weights of one layer as Keras keeps them.
 *
 * @param layer its name in the Python source
 * @param tensors in the order in which Keras lists them; each name as Keras has it: "dense/kernel:0"
 */
record KerasWeights(String layer, List<Tensor> tensors) {
    KerasWeights {
        tensors = List.copyOf(tensors);
    }

    /** A tensor of {@code layer}; {@code variable} is "kernel". */
    static Tensor tensor(String layer, String variable, float[] values, int... shape) {
        return new Tensor(layer + "/" + variable + ":0", shape, values);
    }
}
