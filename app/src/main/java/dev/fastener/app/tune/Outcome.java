package dev.fastener.app.tune;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.io.AtomicFile;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a study has given so far.
 *
 * @param conditions of the times
 * @param chosen null where nothing was trained
 * @param measuredMillis of the chosen model, timed anew; 0 where it wasn't
 * @param testF1 of the chosen model, 0 to 1; null without test sentences
 */
record Outcome(
        String conditions,
        List<Trial> trials,
        @Nullable Trial chosen,
        double measuredMillis,
        @Nullable Double testF1) {
    /** Of a study that is not gone on with now. */
    static Outcome of(Study study, Choosing choosing) throws IOException {
        List<Trial> all = study.trials();
        String conditions = study.note("conditions");
        return new Outcome(conditions == null ? "p99@" : conditions, all, choosing.choose(Table.pareto(all)), 0, null);
    }

    void print() {
        List<Trial> pareto = Table.pareto(trials);
        long failed = count(Trial.State.FAILED);
        System.out.printf(
                Locale.ROOT,
                "%d trials trained, %d failed, %d rejected before training (of these %d by timing)%n",
                count(Trial.State.ADMITTED),
                failed,
                count(Trial.State.REJECTED),
                trials.stream()
                        .filter(trial -> String.valueOf(trial.reason()).contains("(timed)"))
                        .count());
        for (Trial trial : trials) {
            if (trial.state() == Trial.State.FAILED) {
                System.out.println("trial " + trial.number() + " failed: " + trial.reason());
            }
        }
        System.out.printf("%nNot beaten in F1, time and size at once (%s):%n", conditions);
        System.out.print(Table.render(pareto, conditions.substring(0, conditions.indexOf('@'))));
        if (chosen == null) {
            System.out.println("nothing is trained yet");
            return;
        }
        System.out.printf("%nChosen: trial %d", chosen.number());
        if (measuredMillis > 0) {
            System.out.printf(
                    Locale.ROOT,
                    ", %s %.3f ms over at least %,d calls",
                    conditions,
                    measuredMillis,
                    TuneCommand.LEAST_CALLS);
        }
        if (testF1 != null) {
            System.out.printf(Locale.ROOT, ", test F1 %.2f", 100 * testF1);
        }
        System.out.println();
    }

    private long count(Trial.State state) {
        return trials.stream().filter(trial -> trial.state() == state).count();
    }

    void writeJson(Path file) throws IOException {
        List<Trial> pareto = Table.pareto(trials);
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                json.writeStringField("conditions", conditions);
                json.writeArrayFieldStart("trials");
                for (Trial trial : trials) {
                    write(json, trial, pareto.contains(trial));
                }
                json.writeEndArray();
                if (chosen != null) {
                    json.writeObjectFieldStart("chosen");
                    json.writeNumberField("trial", chosen.number());
                    if (measuredMillis > 0) {
                        json.writeNumberField("millis", measuredMillis);
                    }
                    if (testF1 != null) {
                        json.writeNumberField("testF1", testF1);
                    }
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, Trial trial, boolean isPareto) throws IOException {
        json.writeStartObject();
        json.writeNumberField("trial", trial.number());
        json.writeStringField("state", trial.state().name().toLowerCase(Locale.ROOT));
        if (trial.reason() != null) {
            json.writeStringField("reason", trial.reason());
        }
        json.writeNumberField("millis", trial.millis());
        json.writeNumberField("bytes", trial.bytes());
        json.writeBooleanField("pareto", isPareto);
        json.writeObjectFieldStart("parameters");
        for (Map.Entry<String, String> value : trial.point().values().entrySet()) {
            json.writeStringField(value.getKey(), value.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("devF1");
        for (double f1 : trial.devF1()) {
            json.writeNumber(f1);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
