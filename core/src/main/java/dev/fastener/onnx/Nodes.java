package dev.fastener.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes and initializers of a graph as it grows. A node is named after its only output. */
final class Nodes {
    private final List<Onnx.Node> nodes = new ArrayList<>();
    private final Map<String, Onnx.Tensor> initializers = new LinkedHashMap<>();

    List<Onnx.Node> nodes() {
        return List.copyOf(nodes);
    }

    List<Onnx.Tensor> initializers() {
        return List.copyOf(initializers.values());
    }

    /** Adds a node and returns the name of its output. */
    String add(String operator, String output, List<String> inputs, Onnx.Attribute... attributes) {
        return add(operator, output, inputs, List.of(attributes));
    }

    String add(String operator, String output, List<String> inputs, List<Onnx.Attribute> attributes) {
        nodes.add(new Onnx.Node(operator, List.copyOf(inputs), List.of(output), List.copyOf(attributes), output, ""));
        return output;
    }

    /** Adds a node whose first output nobody reads, and returns the name of its second. */
    String addForSecond(String operator, String output, List<String> inputs, Onnx.Attribute... attributes) {
        nodes.add(new Onnx.Node(
                operator, List.copyOf(inputs), List.of(output + ".first", output), List.of(attributes), output, ""));
        return output;
    }

    /** Adds an initializer and returns its name. */
    String initializer(String name, Onnx.ElementType type, List<Long> dims, Onnx.Data data) {
        initializers.put(name, new Onnx.Tensor(name, type, dims, data));
        return name;
    }

    /** A vector of int64; a second one of the same name is the first. */
    String constant(String name, long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return initializer(
                name,
                Onnx.ElementType.INT64,
                List.of((long) values.length),
                new Onnx.Bytes(buffer.array(), 0, buffer.capacity()));
    }

    /** A scalar of int64. */
    String scalar(String name, long value) {
        ByteBuffer buffer =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        return initializer(name, Onnx.ElementType.INT64, List.of(), new Onnx.Bytes(buffer.array(), 0, 8));
    }

    /** A scalar of int32. */
    String scalar32(String name, int value) {
        ByteBuffer buffer =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
        return initializer(name, Onnx.ElementType.INT32, List.of(), new Onnx.Bytes(buffer.array(), 0, 4));
    }
}
