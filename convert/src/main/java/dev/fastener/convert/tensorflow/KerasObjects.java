package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.convert.keras.KerasLayers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Keras model in a SavedModel of tf.keras (TensorFlow 2.0 to 2.15). Its layers are objects of the SavedObjectGraph
 * (saved_object_graph.proto), described by JSON in keras_metadata.pb or, before TensorFlow 2.5, in the objects themselves. A
 * variable stands at the same path from the model in the checkpoint's own graph of objects (trackable_object_graph.proto).
 */
final class KerasObjects {
    private static final int ROOT = 0;
    private static final int MOST_OBJECTS = 100_000;

    private final String file;
    private final VariableBundle bundle;
    /** Children of each object by name, in the order in which they were set. */
    private final List<Map<String, Integer>> children;
    /** JSON of each object that has one. */
    private final Map<Integer, String> descriptions = new HashMap<>();
    /** Names of variables in the bundle, by object. */
    private final Map<Integer, String> variables = new HashMap<>();

    /**
     * Opens the model.
     *
     * @param graph a SavedObjectGraph
     * @param metadata a SavedMetadata (saved_metadata.proto), null where there is none
     */
    KerasObjects(String file, Message graph, @Nullable Message metadata, VariableBundle bundle) {
        this.file = file;
        this.bundle = bundle;
        this.children = children(graph);
        if (metadata == null) {
            List<Message> objects = graph.messages(1);
            for (int id = 0; id < objects.size(); id++) {
                descriptions.put(id, objects.get(id).message(4).text(3));
            }
        } else {
            metadata.messages(1).forEach(object -> descriptions.put(object.size(2), object.text(5)));
        }
        findVariables(bundle.objectGraph());
    }

    /** Whether the model's structure is in the file: it is a Keras model and not one of Python code. */
    boolean hasConfiguration() {
        return description(ROOT).get("model_config") instanceof Map<?, ?>;
    }

    SourceFile read() {
        return KerasLayers.read(file, "TensorFlow SavedModel", descriptions.getOrDefault(ROOT, ""), this::weights);
    }

    /** Of the layer at a path of layers' names. */
    private List<Tensor> weights(String path) {
        int at = ROOT;
        for (String name : path.split("/", -1)) {
            at = layer(at, name);
            if (at < 0) {
                return List.of();
            }
        }
        return variablesOf(at);
    }

    /** The layer {@code name} of a model; -1 where the file has no such object. */
    private int layer(int model, String name) {
        for (Map.Entry<String, Integer> child : children.get(model).entrySet()) {
            if (child.getKey().startsWith("layer")
                    && name.equals(description(child.getValue()).get("name"))) {
                return child.getValue();
            }
        }
        return -1;
    }

    /** Variables in the order in which the layer and those inside it made them. */
    private List<Tensor> variablesOf(int object) {
        List<Tensor> weights = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(object));
        while (!open.isEmpty()) {
            int at = open.pop();
            if (!seen.add(at)) {
                continue;
            }
            String variable = variables.get(at);
            if (variable != null) {
                weights.add(bundle.read(variable).withName(shortName(variable)).tensor());
            }
            List<Integer> inner = new ArrayList<>(children.get(at).values());
            for (int i = inner.size() - 1; i >= 0; i--) {
                open.push(inner.get(i));
            }
        }
        return weights;
    }

    private static String shortName(String variable) {
        return variable.replace("/.ATTRIBUTES/VARIABLE_VALUE", "");
    }

    private Map<?, ?> description(int object) {
        String json = descriptions.getOrDefault(object, "");
        return !json.isEmpty() && JsonTree.read(file + ", object " + object, json) instanceof Map<?, ?> map
                ? map
                : Map.of();
    }

    /** Walks both graphs of objects side by side. */
    private void findVariables(Message checkpoint) {
        List<Message> values = checkpoint.messages(1);
        List<Map<String, Integer>> valueChildren = children(checkpoint);
        Map<Integer, Integer> twins = new HashMap<>(Map.of(ROOT, ROOT));
        Deque<Integer> open = new ArrayDeque<>(List.of(ROOT));
        while (!open.isEmpty()) {
            int object = open.remove();
            int twin = twins.getOrDefault(object, ROOT);
            for (Message attribute : values.get(twin).messages(2)) {
                if (attribute.text(1).equals("VARIABLE_VALUE")) {
                    variables.put(object, attribute.text(3));
                }
            }
            children.get(object).forEach((name, child) -> {
                Integer childTwin = valueChildren.get(twin).get(name);
                if (childTwin != null && twins.putIfAbsent(child, childTwin) == null) {
                    open.add(child);
                }
            });
        }
    }

    private List<Map<String, Integer>> children(Message graph) {
        List<Message> objects = graph.messages(1);
        if (objects.isEmpty() || objects.size() > MOST_OBJECTS) {
            throw new ConversionException(
                    file + ": expected 1 to " + MOST_OBJECTS + " objects, found " + objects.size());
        }
        List<Map<String, Integer>> children = new ArrayList<>();
        for (Message object : objects) {
            Map<String, Integer> named = new LinkedHashMap<>();
            for (Message child : object.messages(1)) {
                int id = child.size(1);
                if (id >= objects.size()) {
                    throw graph.malformed("expected an object below " + objects.size() + ", found " + id);
                }
                named.put(child.text(2), id);
            }
            children.add(named);
        }
        return children;
    }
}
