package dev.fastener.app.tune;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.io.AtomicFile;
import dev.fastener.tune.latency.Conditions;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a study has given so far.
 *
 * @param conditions of the times
 * @param contenders that may be chosen
 * @param chosen null where nothing was trained
 * @param testF1 of the chosen model, 0 to 1; null where it wasn't scored
 */
record Outcome(
        String conditions,
        List<Trial> trials,
        List<Contender> contenders,
        @Nullable Contender chosen,
        @Nullable Double testF1) {
    /** Note of a study: {@link #conditions}. */
    static final String CONDITIONS = "conditions";

    /** Of a study that is not gone on with now. */
    static Outcome of(Study study, Choosing choosing) throws IOException {
        List<Trial> all = study.trials();
        List<Contender> contenders = Contender.of(all);
        Contender chosen = choosing.choose(Contender.front(contenders));
        String conditions = study.note(CONDITIONS);
        return new Outcome(
                conditions == null ? Conditions.defaults().toString() : conditions,
                all,
                contenders,
                chosen,
                chosen == null ? null : Winner.knownTestF1(study, chosen, ""));
    }

    void print() {
        System.out.printf(
                Locale.ROOT,
                "%d trials trained, %d failed, %d rejected before training (of these %d by timing)%n",
                count(Trial.State.ADMITTED),
                count(Trial.State.FAILED),
                count(Trial.State.REJECTED),
                trials.stream().filter(Outcome::wasRejectedByTiming).count());
        for (Trial trial : trials) {
            if (trial.state() == Trial.State.FAILED) {
                System.out.println("trial " + trial.number() + " failed: " + trial.reason());
            }
        }
        if (chosen == null) {
            System.out.println("no model that keeps the limits is trained yet");
            trials.stream().flatMap(Outcome::overTheLimit).forEach(System.out::println);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%nNot beaten in F1, time and size at once (%s), of those trained for %d epochs:%n",
                conditions,
                chosen.trial().ended());
        System.out.print(Table.render(Contender.front(contenders), conditions.substring(0, conditions.indexOf('@'))));
        System.out.printf("%nChosen: %s", chosen.name());
        if (chosen.variant().source() == Variant.Source.MEASURED) {
            System.out.printf(
                    Locale.ROOT,
                    ", %s %.3f ms over at least %,d calls",
                    conditions,
                    chosen.millis(),
                    Winner.LEAST_CALLS);
        }
        System.out.printf(Locale.ROOT, ", dev F1 %.2f", 100 * chosen.devF1());
        if (testF1 != null) {
            System.out.printf(Locale.ROOT, ", test F1 %.2f", 100 * testF1);
        }
        System.out.println();
    }

    /** Of the trained models, what each was measured or foretold to take. */
    private static Stream<String> overTheLimit(Trial trial) {
        return trial.state() != Trial.State.ADMITTED
                ? Stream.of()
                : trial.variants().stream()
                        .filter(variant -> variant.devF1() != null && variant.excess() > 0)
                        .map(variant -> String.format(
                                Locale.ROOT,
                                "trial %d in %s: %.3f ms (%s), %,d bytes: over a limit",
                                trial.number(),
                                variant.precision(),
                                variant.millis(),
                                variant.source().name().toLowerCase(Locale.ROOT),
                                variant.bytes()));
    }

    static boolean wasRejectedByTiming(Trial trial) {
        return trial.state() == Trial.State.REJECTED && trial.fastest().source() == Variant.Source.TIMED;
    }

    private long count(Trial.State state) {
        return trials.stream().filter(trial -> trial.state() == state).count();
    }

    void writeJson(Path file) throws IOException {
        List<Contender> front = Contender.front(contenders);
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                json.writeStringField("conditions", conditions);
                json.writeArrayFieldStart("trials");
                for (Trial trial : trials) {
                    write(json, trial, front);
                }
                json.writeEndArray();
                if (chosen != null) {
                    json.writeObjectFieldStart("chosen");
                    json.writeNumberField("trial", chosen.trial().number());
                    json.writeStringField(
                            "precision", chosen.variant().precision().toString());
                    json.writeNumberField("devF1", chosen.devF1());
                    json.writeNumberField("millis", chosen.millis());
                    if (testF1 != null) {
                        json.writeNumberField("testF1", testF1);
                    }
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, Trial trial, List<Contender> front) throws IOException {
        json.writeStartObject();
        json.writeNumberField("trial", trial.number());
        json.writeStringField("state", trial.state().name().toLowerCase(Locale.ROOT));
        if (trial.reason() != null) {
            json.writeStringField("reason", trial.reason());
        }
        json.writeArrayFieldStart("variants");
        for (Variant variant : trial.variants()) {
            json.writeStartObject();
            json.writeStringField("precision", variant.precision().toString());
            json.writeNumberField("millis", variant.millis());
            json.writeStringField("source", variant.source().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("bytes", variant.bytes());
            Double devF1 = variant.devF1();
            if (devF1 != null) {
                json.writeNumberField("devF1", devF1);
            }
            json.writeBooleanField(
                    "pareto",
                    front.stream()
                            .anyMatch(c -> c.trial().number() == trial.number()
                                    && c.variant().equals(variant)));
            json.writeEndObject();
        }
        json.writeEndArray();
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
