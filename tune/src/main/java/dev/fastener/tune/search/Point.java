package dev.fastener.tune.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A value for each parameter of a space.
 *
 * @param values texts by the parameter's name, in the order of the space
 */
public record Point(Map<String, String> values) {
    public Point {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * The value of a parameter.
     *
     * @throws IllegalArgumentException where the point has none of that name
     */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("expected a value of " + name + ", found " + values.keySet());
        }
        return value;
    }

    public int whole(String name) {
        return Integer.parseInt(text(name));
    }

    public double real(String name) {
        return Double.parseDouble(text(name));
    }
}
