package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The network of a Keras model whose configuration and weights stand in a container that isn't Keras' own. Stateless. */
public final class KerasLayers {
    private KerasLayers() {}

    /**
     * Reads a Sequential or functional model.
     *
     * @param file for messages
     * @param container that the model stands in
     * @param description JSON with {@code keras_version} and {@code model_config}, as a SavedModel describes its model
     * @param weights of the layer with this name, in the order in which Keras lists them; a layer of a nested model is
     *     "model/layer"; empty where it has none
     * @throws ConversionException for a layer that isn't known, or weights that contradict their layer
     */
    public static SourceFile read(
            String file, String container, String description, Function<String, List<Tensor>> weights) {
        Map<String, @Nullable Object> json = JsonTree.readObject(file + ", description of the model", description);
        String version = String.valueOf(json.get("keras_version"));
        if (!(plain(json.get("model_config")) instanceof Map<?, ?> config)) {
            throw new ConversionException(file + ": expected the model's configuration, found none");
        }
        ModelConfig model = ModelConfig.read(file, KerasFile.major(file, version), config);
        try {
            StoredWeights stored = new Named("", weights);
            return KerasFile.file(container + " of Keras " + version, file, version, model, stored);
        } catch (IllegalArgumentException | ArithmeticException e) {
            // The model's own checks: their messages say both sides, but not the file.
            throw new ConversionException(file + ": " + e.getMessage(), e);
        }
    }

    /** A SavedModel has Python's tuples and shapes as objects; elsewhere they are lists. */
    private static @Nullable Object plain(@Nullable Object json) {
        if (json instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(value -> plain.add(plain(value)));
            return plain;
        }
        if (!(json instanceof Map<?, ?> map)) {
            return json;
        }
        Object className = map.get("class_name");
        if (map.get("items") instanceof List<?> items
                && ("__tuple__".equals(className) || "TensorShape".equals(className))) {
            return plain(items);
        }
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> plain.put(String.valueOf(key), plain(value)));
        return plain;
    }

    private record Named(String prefix, Function<String, List<Tensor>> weights) implements StoredWeights {
        @Override
        public List<Tensor> of(LayerConfig layer) {
            return weights.apply(prefix + layer.name());
        }

        @Override
        public StoredWeights inside(LayerConfig model, ModelConfig graph) {
            return new Named(prefix + model.name() + "/", weights);
        }
    }
}
