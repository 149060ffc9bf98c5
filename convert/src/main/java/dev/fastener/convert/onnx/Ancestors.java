package dev.fastener.convert.onnx;

import dev.fastener.convert.onnx.ForeignGraph.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes of a graph that one of its outputs needs. */
final class Ancestors {
    private static final int LONGEST_WAY = 20;

    private Ancestors() {}

    /** In the order of the file, which ONNX wants to be one of computation. */
    static List<Node> of(ForeignGraph graph, String output) {
        Map<String, Node> makers = new HashMap<>();
        graph.nodes().forEach(node -> node.outputs().forEach(name -> makers.put(name, node)));
        Set<Node> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            Node maker = makers.get(open.pop());
            if (maker != null && needed.add(maker)) {
                open.addAll(maker.inputs());
            }
        }
        return graph.nodes().stream().filter(needed::contains).toList();
    }

    /** What {@code output} is the ArgMax of, or the first place of a TopK of; null where it is another value. */
    static @Nullable String beforeArgMax(ForeignGraph graph, String output) {
        Map<String, Node> makers = new HashMap<>();
        graph.nodes().forEach(node -> node.outputs().forEach(name -> makers.put(name, node)));
        String name = output;
        for (int i = 0; i < LONGEST_WAY; i++) {
            Node maker = makers.get(name);
            if (maker == null) {
                return null;
            }
            switch (maker.operator()) {
                case "ArgMax" -> {
                    return maker.input(0);
                }
                case "TopK" -> {
                    return maker.outputs().indexOf(name) == 1 ? maker.input(0) : null;
                }
                case "Cast", "Identity", "Squeeze", "Reshape" -> name = maker.input(0);
                default -> {
                    return null;
                }
            }
        }
        return null;
    }
}
