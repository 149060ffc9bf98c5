package dev.fastener.app.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.io.AtomicFile;
import dev.fastener.text.CorpusProblem;
import dev.fastener.text.CorpusStatistics;
import dev.fastener.text.ProblemKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of {@code data inspect} as JSON: those of train at the top, those of dev and test under their names. */
final class InspectReport {
    private static final int[] QUANTILES = {0, 25, 50, 75, 90, 95, 99, 100};

    private final List<Part> parts;
    private final int maxLength;

    InspectReport(List<Part> parts, int maxLength) {
        this.parts = parts;
        this.maxLength = maxLength;
    }

    void write(Path file) throws IOException {
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                part(json, parts.get(0));
                for (Part part : parts.subList(1, parts.size())) {
                    json.writeObjectFieldStart(part.name());
                    part(json, part);
                    compare(json, part);
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
        });
    }

    private void part(JsonGenerator json, Part part) throws IOException {
        CorpusStatistics figures = part.figures();
        json.writeStringField("file", part.path().toString());
        json.writeStringField("format", part.layout().format().toString());
        json.writeStringField("scheme", part.scheme());
        if (part.layout().format().isTagged()) {
            json.writeStringField("tagSeparator", part.layout().tagFormat().separator());
            json.writeBooleanField("typeFirst", part.layout().tagFormat().typeFirst());
        } else {
            json.writeStringField("offsets", part.layout().offsets().toString());
            json.writeNumberField("offsetsProven", part.layout().offsetsProven());
        }
        json.writeStringField("unit", part.layout().unit().toString().toLowerCase(Locale.ROOT));
        json.writeNumberField("sentences", figures.sentences());
        json.writeNumberField("tokens", figures.tokens());
        json.writeNumberField("differentTokens", figures.vocabulary().size());
        json.writeNumberField("entities", figures.entities());
        json.writeObjectFieldStart("entitiesByType");
        for (Map.Entry<String, Long> type : figures.entitiesByType().entrySet()) {
            json.writeNumberField(type.getKey(), type.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("rareTypes");
        for (String type : InspectCommand.rareTypes(part)) {
            json.writeString(type);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("lengthQuantiles");
        for (int percent : QUANTILES) {
            json.writeNumberField(Integer.toString(percent), figures.lengthQuantile(percent / 100.0));
        }
        json.writeEndObject();
        if (maxLength > 0) {
            json.writeObjectFieldStart("maxLength");
            json.writeNumberField("tokens", maxLength);
            json.writeNumberField("longerSentences", figures.longerThan(maxLength));
            json.writeNumberField("tokensBeyond", figures.tokensBeyond(maxLength));
            json.writeNumberField("entitiesBeyond", figures.entitiesBeyond(maxLength));
            json.writeEndObject();
        }
        json.writeObjectFieldStart("paddingShare");
        json.writeNumberField("batchSize", InspectCommand.BATCH_SIZE);
        json.writeNumberField("fileOrder", figures.paddingInFileOrder(InspectCommand.BATCH_SIZE));
        json.writeNumberField("sorted", figures.paddingSorted(InspectCommand.BATCH_SIZE));
        json.writeEndObject();
        json.writeNumberField("duplicates", figures.duplicates());
        json.writeNumberField("illegalSequences", part.problems().count(ProblemKind.ILLEGAL_TAG));
        oddities(json, part);
    }

    private static void oddities(JsonGenerator json, Part part) throws IOException {
        json.writeObjectFieldStart("oddities");
        for (ProblemKind kind : ProblemKind.values()) {
            if (part.problems().count(kind) == 0) {
                continue;
            }
            json.writeObjectFieldStart(kind.toString());
            json.writeNumberField("count", part.problems().count(kind));
            json.writeStringField("meaning", kind.description());
            json.writeArrayFieldStart("places");
            for (CorpusProblem place : part.problems().places(kind)) {
                json.writeStartObject();
                json.writeStringField("file", place.file());
                json.writeNumberField("line", place.line());
                json.writeStringField("found", place.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void compare(JsonGenerator json, Part part) throws IOException {
        Part train = parts.get(0);
        json.writeNumberField("duplicatesOfTrain", part.figures().duplicatesOf(train.figures()));
        json.writeNumberField("outOfVocabularyRate", part.figures().outOfVocabularyRate(train.figures()));
        json.writeArrayFieldStart("typesNotInTrain");
        for (String type : part.figures().entitiesByType().keySet()) {
            if (InspectCommand.count(train, type) == 0) {
                json.writeString(type);
            }
        }
        json.writeEndArray();
    }
}
