package dev.fastener.convert.graph;

import dev.fastener.onnx.WireWriter;
import java.util.List;

/**
 * A function of a graph's library.
 *
 * @param arguments in order
 * @param body operations that read arguments and each other
 * @param results in order, each an argument or of {@code body}
 */
record Function(String name, List<Value> arguments, Block body, List<Value> results, Attributes attributes) {
    /** As a FunctionDef (function.proto). */
    WireWriter message() {
        WireWriter signature = new WireWriter().string(1, name);
        arguments.forEach(argument -> signature.message(2, parameter(argument.name(), argument.type())));
        for (int i = 0; i < results.size(); i++) {
            signature.message(3, parameter(result(i), results.get(i).type()));
        }
        WireWriter function = new WireWriter().message(1, signature);
        body.nodes().forEach(node -> function.message(3, node.message()));
        for (int i = 0; i < results.size(); i++) {
            String result = body.reference(results.get(i));
            function.message(4, new WireWriter().string(1, result(i)).string(2, result));
        }
        attributes.entries().forEach(entry -> function.message(5, entry));
        return function;
    }

    private static String result(int index) {
        return "result_" + index;
    }

    private static WireWriter parameter(String name, Type type) {
        return new WireWriter().string(1, name).int64(3, type.code());
    }
}
