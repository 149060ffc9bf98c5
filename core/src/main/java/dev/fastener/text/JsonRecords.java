package dev.fastener.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of a JSON file, one in memory at a time: JSON Lines, objects over many lines one after the other, or one array
 * of records. A record is made of Map, List, String, Number, Boolean and {@link #NULL}; its size and depth are bounded.
 */
final class JsonRecords implements Closeable {
    /** JSON's null: none of our formats gives it a meaning. */
    static final Object NULL = new Object();

    private static final int MAX_VALUES = 2_000_000;
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(LineReader.MAX_LINE_CHARS)
                    .maxNameLength(1 << 16)
                    .build())
            .build();

    private final String name;
    private final JsonParser parser;
    private boolean inArray;
    private long line;
    private long number;
    private int values;

    JsonRecords(CorpusSource source) throws IOException {
        name = source.name();
        parser = FACTORY.createParser(source.open());
    }

    /** Line where the record returned last starts. */
    long line() {
        return line;
    }

    /** Number of the record returned last, from 1. */
    long number() {
        return number;
    }

    /** The next record, an object or an array; null after the last. */
    @Nullable
    Object next() throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (inArray && token == JsonToken.END_ARRAY) {
                inArray = false;
                token = parser.nextToken();
            }
            if (token == null) {
                return null;
            }
            line = parser.currentTokenLocation().getLineNr();
            number++;
            values = 0;
            if (token == JsonToken.START_ARRAY && !inArray) {
                return arrayOrFirstRecord();
            }
            return value(token);
        } catch (StreamConstraintsException e) {
            throw new CorpusFormatException(name, lineOf(e), "too big or too deep JSON: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new CorpusFormatException(name, lineOf(e), "not JSON: " + firstLine(e.getOriginalMessage()));
        }
    }

    private long lineOf(JsonProcessingException e) {
        return e.getLocation() == null ? line : e.getLocation().getLineNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }

    /** An array at the top holds the records, unless it starts with a text: then it is one itself. */
    private @Nullable Object arrayOrFirstRecord() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.VALUE_STRING) {
            List<Object> record = new ArrayList<>();
            for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                record.add(value(token));
            }
            return record;
        }
        if (first == JsonToken.END_ARRAY) {
            return next();
        }
        inArray = true;
        line = parser.currentTokenLocation().getLineNr();
        return value(first);
    }

    private Object value(@Nullable JsonToken token) throws IOException {
        if (++values > MAX_VALUES) {
            throw new CorpusFormatException(
                    name,
                    line,
                    "record " + number + " has more than " + MAX_VALUES + " values; expected a text and its labels");
        }
        if (token == null) {
            throw new CorpusFormatException(name, line, "not JSON: ends within record " + number);
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> withoutHalfPairs(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getText()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NULL;
            default -> throw new CorpusFormatException(name, line, "not JSON: unexpected " + token);
        };
    }

    /** JSON's escapes can spell half a surrogate pair, which no file can hold: U+FFFD stands for it. */
    private static String withoutHalfPairs(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            mended = mended == null ? new StringBuilder(text) : mended;
            mended.setCharAt(i, '\ufffd');
        }
        return mended == null ? text : mended.toString();
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            object.put(key, value(parser.nextToken()));
        }
        return object;
    }

    private List<Object> array() throws IOException {
        List<Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(token));
        }
        return array;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
