package dev.fastener.app.ladder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** An object of a JSON file, for tests. */
record Json(Map<String, @Nullable Object> fields) {
    static Json read(Path file) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            parser.nextToken();
            return object(parser);
        }
    }

    private static Json object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new Json(fields);
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT:
                return object(parser);
            case START_ARRAY:
                List<Json> all = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    all.add(object(parser));
                }
                return all;
            case VALUE_NULL:
                return null;
            case VALUE_STRING:
                return parser.getText();
            default:
                return parser.getDoubleValue();
        }
    }

    private Object field(String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new NoSuchElementException(name + " in " + fields.keySet());
        }
        return value;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    boolean isNull(String name) {
        return fields.containsKey(name) && fields.get(name) == null;
    }

    String text(String name) {
        return (String) field(name);
    }

    double number(String name) {
        return (double) field(name);
    }

    Json at(String name) {
        return (Json) field(name);
    }

    @SuppressWarnings("unchecked")
    List<Json> list(String name) {
        return (List<Json>) field(name);
    }
}
