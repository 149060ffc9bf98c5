package dev.fastener.convert.graph;

import dev.fastener.onnx.WireWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An operation as a NodeDef (node_def.proto); the floats of a constant become bytes only when they are written.
 *
 * @param head the message but for {@code floats}
 * @param floats the message's last bytes; empty but in constants of floats
 */
record Node(byte[] head, float[] floats) {
    private static final int ATTRIBUTE = 5;
    private static final int FLOATS_AT_ONCE = 1 << 14;

    static Node of(String name, String operation, List<String> inputs, Attributes attributes) {
        return new Node(message(name, operation, inputs, attributes).toBytes(), new float[0]);
    }

    static Node constant(String name, int[] values, List<Integer> shape) {
        WireWriter tensor = tensor(Type.INT32, shape);
        for (int value : values) {
            tensor.int64(7, value);
        }
        WireWriter entry = new WireWriter().string(1, "value").message(2, new WireWriter().message(8, tensor));
        return new Node(constant(name, Type.INT32).message(ATTRIBUTE, entry).toBytes(), new float[0]);
    }

    static Node constant(String name, float[] values, List<Integer> shape) {
        long rest = (long) values.length * Float.BYTES;
        WireWriter tensor = tensor(Type.FLOAT, shape).header(4, rest);
        WireWriter entry = new WireWriter().string(1, "value").begin(2, new WireWriter().begin(8, tensor, rest), rest);
        return new Node(constant(name, Type.FLOAT).begin(ATTRIBUTE, entry, rest).toBytes(), values);
    }

    private static WireWriter constant(String name, Type type) {
        return message(name, "Const", List.of(), new Attributes().type("dtype", type));
    }

    private static WireWriter message(String name, String operation, List<String> inputs, Attributes attributes) {
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
        long sizeBytes = head.length + (long) floats.length * Float.BYTES;
        out.write(new WireWriter().header(field, sizeBytes).toBytes());
        out.write(head);
        ByteBuffer bytes = ByteBuffer.allocate(FLOATS_AT_ONCE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < floats.length; from += FLOATS_AT_ONCE) {
            int count = Math.min(FLOATS_AT_ONCE, floats.length - from);
            bytes.asFloatBuffer().put(floats, from, count);
            out.write(bytes.array(), 0, count * Float.BYTES);
        }
    }
}
