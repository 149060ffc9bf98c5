package dev.fastener.app.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the rows as JSON: docs/bench.md describes each field. What doesn't exist is null. */
final class ResultJson {
    private ResultJson() {}

    /**
     * Writes the file.
     *
     * @param facts about the run, by name
     */
    static void write(Path file, Map<String, String> facts, List<Result> results, List<Limit.Verdict> limits)
            throws IOException {
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                for (Map.Entry<String, String> fact : facts.entrySet()) {
                    json.writeStringField(fact.getKey(), fact.getValue());
                }
                json.writeArrayFieldStart("results");
                for (Result result : results) {
                    write(json, result);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("limits");
                for (Limit.Verdict verdict : limits) {
                    json.writeStartObject();
                    json.writeBooleanField("met", verdict.met());
                    json.writeStringField("text", verdict.line());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, Result result) throws IOException {
        Setup setup = result.setup();
        Workload workload = result.workload();
        json.writeStartObject();
        json.writeStringField("engine", setup.kind().toString());
        json.writeStringField("precision", setup.precisionName());
        json.writeStringField("kernels", result.kernels());
        json.writeNumberField("threads", setup.threads());
        json.writeStringField("settings", setup.settings());
        json.writeStringField("work", result.work().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("batch", workload.batch());
        json.writeStringField("order", workload.order().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("concurrency", workload.concurrency());
        json.writeNumberField("sentences", workload.sentences().size());
        json.writeNumberField("characters", workload.characters());
        json.writeNumberField("realShare", workload.realShare());
        Result.Figures figures = result.figures();
        if (figures == null) {
            json.writeStringField("notApplicable", result.notApplicable());
        } else {
            write(json, figures);
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Result.Figures figures) throws IOException {
        json.writeNumberField("rounds", figures.rounds());
        json.writeNumberField("calls", figures.calls());
        double[] millis = figures.callMillis();
        json.writeNumberField("medianMillis", millis[0]);
        json.writeNumberField("p90Millis", millis[1]);
        json.writeNumberField("p99Millis", millis[2]);
        json.writeNumberField("p999Millis", millis[3]);
        json.writeNumberField("maxMillis", millis[4]);
        json.writeNumberField("sentencesPerSecond", figures.sentencesPerSecond());
        json.writeNumberField("charactersPerSecond", figures.charactersPerSecond());
        json.writeNumberField("ratio", figures.ratio());
        json.writeBooleanField("reference", figures.isReference());
        json.writeNumberField("throttledPeriods", figures.throttledPeriods());
        Parity parity = figures.parity();
        number(json, "maxDifference", parity.maxDifference());
        number(json, "scaledDifference", parity.scaledDifference());
        json.writeNumberField("equalPaths", parity.equalPaths());
        number(json, "f1", parity.f1());
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
