package dev.fastener.convert.tensorflow;

import org.jspecify.annotations.Nullable;

/** Operations that no tagger of this family has, by what they are and what to do. */
final class OtherOperations {
    /** What to do about texts that the graph cuts and looks up itself. */
    static final String TEXTS =
            ", which the graph cuts or looks up itself (StringLookup, TextVectorization, a hash table); convert the"
                    + " Keras file, which says how, or export the network from the ids on and give its entries by --vocab";

    private OtherOperations() {}

    /** Null where the operation may be one of a tagger's. */
    static @Nullable String reason(String op) {
        if (op.startsWith("LookupTable")
                || op.startsWith("HashTable")
                || op.startsWith("MutableHashTable")
                || op.startsWith("String")
                || op.startsWith("Unicode")
                || op.endsWith("RegexReplace")
                || op.endsWith("RegexFullMatch")
                || op.startsWith("DecodeRaw")
                || op.startsWith("DecodePaddedRaw")) {
            return "texts" + TEXTS;
        }
        if (op.startsWith("Ragged")) {
            return "ragged sequences; export the network with padded ids [batch, steps] as its input";
        }
        if (op.startsWith("Sparse")) {
            return "sparse sequences; export the network with padded ids [batch, steps] as its input";
        }
        if (op.startsWith("Quantize")
                || op.startsWith("Dequantize")
                || op.startsWith("FakeQuant")
                || op.startsWith("Quantized")) {
            return "a quantised network; convert the one it was made from, then narrow the result by fastener quantize";
        }
        if (op.startsWith("TPU") || op.startsWith("Xla")) {
            return "a network compiled for " + (op.startsWith("TPU") ? "a TPU" : "XLA")
                    + "; convert the Keras file, or export it without compilation";
        }
        if (op.startsWith("CudnnRNN")) {
            return "a recurrence of cuDNN alone; save it on a machine without a GPU, or convert the Keras file";
        }
        return switch (op) {
            case "Elu", "Selu", "LeakyRelu", "Softplus", "Softsign", "Erf", "Erfc" ->
                "an activation that isn't tanh, sigmoid, relu, hard sigmoid or softmax";
            case "Einsum" -> "a product of sequences (attention?)";
            default -> null;
        };
    }
}
