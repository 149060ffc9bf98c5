package dev.fastener.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An {@link Onnx.Model} as protobuf, fields in the order of their numbers, so that equal models are equal bytes and other
 * protobuf programs write the same bytes again. Weights are streamed.
 */
final class OnnxEncoder {
    private OnnxEncoder() {}

    static void encode(Onnx.Model model, OutputStream out) throws IOException {
        WireWriter head = new WireWriter().int64(1, model.irVersion()).string(2, model.producer());

        Onnx.Graph graph = model.graph();
        WireWriter beforeTensors = new WireWriter();
        for (Onnx.Node node : graph.nodes()) {
            beforeTensors.message(1, node(node));
        }
        beforeTensors.string(2, graph.name());
        List<byte[]> tensorHeads = new ArrayList<>();
        long graphBytes = 0;
        for (Onnx.Tensor tensor : graph.initializers()) {
            byte[] tensorHead = tensorHead(tensor);
            tensorHeads.add(tensorHead);
            graphBytes += tensorHead.length + tensor.data().sizeBytes();
        }
        WireWriter afterTensors = new WireWriter();
        for (Onnx.ValueInfo input : graph.inputs()) {
            afterTensors.message(11, valueInfo(input));
        }
        for (Onnx.ValueInfo output : graph.outputs()) {
            afterTensors.message(12, valueInfo(output));
        }
        byte[] before = beforeTensors.toBytes();
        byte[] after = afterTensors.toBytes();
        graphBytes += before.length + after.length;
        if (graphBytes > OnnxReader.LARGEST_BYTES) {
            throw new IllegalArgumentException("model: expected at most " + OnnxReader.LARGEST_BYTES
                    + " bytes, the most that one protobuf file may hold, found " + graphBytes
                    + "; use a smaller vocabulary or a smaller embedding dimension");
        }
        head.header(7, graphBytes);
        out.write(head.toBytes());
        out.write(before);
        for (int i = 0; i < tensorHeads.size(); i++) {
            out.write(tensorHeads.get(i));
            graph.initializers().get(i).data().writeTo(out);
        }
        out.write(after);

        WireWriter tail = new WireWriter().message(8, new WireWriter().int64(2, model.opset()));
        graph.nodes().stream()
                .map(Onnx.Node::domain)
                .filter(domain -> !domain.isEmpty())
                .distinct()
                .forEach(domain ->
                        tail.message(8, new WireWriter().string(1, domain).int64(2, 1)));
        model.metadata()
                .forEach((key, value) ->
                        tail.message(14, new WireWriter().string(1, key).string(2, value)));
        out.write(tail.toBytes());
    }

    /** The tensor as a field of the graph, up to its data. */
    private static byte[] tensorHead(Onnx.Tensor tensor) {
        WireWriter fields = new WireWriter();
        tensor.dims().forEach(dim -> fields.int64(1, dim));
        fields.int64(2, tensor.type().code)
                .string(8, tensor.name())
                .header(9, tensor.data().sizeBytes());
        byte[] inner = fields.toBytes();
        byte[] outer = new WireWriter()
                .header(5, inner.length + tensor.data().sizeBytes())
                .toBytes();
        byte[] head = Arrays.copyOf(outer, outer.length + inner.length);
        System.arraycopy(inner, 0, head, outer.length, inner.length);
        return head;
    }

    private static WireWriter node(Onnx.Node node) {
        WireWriter fields = new WireWriter();
        node.inputs().forEach(input -> fields.string(1, input));
        node.outputs().forEach(output -> fields.string(2, output));
        fields.string(3, node.name()).string(4, node.operator());
        node.attributes().forEach(attribute -> fields.message(5, attribute(attribute)));
        return node.domain().isEmpty() ? fields : fields.string(7, node.domain());
    }

    private static WireWriter attribute(Onnx.Attribute attribute) {
        WireWriter fields = new WireWriter().string(1, attribute.name());
        switch (attribute.kind()) {
            case FLOAT -> fields.float32(2, attribute.floats().get(0));
            case INT -> fields.int64(3, attribute.ints().get(0));
            case STRING -> fields.string(4, attribute.strings().get(0));
            case FLOATS -> attribute.floats().forEach(value -> fields.float32(7, value));
            case INTS -> attribute.ints().forEach(value -> fields.int64(8, value));
            case STRINGS -> attribute.strings().forEach(value -> fields.string(9, value));
        }
        return fields.int64(20, attribute.kind().code);
    }

    private static WireWriter valueInfo(Onnx.ValueInfo value) {
        WireWriter shape = new WireWriter();
        for (String dim : value.dims()) {
            boolean free = !Character.isDigit(dim.charAt(0));
            shape.message(1, free ? new WireWriter().string(2, dim) : new WireWriter().int64(1, Long.parseLong(dim)));
        }
        WireWriter tensor = new WireWriter().int64(1, value.type().code).message(2, shape);
        return new WireWriter().string(1, value.name()).message(2, new WireWriter().message(1, tensor));
    }
}
