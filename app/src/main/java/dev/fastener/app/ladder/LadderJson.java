package dev.fastener.app.ladder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes a ladder as JSON: docs/ladder.md describes each field. What doesn't exist is null. */
final class LadderJson {
    private LadderJson() {}

    static void write(Path file, Ladder ladder) throws IOException {
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                json.writeStringField("corpus", ladder.corpus());
                json.writeNumberField("sentences", ladder.sentences());
                json.writeNumberField("characters", ladder.characters());
                json.writeNumberField("realShare", ladder.realShare());
                json.writeObjectFieldStart("machine");
                for (Map.Entry<String, String> fact : ladder.machine().entrySet()) {
                    json.writeStringField(fact.getKey(), fact.getValue());
                }
                json.writeEndObject();
                json.writeArrayFieldStart("rungs");
                for (Rung rung : ladder.rungs()) {
                    write(json, rung);
                }
                json.writeEndArray();
                Factors factors = ladder.factors();
                if (factors == null) {
                    json.writeNullField("factors");
                } else {
                    json.writeObjectFieldStart("factors");
                    factors.total().write(json, "total");
                    factors.sameNetworkSorted().write(json, "sameNetworkSorted");
                    factors.padding().write(json, "padding");
                    factors.slimming().write(json, "slimming");
                    factors.sameNetworkPadded().write(json, "sameNetworkPadded");
                    json.writeEndObject();
                }
                curves(json, "byLength", ladder.byLength());
                curves(json, "byBatch", ladder.byBatch());
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, Rung rung) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", rung.name());
        json.writeStringField("model", rung.model());
        json.writeStringField("engine", rung.engine());
        Rung.Figures figures = rung.figures();
        if (figures == null) {
            json.writeStringField("notRun", rung.notRun());
        } else {
            figures.millis().write(json, "millis");
            figures.ratio().write(json, "ratio");
            figures.step().write(json, "step");
            json.writeNumberField("rounds", figures.rounds());
            number(json, "f1", figures.f1());
            json.writeNumberField("equalTags", figures.equalTags());
            number(json, "difference", figures.difference());
            json.writeStringField("fault", figures.fault());
        }
        json.writeEndObject();
    }

    private static void curves(JsonGenerator json, String name, List<Curve> curves) throws IOException {
        json.writeArrayFieldStart(name);
        for (Curve curve : curves) {
            json.writeStartObject();
            json.writeStringField("engine", curve.engine());
            json.writeArrayFieldStart("points");
            for (Curve.Point point : curve.points()) {
                json.writeStartObject();
                json.writeNumberField("at", point.at());
                json.writeNumberField("p50Millis", point.p50Millis());
                json.writeNumberField("p99Millis", point.p99Millis());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
