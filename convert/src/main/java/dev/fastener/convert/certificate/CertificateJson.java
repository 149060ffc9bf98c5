package dev.fastener.convert.certificate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.convert.Fact;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** A certificate as JSON: grade, passed, maxEmissionDifference, equalPaths, engines, facts and those assumed. */
public final class CertificateJson {
    /** What every certificate starts with, without white space. */
    public static final String START = "{\"grade\":\"";

    private CertificateJson() {}

    /** Writes it to a stream, which stays open. */
    public static void write(Certificate certificate, OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .useDefaultPrettyPrinter()) {
            write(certificate, json, certificate.cuts().sentences());
        }
    }

    /** On one line, as the model's file holds it: without sentences, which may be the user's own. */
    public static String line(Certificate certificate) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            write(certificate, json, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static void write(Certificate certificate, JsonGenerator json, List<TextCuts.Sentence> sentences)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("grade", certificate.grade().name());
        json.writeStringField("restsOn", certificate.grade().meaning());
        json.writeStringField("proof", certificate.cuts().proof().words());
        json.writeBooleanField("passed", certificate.passed());
        json.writeNumberField("maxEmissionDifference", certificate.maxEmissionDifference());
        json.writeNumberField("equalPaths", certificate.equalPaths());
        engines(json, certificate.comparisons());
        FindingsJson.write(certificate.findings(), json);
        json.writeArrayFieldStart("notProven");
        for (String open : certificate.notProven()) {
            json.writeString(open);
        }
        json.writeEndArray();
        text(json, certificate.cuts().rule(), sentences);
        facts(json, "facts", certificate.facts());
        facts(json, "assumed", certificate.assumed());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, Fact rule, List<TextCuts.Sentence> sentences) throws IOException {
        json.writeObjectFieldStart("text");
        json.writeStringField("rule", rule.value());
        json.writeStringField("origin", rule.origin().name().toLowerCase(Locale.ROOT));
        json.writeArrayFieldStart("sentences");
        for (TextCuts.Sentence sentence : sentences) {
            json.writeStartObject();
            json.writeStringField("text", sentence.text());
            json.writeArrayFieldStart("steps");
            for (TextCuts.Step step : sentence.steps()) {
                json.writeStartObject();
                json.writeStringField("piece", step.piece());
                json.writeNumberField("id", step.id());
                json.writeBooleanField("known", step.known());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static void engines(JsonGenerator json, List<Comparison> comparisons) throws IOException {
        json.writeArrayFieldStart("engines");
        for (Comparison comparison : comparisons) {
            json.writeStartObject();
            json.writeStringField("engine", comparison.engine());
            json.writeNumberField("maxEmissionDifference", comparison.maxDifference());
            json.writeNumberField("scaledDifference", comparison.scaledDifference());
            json.writeNumberField("bound", comparison.bound());
            json.writeNumberField("equalPaths", comparison.equalPaths());
            json.writeNumberField("tied", comparison.tied());
            json.writeNumberField("sentences", comparison.sentences());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void facts(JsonGenerator json, String name, List<Fact> facts) throws IOException {
        json.writeArrayFieldStart(name);
        for (Fact fact : facts) {
            json.writeStartObject();
            json.writeStringField("name", fact.name());
            json.writeStringField("value", fact.value());
            json.writeStringField("origin", fact.origin().name().toLowerCase(Locale.ROOT));
            if (!fact.settledBy().isEmpty()) {
                json.writeStringField("settledBy", fact.settledBy());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
