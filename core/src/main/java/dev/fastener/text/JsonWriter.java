package dev.fastener.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON formats: an array of records for Label Studio and named spans, else a record a line. Offsets count code points.
 */
final class JsonWriter implements CorpusWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final CorpusFormat format;
    private final Writer out;
    private final TagFormat tags;
    private final Losses losses;
    private final Segmenter segmenter;
    private final boolean array;
    private long records;

    JsonWriter(CorpusFormat format, OutputStream out, CorpusLayout layout, TagFormat tags, Losses losses) {
        this.format = format;
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.tags = tags;
        this.losses = losses;
        segmenter = new Segmenter(layout.unit());
        array = format == CorpusFormat.LABEL_STUDIO || format == CorpusFormat.SPANS;
    }

    @Override
    public void write(LabelledSentence sentence) throws IOException {
        if (sentence.length() == 0) {
            losses.add(Loss.NO_TOKENS);
            return;
        }
        if (format != CorpusFormat.TOKENS && !segmentedAlike(segmenter, sentence)) {
            losses.add(Loss.TOKEN_BOUNDARIES);
        }
        records++;
        if (array) {
            out.append(records == 1 ? "[\n" : ",\n");
        }
        JsonGenerator json = FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        switch (format) {
            case DOCCANO -> doccano(json, sentence);
            case LABEL_STUDIO -> labelStudio(json, sentence);
            case CLUENER -> cluener(json, sentence);
            case SPANS -> spans(json, sentence);
            default -> tokens(json, sentence);
        }
        json.writeEndObject();
        json.close();
        if (!array) {
            out.append('\n');
        }
    }

    /** Whether a reader cuts the text into the same tokens again. */
    static boolean segmentedAlike(Segmenter segmenter, LabelledSentence sentence) {
        Steps steps = segmenter.segment(sentence.text());
        return Arrays.equals(steps.starts(), sentence.starts()) && Arrays.equals(steps.ends(), sentence.ends());
    }

    private void tokens(JsonGenerator json, LabelledSentence sentence) throws IOException {
        if (!sentence.text().equals(String.join("", sentence.tokens()))
                && !sentence.text().equals(String.join(" ", sentence.tokens()))) {
            losses.add(Loss.WHITE_SPACE_BETWEEN_TOKENS);
        }
        writeArray(json, "tokens", sentence.tokens());
        writeArray(json, "tags", tags.labels(sentence.length(), sentence.entities()));
    }

    private static void writeArray(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void doccano(JsonGenerator json, LabelledSentence sentence) throws IOException {
        json.writeStringField("text", sentence.text());
        json.writeArrayFieldStart("label");
        for (EntitySpan entity : sentence.entities()) {
            json.writeStartArray();
            json.writeNumber(codePoints(sentence, start(sentence, entity)));
            json.writeNumber(codePoints(sentence, end(sentence, entity)));
            json.writeString(entity.type());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void spans(JsonGenerator json, LabelledSentence sentence) throws IOException {
        json.writeStringField("text", sentence.text());
        json.writeArrayFieldStart("entities");
        for (EntitySpan entity : sentence.entities()) {
            json.writeStartObject();
            json.writeNumberField("start", codePoints(sentence, start(sentence, entity)));
            json.writeNumberField("end", codePoints(sentence, end(sentence, entity)));
            json.writeStringField("type", entity.type());
            json.writeStringField("text", surface(sentence, entity));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void cluener(JsonGenerator json, LabelledSentence sentence) throws IOException {
        Map<String, Map<String, List<EntitySpan>>> byType = new LinkedHashMap<>();
        for (EntitySpan entity : sentence.entities()) {
            byType.computeIfAbsent(entity.type(), type -> new LinkedHashMap<>())
                    .computeIfAbsent(surface(sentence, entity), surface -> new ArrayList<>())
                    .add(entity);
        }
        json.writeStringField("text", sentence.text());
        json.writeObjectFieldStart("label");
        for (Map.Entry<String, Map<String, List<EntitySpan>>> type : byType.entrySet()) {
            json.writeObjectFieldStart(type.getKey());
            for (Map.Entry<String, List<EntitySpan>> surface : type.getValue().entrySet()) {
                json.writeArrayFieldStart(surface.getKey());
                for (EntitySpan entity : surface.getValue()) {
                    json.writeStartArray();
                    json.writeNumber(codePoints(sentence, start(sentence, entity)));
                    json.writeNumber(codePoints(sentence, end(sentence, entity)) - 1);
                    json.writeEndArray();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void labelStudio(JsonGenerator json, LabelledSentence sentence) throws IOException {
        json.writeNumberField("id", records);
        json.writeObjectFieldStart("data");
        json.writeStringField("text", sentence.text());
        json.writeEndObject();
        json.writeArrayFieldStart("annotations");
        json.writeStartObject();
        json.writeArrayFieldStart("result");
        int number = 0;
        for (EntitySpan entity : sentence.entities()) {
            json.writeStartObject();
            json.writeStringField("id", records + "-" + ++number);
            json.writeStringField("from_name", "label");
            json.writeStringField("to_name", "text");
            json.writeStringField("type", "labels");
            json.writeObjectFieldStart("value");
            json.writeNumberField("start", codePoints(sentence, start(sentence, entity)));
            json.writeNumberField("end", codePoints(sentence, end(sentence, entity)));
            json.writeStringField("text", surface(sentence, entity));
            writeArray(json, "labels", List.of(entity.type()));
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    static int start(LabelledSentence sentence, EntitySpan entity) {
        return sentence.starts()[entity.start()];
    }

    static int end(LabelledSentence sentence, EntitySpan entity) {
        return sentence.ends()[entity.end() - 1];
    }

    static String surface(LabelledSentence sentence, EntitySpan entity) {
        return sentence.text().substring(start(sentence, entity), end(sentence, entity));
    }

    private static int codePoints(LabelledSentence sentence, int offset) {
        return sentence.text().codePointCount(0, offset);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (array) {
            out.append(records == 0 ? "[]\n" : "\n]\n");
        }
        out.close();
    }
}
