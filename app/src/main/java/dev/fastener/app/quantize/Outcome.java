package dev.fastener.app.quantize;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.app.Columns;
import dev.fastener.app.quantize.Latency.Millis;
import dev.fastener.evaluation.F1Difference;
import dev.fastener.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came out, as a table and as JSON with the same figures.
 *
 * @param text name of what was tagged
 * @param calibration name of what activations were measured on
 * @param rule how the bound was applied; empty where there is none
 * @param latencies of the rows that run, in their order
 * @param chosen null where no row keeps the bound
 */
record Outcome(
        String text,
        String calibration,
        String rule,
        List<Candidate> rows,
        List<Millis> latencies,
        @Nullable Candidate chosen) {

    /** With a star before the row that was chosen. */
    String table() {
        Columns table = new Columns();
        table.row("", "precision", "wider", "bytes", "p50 ms", "p99 ms", "equal tags", "F1", "change", "95 %", "bound");
        int running = 0;
        for (Candidate row : rows) {
            String star = row.equals(chosen) ? "*" : "";
            String wider = row.fallback().isEmpty() ? "-" : row.fallback();
            if (!row.runs()) {
                table.row(star, row.precision(), wider, bytes(row), "-", "-", "-", "-", "-", "-", row.reason());
                continue;
            }
            Millis millis = latencies.get(running++);
            F1Difference f1 = row.difference();
            table.row(
                    star,
                    row.precision(),
                    wider,
                    bytes(row),
                    number("%.3f", millis.p50()),
                    number("%.3f", millis.p99()),
                    number("%.3f %%", 100 * row.equalTags()),
                    f1 == null ? "-" : number("%.2f", 100 * f1.after().f1()),
                    f1 == null ? "-" : number("%+.2f", 100 * f1.change()),
                    f1 == null ? "-" : number("%+.2f", 100 * f1.low()) + ".." + number("%+.2f", 100 * f1.high()),
                    f1 == null ? "-" : row.kept() ? "kept" : "broken");
        }
        return table.render("");
    }

    private static String bytes(Candidate row) {
        return String.format(Locale.ROOT, "%,d", row.sizeBytes());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** F1, shares and intervals as shares of 1. */
    void writeJson(Path file) throws IOException {
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory()
                    .createGenerator(out)
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .useDefaultPrettyPrinter()) {
                json.writeStartObject();
                json.writeStringField("text", text);
                json.writeStringField("calibration", calibration);
                json.writeStringField("rule", rule);
                json.writeArrayFieldStart("rows");
                int running = 0;
                for (Candidate row : rows) {
                    write(json, row, row.runs() ? latencies.get(running++) : null);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            out.write('\n');
        });
    }

    private void write(JsonGenerator json, Candidate row, @Nullable Millis millis) throws IOException {
        json.writeStartObject();
        json.writeStringField("precision", row.precision());
        json.writeStringField("wider", row.fallback());
        json.writeBooleanField("chosen", row.equals(chosen));
        json.writeNumberField("bytes", row.sizeBytes());
        if (millis == null) {
            json.writeStringField("reason", row.reason());
        } else {
            json.writeNumberField("p50Millis", millis.p50());
            json.writeNumberField("p99Millis", millis.p99());
            json.writeNumberField("equalTags", row.equalTags());
        }
        F1Difference f1 = row.difference();
        if (f1 != null) {
            json.writeNumberField("f1", f1.after().f1());
            json.writeNumberField("f1Change", f1.change());
            json.writeNumberField("f1ChangeLow", f1.low());
            json.writeNumberField("f1ChangeHigh", f1.high());
            json.writeBooleanField("kept", row.kept());
        }
        json.writeEndObject();
    }
}
