package dev.fastener.app.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The figures of charts as JSON, by the id of their element. */
final class FiguresJson {
    private FiguresJson() {}

    /** Without any "<", so that nothing in it ends the script element that holds it. */
    static String of(List<Section> sections) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (Section section : sections) {
                for (Block block : section.blocks()) {
                    if (block instanceof Block.Chart chart) {
                        json.writeObjectFieldStart(chart.id());
                        json.writeStringField("kind", chart.kind());
                        json.writeStringField("words", chart.words());
                        json.writeFieldName("figures");
                        write(json, chart.figures());
                        json.writeEndObject();
                    }
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().replace("<", "\\u003c");
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object each : list) {
                write(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Number number) {
            if (Double.isFinite(number.doubleValue())) {
                json.writeNumber(number.toString());
            } else {
                json.writeNull();
            }
        } else {
            json.writeString(value.toString());
        }
    }
}
