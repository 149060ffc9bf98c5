package dev.fastener.convert.onnx;

import java.util.List;
import java.util.Map;

/**
 * The parts of another program's ONNX file that a tagger can be told from.
 *
 * @param producer "pytorch 2.8.0"; empty where the file doesn't say
 * @param opset version of ONNX's own operators
 * @param tensors the constants, by name
 * @param metadata its properties, by name
 */
record ForeignGraph(
        String producer,
        long opset,
        List<Node> nodes,
        Map<String, ConstantTensor> tensors,
        List<Port> inputs,
        List<Port> outputs,
        Map<String, String> metadata) {

    /** @param domain of the operator; empty for ONNX's own */
    record Node(
            String name,
            String operator,
            String domain,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes) {

        /** As messages name it: "/rnn/LSTM (LSTM)". */
        String described() {
            String of = domain.isEmpty() ? operator : domain + "." + operator;
            return name.isEmpty() ? of + " that gives " + String.join(", ", outputs) : name + " (" + of + ")";
        }

        String input(int i) {
            return i < inputs.size() ? inputs.get(i) : "";
        }

        long integer(String attribute, long otherwise) {
            Attribute found = attributes.get(attribute);
            return found == null || found.ints().isEmpty()
                    ? otherwise
                    : found.ints().get(0);
        }

        float number(String attribute, float otherwise) {
            Attribute found = attributes.get(attribute);
            return found == null || found.floats().isEmpty()
                    ? otherwise
                    : found.floats().get(0);
        }

        String text(String attribute, String otherwise) {
            Attribute found = attributes.get(attribute);
            return found == null || found.texts().isEmpty()
                    ? otherwise
                    : found.texts().get(0);
        }

        Attribute attribute(String name) {
            return attributes.getOrDefault(name, Attribute.NONE);
        }
    }

    /** A value of a node; whatever its kind, the lists of the other kinds are empty. */
    record Attribute(List<Long> ints, List<Float> floats, List<String> texts, List<ConstantTensor> tensors) {
        static final Attribute NONE = new Attribute(List.of(), List.of(), List.of(), List.of());
    }

    /**
     * An input or output.
     *
     * @param type code of its elements: 1 for float, 6 and 7 for int32 and int64
     * @param shape 0 for a free dimension
     */
    record Port(String name, int type, List<Long> shape) {}
}
