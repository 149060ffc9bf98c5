package dev.fastener.convert.graph;

import dev.fastener.onnx.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A function of a graph's library.
 *
 * @param arguments in order
 * @param body operations that read arguments and each other
 * @param results in order, each an argument or of {@code body}
 */
record Function(String name, List<Value> arguments, Block body, List<Value> results) {
    /** As a FunctionDef (function.proto). */
    byte[] message() throws IOException {
        WireWriter signature = new WireWriter().string(1, name);
        WireWriter returned = new WireWriter();
        arguments.forEach(argument -> signature.message(2, parameter(argument.name(), argument.type())));
        for (int i = 0; i < results.size(); i++) {
            String result = "result_" + i;
            signature.message(3, parameter(result, results.get(i).type()));
            returned.message(4, new WireWriter().string(1, result).string(2, body.reference(results.get(i))));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new WireWriter().message(1, signature).toBytes());
        for (Node node : body.nodes()) {
            node.writeTo(out, 3);
        }
        out.writeBytes(returned.toBytes());
        return out.toByteArray();
    }

    private static WireWriter parameter(String name, Type type) {
        return new WireWriter().string(1, name).int64(3, type.code());
    }
}
