package dev.fastener.convert.graph;

import dev.fastener.onnx.WireWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An operation as a NodeDef (node_def.proto); the floats of a weight become bytes only when they are written.
 *
 * @param message all of it but for {@code weight}
 * @param weight the last bytes; empty but in weights
 */
record Node(WireWriter message, float[] weight) {
    private static final int ATTRIBUTE = 5;
    private static final int FLOATS_AT_ONCE = 1 << 14;

    static Node of(String name, String operation, List<String> inputs, Attributes attributes) {
        return new Node(operation(name, operation, inputs, attributes), new float[0]);
    }

    static Node constant(String name, int[] values, List<Integer> shape) {
        WireWriter tensor = tensor(Type.INT32, shape);
        for (int value : values) {
            tensor.int64(7, value);
        }
        return constant(name, Type.INT32, tensor);
    }

    static Node scalar(String name, float value) {
        return constant(name, Type.FLOAT, tensor(Type.FLOAT, List.of()).float32(5, value));
    }

    private static Node constant(String name, Type type, WireWriter tensor) {
        WireWriter entry = new WireWriter().string(1, "value").message(2, new WireWriter().message(8, tensor));
        return new Node(constant(name, type).message(ATTRIBUTE, entry), new float[0]);
    }

    /** @param values row-major */
    static Node weight(String name, float[] values, List<Integer> shape) {
        long rest = (long) values.length * Float.BYTES;
        WireWriter tensor = tensor(Type.FLOAT, shape).header(4, rest);
        WireWriter entry = new WireWriter().string(1, "value").begin(2, new WireWriter().begin(8, tensor, rest), rest);
        return new Node(constant(name, Type.FLOAT).begin(ATTRIBUTE, entry, rest), values);
    }

    private static WireWriter constant(String name, Type type) {
        return operation(name, "Const", List.of(), new Attributes().type("dtype", type));
    }

    private static WireWriter operation(String name, String operation, List<String> inputs, Attributes attributes) {
        WireWriter node = new WireWriter().string(1, name).string(2, operation);
        inputs.forEach(input -> node.string(3, input));
        attributes.entries().forEach(entry -> node.message(ATTRIBUTE, entry));
        return node;
    }

    private static WireWriter tensor(Type type, List<Integer> shape) {
        return new WireWriter().int64(1, type.code()).message(2, Attributes.shape(shape));
    }

    /** Writes it as field {@code field} of another message. */
    void writeTo(OutputStream out, int field) throws IOException {
        out.write(new WireWriter()
                .begin(field, message, (long) weight.length * Float.BYTES)
                .toBytes());
        ByteBuffer bytes = ByteBuffer.allocate(FLOATS_AT_ONCE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < weight.length; from += FLOATS_AT_ONCE) {
            int count = Math.min(FLOATS_AT_ONCE, weight.length - from);
            bytes.asFloatBuffer().put(weight, from, count);
            out.write(bytes.array(), 0, count * Float.BYTES);
        }
    }
}
