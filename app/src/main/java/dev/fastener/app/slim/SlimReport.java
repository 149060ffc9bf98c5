package dev.fastener.app.slim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.app.Columns;
import dev.fastener.io.AtomicFile;
import dev.fastener.slim.Candidate;
import dev.fastener.slim.Confirmation;
import dev.fastener.slim.SlimOptions;
import dev.fastener.slim.SlimResult;
import dev.fastener.slim.SlimStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What slimming gave, as a table and as JSON; changes of F1 in points of a hundred. */
final class SlimReport {
    private SlimReport() {}

    /** A row for each model: what it costs in F1 and gives in time and bytes, against the teacher. */
    static String table(SlimResult result) {
        Columns table = new Columns();
        table.row("step", "model", "dev F1", "change", "95 %", "ms a sentence", "ratio", "bytes", "");
        for (Candidate candidate : result.candidates()) {
            table.row(
                    candidate.step(),
                    candidate.shape(),
                    format("%.2f", 100 * candidate.dev().f1()),
                    format("%+.2f", change(candidate)),
                    interval(
                            candidate.difference().low(), candidate.difference().high()),
                    format("%.3f", candidate.millis()),
                    format("%.1f", ratio(result, candidate)),
                    format("%,d", candidate.bytes()),
                    verdict(result, candidate));
        }
        StringBuilder text = new StringBuilder(table.render(""));
        text.append(result.rule()).append('\n');
        result.confirmations()
                .forEach(confirmation -> text.append(sentence(confirmation)).append('\n'));
        return text.toString();
    }

    /** "1 LSTM of 128, embeddings of 64: seeds 1, 2, 3 change F1 by -0.10, +0.22, -0.31, on average -0.06 (...): within the bound". */
    static String sentence(Confirmation confirmation) {
        List<Candidate> students = confirmation.students();
        return students.get(0).shape() + ": seeds "
                + students.stream()
                        .map(student -> String.valueOf(student.seed()))
                        .collect(Collectors.joining(", "))
                + " change F1 by "
                + students.stream()
                        .map(student -> format("%+.2f", change(student)))
                        .collect(Collectors.joining(", "))
                + format(", on average %+.2f", 100 * confirmation.difference().change()) + " (95 % "
                + interval(
                        confirmation.difference().low(),
                        confirmation.difference().high())
                + "): " + (confirmation.accepted() ? "within the bound" : "beyond the bound");
    }

    private static String interval(double low, double high) {
        return format("%+.2f", 100 * low) + ".." + format("%+.2f", 100 * high);
    }

    private static String verdict(SlimResult result, Candidate candidate) {
        if (candidate == result.teacher()) {
            return "";
        }
        String verdict = candidate == result.chosen()
                ? "chosen"
                : candidate.accepted() ? "within the bound" : "beyond the bound";
        return candidate.cutShort() ? verdict + ", out of time" : verdict;
    }

    private static String format(String form, Object value) {
        return String.format(Locale.ROOT, form, value);
    }

    private static double change(Candidate candidate) {
        return 100 * candidate.difference().change();
    }

    private static double ratio(SlimResult result, Candidate candidate) {
        return result.teacher().millis() / candidate.millis();
    }

    /** One line on what was written. */
    static String summary(SlimResult result, Path out) {
        Candidate chosen = Objects.requireNonNull(result.chosen(), "a chosen model");
        return String.format(
                Locale.ROOT,
                "%s: %s; %+.2f points of dev F1, %.1f times as fast, %.1f times as small",
                out,
                chosen.shape(),
                change(chosen),
                ratio(result, chosen),
                (double) result.teacher().bytes() / chosen.bytes());
    }

    /** @param students null where they were not kept */
    static void writeJson(Path file, SlimResult result, SlimOptions options, @Nullable StudentFolder students)
            throws IOException {
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                json.writeNumberField("maxF1Drop", options.maxF1Drop());
                json.writeStringField("rule", result.rule());
                json.writeArrayFieldStart("steps");
                for (SlimStep step : SlimStep.values()) {
                    if (options.steps().contains(step)) {
                        json.writeString(step.toString());
                    }
                }
                json.writeEndArray();
                json.writeArrayFieldStart("models");
                for (Candidate candidate : result.candidates()) {
                    write(json, result, candidate, students == null ? null : students.file(candidate));
                }
                json.writeEndArray();
                json.writeArrayFieldStart("confirmations");
                for (Confirmation confirmation : result.confirmations()) {
                    write(json, confirmation);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, SlimResult result, Candidate candidate, @Nullable Path file)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("step", candidate.step());
        json.writeStringField("model", candidate.shape());
        json.writeNumberField("f1", candidate.dev().f1());
        json.writeNumberField("f1Change", candidate.difference().change());
        json.writeNumberField("f1ChangeLow", candidate.difference().low());
        json.writeNumberField("f1ChangeHigh", candidate.difference().high());
        json.writeNumberField("goldEntities", candidate.dev().gold());
        json.writeNumberField("millisPerSentence", candidate.millis());
        json.writeNumberField("ratio", ratio(result, candidate));
        json.writeNumberField("bytes", candidate.bytes());
        json.writeBooleanField("withinBound", candidate.accepted());
        json.writeBooleanField("outOfTime", candidate.cutShort());
        json.writeBooleanField("chosen", candidate == result.chosen());
        if (file != null) {
            json.writeStringField("file", file.toString());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Confirmation confirmation) throws IOException {
        json.writeStartObject();
        json.writeStringField("model", confirmation.students().get(0).shape());
        json.writeArrayFieldStart("seeds");
        for (Candidate student : confirmation.students()) {
            json.writeNumber(student.seed());
        }
        json.writeEndArray();
        json.writeNumberField("f1Change", confirmation.difference().change());
        json.writeNumberField("f1ChangeLow", confirmation.difference().low());
        json.writeNumberField("f1ChangeHigh", confirmation.difference().high());
        json.writeBooleanField("withinBound", confirmation.accepted());
        json.writeEndObject();
    }
}
