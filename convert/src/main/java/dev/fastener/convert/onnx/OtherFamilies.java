package dev.fastener.convert.onnx;

import dev.fastener.convert.onnx.ForeignGraph.Node;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Operators that no tagger of this family has, by what they are and what to do. */
final class OtherFamilies {
    private static final Set<String> ACTIVATIONS = Set.of(
            "Elu",
            "Selu",
            "Celu",
            "LeakyRelu",
            "PRelu",
            "ThresholdedRelu",
            "Softplus",
            "Softsign",
            "Gelu",
            "BiasGelu",
            "FastGelu",
            "QuickGelu",
            "HardSwish",
            "Swish",
            "Mish");

    private static final Set<String> QUANTISED = Set.of(
            "QuantizeLinear",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "MatMulInteger",
            "ConvInteger",
            "DynamicQuantizeLSTM",
            "DynamicQuantizeMatMul",
            "MatMulIntegerToFloat",
            "MatMulNBits",
            "MatMulBnb4",
            "MatMulFpQ4",
            "QGemm",
            "QAttention",
            "QEmbedLayerNormalization",
            "GatherBlockQuantized");

    private static final Set<String> NORMALISATIONS = Set.of(
            "InstanceNormalization",
            "GroupNormalization",
            "RMSNormalization",
            "SimplifiedLayerNormalization",
            "SkipLayerNormalization",
            "EmbedLayerNormalization",
            "LpNormalization");

    private static final Set<String> TEXTUAL = Set.of(
            "LabelEncoder",
            "CategoryMapper",
            "DictVectorizer",
            "TfIdfVectorizer",
            "StringNormalizer",
            "StringSplit",
            "StringConcat",
            "RegexFullMatch",
            "Tokenizer",
            "WordpieceTokenizer",
            "BertTokenizer",
            "StringToHashBucket",
            "StringMapping",
            "VectorToString");

    private static final String ACTIVATION = "an activation tanh, sigmoid, relu, hard sigmoid or softmax";

    private OtherFamilies() {}

    /** What was expected of a node, and what it is: that says more than what stands around it. */
    record Stranger(String expected, String found) {}

    /** What quantised a network of these nodes, and its operators; empty where nothing did. */
    static Optional<Stranger> quantised(List<Node> nodes) {
        List<String> found = nodes.stream()
                .map(Node::operator)
                .filter(operator -> QUANTISED.contains(operator) || operator.startsWith("QLinear"))
                .distinct()
                .sorted()
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        boolean dynamic =
                found.stream().anyMatch(operator -> operator.startsWith("Dynamic") || operator.contains("Integer"));
        boolean plain = found.stream().allMatch(operator -> operator.endsWith("uantizeLinear"));
        String how = dynamic ? "dynamically" : plain ? "by pairs of QuantizeLinear and DequantizeLinear" : "statically";
        return stranger(
                "a model of 32-bit floats",
                "one that is quantised " + how + " (" + String.join(", ", found)
                        + "); convert the file it was made from, then narrow the result by fastener quantize");
    }

    /** Empty where the operator may be one of a tagger's. */
    static Optional<Stranger> of(Node node) {
        String operator = node.operator();
        if (operator.equals("Loop") || operator.equals("Scan")) {
            return stranger(
                    "an LSTM or a GRU",
                    "a loop, as tf2onnx and Keras' own export make of a masked layer, of a GRU, of TimeDistributed and of other"
                            + " activations; convert the Keras file itself");
        } else if (operator.equals("If")) {
            return stranger(
                    "a network without branches", "one; convert the Keras file itself, or export in evaluation mode");
        } else if (ACTIVATIONS.contains(operator)) {
            return stranger(ACTIVATION, operator.toLowerCase(Locale.ROOT));
        } else if (operator.equals("Erf") || operator.equals("Erfc")) {
            return stranger(ACTIVATION, "the error function that gelu is made of");
        } else if (operator.equals("RNN")) {
            return stranger("an LSTM or a GRU", "a plain RNN");
        } else if (operator.contains("Attention")) {
            return stranger("no attention", "attention");
        } else if (NORMALISATIONS.contains(operator)) {
            return stranger("a layer or batch normalisation", operator);
        } else if (operator.startsWith("Random") || operator.equals("Bernoulli") || operator.equals("Multinomial")) {
            return stranger(
                    "a network without chance",
                    "random numbers; export it in evaluation mode (model.eval()) and with zeros as first states");
        } else if (TEXTUAL.contains(operator)) {
            return stranger(
                    "ids as the input",
                    "texts that the graph looks up itself; export the network from the ids on and give its entries by"
                            + " --vocab");
        } else if (!node.domain().isEmpty()) {
            String optimised = node.domain().equals("com.microsoft")
                    ? ", as ONNX Runtime's optimiser writes them; convert the file that was optimised"
                    : "";
            return stranger("an operator of ONNX itself", "one of the domain " + node.domain() + optimised);
        }
        return Optional.empty();
    }

    private static Optional<Stranger> stranger(String expected, String found) {
        return Optional.of(new Stranger(expected, found));
    }
}
