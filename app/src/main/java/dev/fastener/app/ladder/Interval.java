package dev.fastener.app.ladder;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * A figure with what repeated rounds say of it.
 *
 * @param value median of the rounds
 * @param low lower end of its 95 % interval
 * @param high upper end
 */
public record Interval(double value, double low, double high) {
    /** Writes it as a field of an object. */
    public void write(JsonGenerator json, String name) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("value", value);
        json.writeNumberField("low", low);
        json.writeNumberField("high", high);
        json.writeEndObject();
    }
}
