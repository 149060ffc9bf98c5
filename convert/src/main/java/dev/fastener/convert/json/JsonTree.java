package dev.fastener.convert.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.fastener.convert.ConversionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Python writes it (NaN and Infinity too) to maps in the file's order, lists, strings, longs, doubles, booleans and
 * null. Memory is bounded by the text's length and {@link #MOST_VALUES}.
 */
public final class JsonTree {
    /** Most values of one text, so that "[[],[],..." makes no more of it than a heap holds; an array or object counts as eight. */
    private static final int MOST_VALUES = 1 << 22;

    private static final int DEEPEST = 200;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private int values;

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The value that {@code json} holds.
     *
     * @param where for messages: the file, and what of it this is
     * @throws ConversionException where it is no JSON, a key stands twice in an object, or it has more than 2^22 values
     */
    public static @Nullable Object read(String where, String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonTree tree = new JsonTree(parser);
            try {
                parser.nextToken();
                Object value = tree.value();
                if (parser.nextToken() != null) {
                    throw new IOException("more after the end");
                }
                return value;
            } catch (IOException e) {
                JsonLocation at = parser.currentLocation();
                String reason = e instanceof JacksonException known ? known.getOriginalMessage() : e.getMessage();
                throw new ConversionException(
                        where + ", line " + at.getLineNr() + ", column " + at.getColumnNr() + ": expected JSON, found: "
                                + reason,
                        e);
            }
        } catch (IOException e) {
            throw new ConversionException(where + ": expected JSON, found: " + e.getMessage(), e);
        }
    }

    /**
     * The object that {@code json} holds, likewise.
     *
     * @throws ConversionException also where it holds something else
     */
    @SuppressWarnings("unchecked") // of what this class made
    public static Map<String, @Nullable Object> readObject(String where, String json) {
        if (read(where, json) instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw new ConversionException(where + ": expected a JSON object, found something else");
    }

    private @Nullable Object value() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("nothing");
        }
        values += token.isStructStart() ? 8 : 1;
        if (values > MOST_VALUES) {
            throw new IOException("more than " + MOST_VALUES + " values");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getDoubleValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("the end in the middle of a value");
        };
    }

    private Map<String, @Nullable Object> object() throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            object.put(key, value());
        }
        return object;
    }

    private List<@Nullable Object> array() throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }
}
