package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.keras.LayerConfig.Call;
import dev.fastener.convert.keras.LayerConfig.TensorId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a Sequential or functional model, as Keras 2 and 3 serialise it.
 *
 * @param layers in the file's order
 * @param inputs of the graph; empty in a series
 * @param outputs of the graph; empty in a series
 */
record ModelConfig(List<LayerConfig> layers, List<TensorId> inputs, List<TensorId> outputs) {

    private static final int MOST_LAYERS = 1000;

    static ModelConfig read(String file, int keras, Map<?, ?> json) {
        Object config = json.get("config");
        // Keras 2.0 to 2.2.2 wrote a Sequential's layers without anything around them.
        Object listed = config instanceof Map<?, ?> map ? map.get("layers") : config;
        if (!(listed instanceof List<?> list)) {
            throw new ConversionException(file + ": expected a Sequential or functional model, found " + className(json)
                    + ", whose structure is Python code; save its weights with save_weights and convert these");
        }
        if (list.size() > MOST_LAYERS) {
            throw new ConversionException(
                    file + ": expected at most " + MOST_LAYERS + " layers in a model, found " + list.size());
        }
        List<LayerConfig> layers = new ArrayList<>();
        for (Object layer : list) {
            layers.add(layer(file, keras, layer, "model"));
        }
        if (!(config instanceof Map<?, ?> graph) || !graph.containsKey("output_layers")) {
            return new ModelConfig(layers, List.of(), List.of());
        }
        return new ModelConfig(layers, ends(file, graph.get("input_layers")), ends(file, graph.get("output_layers")));
    }

    /** Whether {@code json} describes a graph: a subclassed model's is Python code. */
    static boolean holdsGraph(Map<?, ?> json) {
        Object config = json.get("config");
        return config instanceof List || config instanceof Map<?, ?> map && map.get("layers") instanceof List;
    }

    boolean series() {
        return outputs.isEmpty();
    }

    static LayerConfig layer(String file, int keras, @Nullable Object json, String inside) {
        if (!(json instanceof Map<?, ?> map) || !(map.get("config") instanceof Map<?, ?> raw)) {
            if (json instanceof Map<?, ?> model && model.get("config") instanceof List<?> layers) {
                return new LayerConfig(
                        file,
                        keras,
                        className(model),
                        false,
                        text(model.get("name"), inside),
                        Map.of("layers", layers),
                        List.of());
            }
            throw new ConversionException(file + ", " + inside + ": expected the description of a layer, found none");
        }
        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> config = (Map<String, @Nullable Object>) raw;
        String module = text(map.get("module"), "keras");
        boolean foreign = !module.matches("(tf_)?keras\\b.*|tensorflow\\b.*|builtins");
        List<Call> calls = new ArrayList<>();
        if (map.get("inbound_nodes") instanceof List<?> nodes) {
            for (Object node : nodes) {
                calls.add(call(file, node));
            }
        }
        String name = text(map.get("name"), text(config.get("name"), inside));
        LayerConfig layer = new LayerConfig(file, keras, className(map), foreign, name, config, calls);
        requireNotQuantized(layer);
        return layer;
    }

    /** Its dtype policy says so: "int8_from_float32", or an object with a mode. */
    private static void requireNotQuantized(LayerConfig layer) {
        Object dtype = layer.config().get("dtype");
        String mode = null;
        if (dtype instanceof Map<?, ?> policy && policy.get("config") instanceof Map<?, ?> settings) {
            mode = settings.get("mode") instanceof String named ? named : text(settings.get("name"), "");
        } else if (dtype instanceof String named) {
            mode = named;
        }
        if (mode != null && mode.matches("(int4|int8|float8|gptq|awq|ternary)([/_].*)?")) {
            throw StoredVariables.quantized(layer.where(), mode);
        }
    }

    private static String className(Map<?, ?> json) {
        return text(json.get("class_name"), "unknown");
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value instanceof String text ? text : otherwise;
    }

    private static Call call(String file, @Nullable Object node) {
        List<TensorId> inputs = new ArrayList<>();
        List<Double> constants = new ArrayList<>();
        List<TensorId> masks = new ArrayList<>();
        if (node instanceof Map<?, ?> keras3) {
            tensors(keras3.get("args"), inputs, constants);
            if (keras3.get("kwargs") instanceof Map<?, ?> named) {
                named.forEach((name, value) -> tensors(value, name.equals("mask") ? masks : inputs, constants));
            }
        } else if (node instanceof List<?> keras2) {
            List<?> tensors = !keras2.isEmpty() && keras2.get(0) instanceof String ? List.of(keras2) : keras2;
            for (Object tensor : tensors) {
                if (!(tensor instanceof List<?> parts) || parts.size() < 3) {
                    throw new ConversionException(
                            file + ": expected tensors as [layer, call, output], found " + tensor);
                }
                inputs.add(id(file, parts));
                if (parts.size() > 3 && parts.get(3) instanceof Map<?, ?> named) {
                    if (named.get("mask") instanceof List<?> mask && mask.size() >= 3) {
                        masks.add(id(file, mask));
                    }
                    named.values().forEach(value -> tensors(value, new ArrayList<>(), constants));
                }
            }
        }
        return new Call(inputs, masks.isEmpty() ? null : masks.get(0), constants);
    }

    /** Keras 3: tensors and numbers anywhere in the arguments. */
    private static void tensors(@Nullable Object value, List<TensorId> tensors, List<Double> constants) {
        if (value instanceof Number number) {
            constants.add(number.doubleValue());
        } else if (value instanceof List<?> list) {
            list.forEach(part -> tensors(part, tensors, constants));
        } else if (value instanceof Map<?, ?> map
                && map.get("config") instanceof Map<?, ?> config
                && config.get("keras_history") instanceof List<?> history) {
            tensors.add(id("argument", history));
        }
    }

    /** [layer, call, output], a list of these, or since Keras 3 a map of these. */
    private static List<TensorId> ends(String file, @Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return map.values().stream()
                    .flatMap(end -> ends(file, end).stream())
                    .toList();
        }
        if (!(json instanceof List<?> list) || list.isEmpty()) {
            throw new ConversionException(
                    file + ": expected the model's inputs and outputs, found " + (json == null ? "none" : json));
        }
        return list.get(0) instanceof String
                ? List.of(id(file, list))
                : list.stream().flatMap(end -> ends(file, end).stream()).toList();
    }

    private static TensorId id(String file, List<?> parts) {
        if (parts.size() >= 3
                && parts.get(0) instanceof String layer
                && parts.get(1) instanceof Number call
                && parts.get(2) instanceof Number output) {
            return new TensorId(layer, call.intValue(), output.intValue());
        }
        throw new ConversionException(file + ": expected a tensor as [layer, call, output], found " + parts);
    }
}
