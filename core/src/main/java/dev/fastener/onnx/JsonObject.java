package dev.fastener.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One JSON object of a metadata property, read key by key; what is missing, of another type or left over is a
 * {@link ModelFormatException} that names the property and the key.
 */
final class JsonObject {
    private final String source;
    private final String where;
    private final Map<?, ?> values;
    private final Set<String> read = new HashSet<>();

    JsonObject(String source, String where, Object value) {
        this.source = source;
        this.where = where;
        if (!(value instanceof Map<?, ?> map)) {
            throw new ModelFormatException(source, where, "expected a JSON object, found " + kind(value));
        }
        this.values = map;
    }

    String where() {
        return where;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String string(String key) {
        return as(String.class, key, "a string");
    }

    boolean bool(String key) {
        return as(Boolean.class, key, "true or false");
    }

    int integer(String key) {
        String digits = as(Json.Digits.class, key, "an integer").text();
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw wrong(key, "expected an integer, found " + digits);
        }
    }

    long int64(String key) {
        String digits = as(Json.Digits.class, key, "an integer").text();
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw wrong(key, "expected an integer, found " + digits);
        }
    }

    float float32(String key) {
        return Float.parseFloat(number(key));
    }

    double float64(String key) {
        return Double.parseDouble(number(key));
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        String name = string(key);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw wrong(key, "expected one of " + List.of(type.getEnumConstants()) + ", found \"" + name + "\"");
    }

    JsonObject object(String key) {
        return new JsonObject(source, where + "." + key, value(key));
    }

    /** The elements of an array, made by {@code element} from where it stands and what stands there. */
    <T> List<T> array(String key, BiFunction<String, Object, T> element) {
        return array(source, where + "." + key, value(key), element);
    }

    static <T> List<T> array(String source, String where, Object value, BiFunction<String, Object, T> element) {
        if (!(value instanceof List<?> list)) {
            throw new ModelFormatException(source, where, "expected a JSON array, found " + kind(value));
        }
        List<T> elements = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            elements.add(element.apply(where + "[" + i + "]", list.get(i)));
        }
        return elements;
    }

    static String string(String source, String where, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new ModelFormatException(source, where, "expected a string, found " + kind(value));
    }

    static String kind(Object value) {
        if (value instanceof Json.Digits digits) {
            return digits.text();
        }
        return value instanceof Map
                ? "an object"
                : value instanceof List ? "an array" : value instanceof String ? "a string" : value.toString();
    }

    /** All keys, for objects whose keys are data. */
    List<String> keys() {
        return values.keySet().stream().map(String.class::cast).toList();
    }

    /** To be called last: a key that nobody asked for means something that this version doesn't know. */
    void requireNoMore() {
        for (String key : keys()) {
            if (!read.contains(key)) {
                throw wrong(key, "expected no such key");
            }
        }
    }

    private ModelFormatException wrong(String key, String reason) {
        return new ModelFormatException(source, where + "." + key, reason);
    }

    /** Numbers that are not finite stand as strings. */
    private String number(String key) {
        Object value = value(key);
        if (value instanceof Json.Digits digits) {
            return digits.text();
        }
        if (value instanceof String text
                && List.of("NaN", "Infinity", "-Infinity").contains(text)) {
            return text;
        }
        throw wrong(key, "expected a number, found " + kind(value));
    }

    private <T> T as(Class<T> type, String key, String expected) {
        Object value = value(key);
        if (!type.isInstance(value)) {
            throw wrong(key, "expected " + expected + ", found " + kind(value));
        }
        return type.cast(value);
    }

    private Object value(String key) {
        read.add(key);
        Object value = values.get(key);
        if (value == null) {
            throw wrong(key, "expected a value, found none");
        }
        return value;
    }
}
