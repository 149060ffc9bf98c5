package dev.fastener.app.tag;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.fastener.Entity;
import dev.fastener.TaggedText;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The JSON formats. Offsets count Unicode code points, as Python, Doccano and Label Studio do. A piece of a line too long to
 * be held whole is a record of its own, with its line's number and the code points before it in the line.
 */
abstract class JsonWriter implements TagWriter {
    final JsonGenerator json;
    final boolean scores;

    /** @param separator between records */
    JsonWriter(OutputStream out, boolean scores, String separator) throws IOException {
        this.json = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .build()
                .createGenerator(out)
                .setPrettyPrinter(new MinimalPrettyPrinter(separator));
        this.scores = scores;
    }

    /** One record a line: {"text": ..., "entities": [{"start", "end", "type", "text", "score"}]}. */
    static final class Lines extends JsonWriter {
        Lines(OutputStream out, boolean scores) throws IOException {
            super(out, scores, "\n");
        }

        @Override
        public void write(TextPiece piece, TaggedText tagged) throws IOException {
            json.writeStartObject();
            json.writeStringField("text", piece.text());
            writePlace(piece);
            if (scores) {
                writeScore("score", tagged.confidence());
            }
            json.writeArrayFieldStart("entities");
            CodePoints points = new CodePoints(piece.text());
            for (Entity entity : tagged.entities()) {
                json.writeStartObject();
                json.writeNumberField("start", points.at(entity.start()));
                json.writeNumberField("end", points.at(entity.end()));
                json.writeStringField("type", entity.type());
                json.writeStringField("text", entity.text());
                if (scores) {
                    writeScore("score", entity.confidence());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** Doccano's import, one record a line: {"text": ..., "label": [[start, end, type]]}; the scores become metadata. */
    static final class Doccano extends JsonWriter {
        Doccano(OutputStream out, boolean scores) throws IOException {
            super(out, scores, "\n");
        }

        @Override
        public void write(TextPiece piece, TaggedText tagged) throws IOException {
            if (piece.text().isBlank()) {
                return;
            }
            json.writeStartObject();
            json.writeStringField("text", piece.text());
            writePlace(piece);
            json.writeArrayFieldStart("label");
            CodePoints points = new CodePoints(piece.text());
            for (Entity entity : tagged.entities()) {
                json.writeStartArray();
                json.writeNumber(points.at(entity.start()));
                json.writeNumber(points.at(entity.end()));
                json.writeString(entity.type());
                json.writeEndArray();
            }
            json.writeEndArray();
            if (scores) {
                writeScore("score", tagged.confidence());
                json.writeArrayFieldStart("scores");
                for (Entity entity : tagged.entities()) {
                    json.writeNumber(rounded(entity.confidence()));
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
    }

    /** Label Studio's import: an array of tasks with predictions, for a control "label" on an object "text". */
    static final class LabelStudio extends JsonWriter {
        private final String version;

        /** @param version of the model, as Label Studio lists it */
        LabelStudio(OutputStream out, boolean scores, String version) throws IOException {
            super(out, scores, ",\n");
            this.version = version;
            json.writeRaw("[\n");
        }

        @Override
        public void write(TextPiece piece, TaggedText tagged) throws IOException {
            if (piece.text().isBlank()) {
                return;
            }
            json.writeStartObject();
            json.writeObjectFieldStart("data");
            json.writeStringField("text", piece.text());
            writePlace(piece);
            json.writeEndObject();
            json.writeArrayFieldStart("predictions");
            json.writeStartObject();
            json.writeStringField("model_version", version);
            if (scores) {
                writeScore("score", tagged.confidence());
            }
            json.writeArrayFieldStart("result");
            CodePoints points = new CodePoints(piece.text());
            for (Entity entity : tagged.entities()) {
                writeResult(entity, points);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }

        private void writeResult(Entity entity, CodePoints points) throws IOException {
            json.writeStartObject();
            json.writeStringField("from_name", "label");
            json.writeStringField("to_name", "text");
            json.writeStringField("type", "labels");
            json.writeObjectFieldStart("value");
            json.writeNumberField("start", points.at(entity.start()));
            json.writeNumberField("end", points.at(entity.end()));
            json.writeStringField("text", entity.text());
            json.writeArrayFieldStart("labels");
            json.writeString(entity.type());
            json.writeEndArray();
            json.writeEndObject();
            if (scores) {
                writeScore("score", entity.confidence());
            }
            json.writeEndObject();
        }

        @Override
        public void end() throws IOException {
            json.writeRaw("\n]");
            super.end();
        }
    }

    void writePlace(TextPiece piece) throws IOException {
        if (!piece.isWholeLine()) {
            json.writeNumberField("line", piece.line());
            json.writeNumberField("offset", piece.offset());
        }
    }

    void writeScore(String name, double score) throws IOException {
        json.writeNumberField(name, rounded(score));
    }

    static double rounded(double score) {
        return Math.rint(score * 1e6) / 1e6;
    }

    @Override
    public void flush() throws IOException {
        json.flush();
    }

    @Override
    public void end() throws IOException {
        json.writeRaw('\n');
        json.close();
    }
}
