package dev.fastener.model;

import java.util.List;

/**
 * Inputs and outputs of the model that this one was converted from, so that a server can answer the source's clients.
 *
 * @param probabilities whether the source's output is probabilities rather than logits
 */
public record SourceSignature(List<Tensor> inputs, List<Tensor> outputs, boolean probabilities) {
    /**
     * @param type as the source names it: "int32", "float32"
     * @param shape -1 for a free dimension
     */
    public record Tensor(String name, String type, List<Long> shape) {
        public Tensor {
            shape = List.copyOf(shape);
        }
    }

    public SourceSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
