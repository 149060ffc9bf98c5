package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.tensorflow.Graph.Node;
import dev.fastener.convert.tensorflow.Graph.Ref;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a graph's variables. Which value goes where is what the graph's own restoring says: RestoreV2 reads names,
 * Assign and AssignVariableOp put what was read into variables. A variable that nothing restores is looked up by its name.
 */
final class Variables {
    private static final int LONGEST_CHAIN = 16;

    private final Graph graph;
    private final @Nullable VariableBundle bundle;
    /** Operation of the variable to its name in the bundle. */
    private final Map<String, String> restored = new HashMap<>();

    private final Map<String, Constant> values = new HashMap<>();

    /** @param bundle null for a graph whose variables became constants */
    Variables(Graph graph, @Nullable VariableBundle bundle) {
        this.graph = graph;
        this.bundle = bundle;
        for (Node node : graph.nodes()) {
            if (node.op().equals("Assign") || node.op().equals("AssignVariableOp")) {
                Ref source = through(node.input(1));
                Node read = graph.node(source);
                if (read.op().equals("RestoreV2")) {
                    Node names = graph.node(graph.resolve(read.input(1)));
                    Message value = names.attribute("value");
                    List<String> texts =
                            value == null ? List.of() : value.message(8).texts(8);
                    if (source.port() < texts.size()) {
                        restored.put(through(node.input(0)).node(), texts.get(source.port()));
                    }
                }
            }
        }
    }

    /** Of a VarHandleOp, VariableV2 or the like. */
    Constant value(Node variable) {
        if (bundle == null) {
            throw new ConversionException(graph.file() + ": variable " + variable.name()
                    + ": expected a frozen graph, whose variables are constants, found a variable without a checkpoint; "
                    + "give the checkpoint (its .index and .data files beside the .meta) or freeze the graph");
        }
        String key = name(variable, bundle);
        return values.computeIfAbsent(key, bundle::read).withName(variable.name());
    }

    /** Whether a Const or variable holds a matrix of as many rows as columns. */
    boolean isSquare(Node holder) {
        Message value = holder.attribute("value");
        Message shape = holder.attribute("shape");
        if (value == null && (bundle == null || shape == null)) {
            return false;
        }
        Message proto = value != null ? value.message(8).message(2) : shape == null ? null : shape.message(7);
        if (proto == null || value != null && ElementType.of(value.message(8).number(1)) != ElementType.FLOAT) {
            return false;
        }
        List<Message> sizes = proto.messages(2);
        return sizes.size() == 2 && sizes.get(0).number(1) == sizes.get(1).number(1) && isStored(holder);
    }

    private boolean isStored(Node holder) {
        return bundle == null || holder.op().equals("Const") || bundle.names().contains(name(holder, bundle));
    }

    private String name(Node variable, VariableBundle bundle) {
        String name = restored.get(variable.name());
        if (name != null) {
            return name;
        }
        Message shared = variable.attribute("shared_name");
        String sharedName = shared == null ? "" : shared.content(2).text();
        if (!sharedName.isEmpty() && bundle.names().contains(sharedName)) {
            return sharedName;
        }
        // A variable of Keras 3 that tf.saved_model.save wrote is restored through another of its handles.
        String key = bundle.names().contains(variable.name())
                ? null
                : bundle.key(sharedName.isEmpty() ? variable.name() : sharedName);
        return key == null ? variable.name() : key;
    }

    private Ref through(Ref ref) {
        Ref at = graph.resolve(ref);
        for (int i = 0; i < LONGEST_CHAIN && graph.node(at).op().equals("Identity"); i++) {
            at = graph.resolve(graph.node(at).input(0));
        }
        return at;
    }
}
