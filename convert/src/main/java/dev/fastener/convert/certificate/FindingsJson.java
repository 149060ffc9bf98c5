package dev.fastener.convert.certificate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Findings as fields of a certificate in JSON: dev, constraints, warnings. */
final class FindingsJson {
    private FindingsJson() {}

    static void write(Findings findings, JsonGenerator json) throws IOException {
        DevFindings dev = findings.dev();
        if (dev != null) {
            json.writeObjectFieldStart("dev");
            json.writeStringField("corpus", dev.corpus());
            json.writeNumberField("sentences", dev.sentences());
            CertificateJson.engines(json, dev.comparisons());
            json.writeArrayFieldStart("scores");
            for (PaddingScore score : dev.scores()) {
                json.writeStartObject();
                json.writeStringField("padding", score.rule());
                json.writeNumberField("f1", score.counts().f1());
                json.writeNumberField("precision", score.counts().precision());
                json.writeNumberField("recall", score.counts().recall());
                json.writeNumberField("support", score.counts().gold());
                json.writeNumberField("alike", score.alike());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        ConstraintEffect constraints = findings.constraints();
        if (constraints != null) {
            json.writeObjectFieldStart("constraints");
            json.writeStringField("rows", constraints.rows());
            json.writeNumberField("steps", constraints.steps());
            json.writeNumberField("changed", constraints.changed());
            json.writeEndObject();
        }
        json.writeArrayFieldStart("warnings");
        for (String warning : findings.warnings()) {
            json.writeString(warning);
        }
        json.writeEndArray();
    }
}
