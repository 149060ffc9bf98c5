package dev.fastener.app.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.app.ladder.SideBySide;
import dev.fastener.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
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
    static void write(Path file, Map<String, String> facts, Outcome outcome) throws IOException {
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                for (Map.Entry<String, String> fact : facts.entrySet()) {
                    json.writeStringField(fact.getKey(), fact.getValue());
                }
                json.writeArrayFieldStart("results");
                for (Result result : outcome.results()) {
                    write(json, result);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("coldStarts");
                for (ColdStart.Times times : outcome.coldStarts()) {
                    write(json, times);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("soaks");
                for (SoakReport soak : outcome.soaks()) {
                    write(json, soak);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("limits");
                for (Limit.Verdict verdict : outcome.limits()) {
                    json.writeStartObject();
                    json.writeBooleanField("met", verdict.met());
                    json.writeStringField("text", verdict.line());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeArrayFieldStart("beside");
                for (SideBySide beside : outcome.beside()) {
                    write(json, beside);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, SideBySide beside) throws IOException {
        json.writeStartObject();
        json.writeStringField("engine", beside.engine());
        json.writeNumberField("batch", beside.batch());
        json.writeNumberField("sentences", beside.sentences());
        json.writeArrayFieldStart("models");
        for (SideBySide.Row row : beside.rows()) {
            json.writeStartObject();
            json.writeStringField("model", row.file());
            json.writeStringField("shape", row.shape());
            row.millis().write(json, "millis");
            row.ratio().write(json, "ratio");
            if (Double.isFinite(row.f1())) {
                json.writeNumberField("f1", row.f1());
            } else {
                json.writeNullField("f1");
            }
            json.writeNumberField("equalTags", row.equalTags());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Result result) throws IOException {
        Setup setup = result.setup();
        Workload workload = result.workload();
        json.writeStartObject();
        setup(json, setup, result.kernels());
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
        number(json, "shareOfScores", figures.shareOfScores());
        json.writeBooleanField("reference", figures.isReference());
        json.writeNumberField("throttledPeriods", figures.throttledPeriods());
        Parity parity = figures.parity();
        number(json, "maxDifference", parity.maxDifference());
        number(json, "scaledDifference", parity.scaledDifference());
        json.writeNumberField("equalPaths", parity.equalPaths());
        number(json, "f1", parity.f1());
    }

    private static void write(JsonGenerator json, ColdStart.Times times) throws IOException {
        json.writeStartObject();
        setup(json, times.setup(), times.setup().kernels());
        if (times.notApplicable().isEmpty()) {
            json.writeNumberField("firstTagMillis", times.firstTag());
            json.writeNumberField("slowestFirstTagMillis", times.slowestFirstTag());
            json.writeNumberField("steadyMillis", times.steady());
            json.writeNumberField("steadyCallMillis", times.steadyCall());
        } else {
            json.writeStringField("notApplicable", times.notApplicable());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, SoakReport soak) throws IOException {
        json.writeStartObject();
        setup(json, soak.setup(), soak.kernels());
        json.writeNumberField("concurrency", soak.callers());
        json.writeNumberField("seconds", soak.seconds());
        json.writeNumberField("calls", soak.times().total());
        json.writeNumberField("sentencesPerSecond", soak.sentences() / soak.seconds());
        json.writeNumberField("medianMillis", soak.times().millis(0.5));
        json.writeNumberField("p99Millis", soak.times().millis(0.99));
        json.writeNumberField("maxMillis", soak.times().millis(1));
        json.writeNumberField("errors", soak.errors());
        json.writeNumberField("wrong", soak.wrong());
        json.writeNumberField("maxDifference", soak.maxDifference());
        json.writeNumberField("periods", soak.periods());
        json.writeNumberField("throttledPeriods", soak.throttledPeriods());
        json.writeArrayFieldStart("memory");
        for (MemoryUse memory : soak.memory()) {
            json.writeStartObject();
            json.writeNumberField("heapBytes", memory.heapBytes());
            json.writeNumberField("residentBytes", memory.residentBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("passed", soak.passed());
        json.writeEndObject();
    }

    private static void setup(JsonGenerator json, Setup setup, String kernels) throws IOException {
        json.writeStringField("engine", setup.kind().toString());
        json.writeStringField("precision", setup.precision().toString());
        json.writeStringField("kernels", kernels);
        json.writeNumberField("threads", setup.threads());
        json.writeStringField("settings", setup.settings());
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
