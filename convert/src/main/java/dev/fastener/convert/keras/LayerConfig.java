package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.model.Activation;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer as a model's configuration describes it.
 *
 * @param file for messages
 * @param keras major version that wrote it: 2 or 3
 * @param className "LSTM"; of a package that isn't Keras' own where {@code foreign}
 * @param foreign whether its class is the user's
 * @param config its settings
 * @param calls what it reads, one entry per call; empty in a series
 */
record LayerConfig(
        String file,
        int keras,
        String className,
        boolean foreign,
        String name,
        Map<String, @Nullable Object> config,
        List<Call> calls) {

    /**
     * One call of a layer.
     *
     * @param inputs tensors of its arguments
     * @param mask the tensor given as its mask; null where none is
     * @param constants numbers among its arguments
     */
    record Call(List<TensorId> inputs, @Nullable TensorId mask, List<Double> constants) {}

    /** Output {@code output} of call {@code call} of a layer. */
    record TensorId(String layer, int call, int output) {}

    /** The settings that have a value. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        config.forEach((key, value) -> {
            if (value != null) {
                settings.put(key, value);
            }
        });
        return settings;
    }

    ConversionException refuse(String reason) {
        return new ConversionException(where() + ": " + reason);
    }

    /** The file, the layer's name and its class. */
    String where() {
        return file + ", layer " + name + " (" + className + ")";
    }

    /** Whether this layer is a model of its own. */
    boolean isModel() {
        return className.equals("Sequential") || className.equals("Functional") || className.equals("Model");
    }

    /** The dtype policy where it computes in 16 bits: "bfloat16", "mixed_float16"; else empty. */
    String halfPrecision() {
        Object dtype = config.get("dtype");
        if (dtype instanceof Map<?, ?> policy && policy.get("config") instanceof Map<?, ?> settings) {
            dtype = settings.get("name");
        }
        return dtype instanceof String name && name.matches("(mixed_)?b?float16") ? name : "";
    }

    boolean flag(String key, boolean otherwise) {
        return config.get(key) instanceof Boolean value ? value : otherwise;
    }

    String text(String key, String otherwise) {
        return config.get(key) instanceof String value ? value : otherwise;
    }

    double number(String key, double otherwise) {
        return config.get(key) instanceof Number value ? value.doubleValue() : otherwise;
    }

    /** Refuses the layer where {@code key} is set to true. */
    void requireNot(String key, String reason) {
        if (flag(key, false)) {
            throw refuse(key + "=true: " + reason);
        }
    }

    /** A number that may stand alone or be the only one of a list. */
    int single(String key, int otherwise) {
        Object value = config.get(key);
        if (value instanceof List<?> list && list.size() == 1) {
            value = list.get(0);
        }
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && Math.abs(number.doubleValue()) < 1e6) {
            return number.intValue();
        }
        throw refuse("expected one whole number as " + key + ", found " + value);
    }

    /** The layer that this one wraps. */
    LayerConfig inner(String key) {
        if (!(config.get(key) instanceof Map<?, ?> json)) {
            throw refuse("expected a layer as its " + key + ", found none");
        }
        return ModelConfig.layer(file, keras, json, name);
    }

    /** The function that {@code key} names: a string, or since Keras 2.13 a description of an object. */
    Activation activation(String key, Activation otherwise) {
        Object value = config.get(key);
        if (!config.containsKey(key)) {
            return otherwise;
        }
        if (value instanceof Map<?, ?> object) {
            Object named = object.get("config");
            value = named instanceof String ? named : object.get("class_name");
        }
        String function = value == null ? "linear" : value.toString().toLowerCase(Locale.ROOT);
        return switch (function) {
            case "linear" -> Activation.LINEAR;
            case "tanh" -> Activation.TANH;
            case "sigmoid" -> Activation.SIGMOID;
            case "relu" -> Activation.RELU;
            case "softmax" -> Activation.SOFTMAX;
            case "hard_sigmoid" -> keras >= 3 ? Activation.HARD_SIGMOID_KERAS3 : Activation.HARD_SIGMOID_KERAS2;
            default ->
                throw refuse("expected linear, tanh, sigmoid, hard_sigmoid, relu or softmax as its " + key + ", found "
                        + function);
        };
    }
}
