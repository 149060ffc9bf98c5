package dev.fastener.app.report;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of a JSON file that one of the commands wrote with {@code --json}. */
final class JsonFigures {
    private final String where;
    private final Map<?, ?> fields;

    private JsonFigures(String where, Map<?, ?> fields) {
        this.where = where;
        this.fields = fields;
    }

    /** @throws IllegalArgumentException where the file holds no JSON object */
    static JsonFigures read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file));
    }

    /** @param where for messages */
    static JsonFigures parse(String where, String json) {
        try {
            return new JsonFigures(where, JsonTree.readObject(where, json));
        } catch (ConversionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    String text(String name) {
        return value(name, String.class, "a text");
    }

    double number(String name) {
        return value(name, Number.class, "a number").doubleValue();
    }

    /** NaN where there is none. */
    double numberOrNaN(String name) {
        return has(name) ? number(name) : Double.NaN;
    }

    boolean flag(String name) {
        return value(name, Boolean.class, "true or false");
    }

    JsonFigures object(String name) {
        return new JsonFigures(where + ", " + name, value(name, Map.class, "an object"));
    }

    List<JsonFigures> objects(String name) {
        List<JsonFigures> objects = new ArrayList<>();
        for (Object each : value(name, List.class, "a list")) {
            if (!(each instanceof Map<?, ?> map)) {
                throw wrong(name, "objects", each);
            }
            objects.add(new JsonFigures(where + ", " + name, map));
        }
        return objects;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object each : value(name, List.class, "a list")) {
            texts.add(String.valueOf(each));
        }
        return texts;
    }

    private <T> T value(String name, Class<T> type, String expected) {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw wrong(name, expected, value);
        }
        return type.cast(value);
    }

    private IllegalArgumentException wrong(String name, String expected, @Nullable Object found) {
        return new IllegalArgumentException(where + ": expected " + expected + " as \"" + name + "\", found "
                + (found == null ? "nothing" : found.getClass().getSimpleName())
                + "; give a file that the command itself wrote");
    }
}
