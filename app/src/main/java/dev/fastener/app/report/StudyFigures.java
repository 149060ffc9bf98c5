package dev.fastener.app.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a study of {@code fastener tune} found.
 *
 * @param conditions of the times: "p99@batch=1,threads=1,lengths=dev"
 * @param trained candidates, by trial
 * @param untrained by trial
 * @param timed how many of those that were rejected were timed; the others were foretold
 * @param testF1 of the chosen model, 0 to 1; null where it wasn't scored
 * @param machine what it was measured on and with, by name; empty where unknown
 */
public record StudyFigures(
        String conditions,
        List<Candidate> trained,
        List<Untrained> untrained,
        int timed,
        @Nullable Double testF1,
        Map<String, String> machine) {
    /**
     * A network that was trained.
     *
     * @param precision of its recurrent weights; several candidates of one trial differ in nothing else
     * @param parameters by name, as texts
     * @param f1 on dev in this precision, 0 to 1
     * @param devF1 after each epoch, 0 to 1
     * @param target epochs that it was to have, as far as decided
     * @param isFront whether no other beats it in F1, time and size at once
     * @param isChosen whether the choice fell on it
     */
    public record Candidate(
            int trial,
            String precision,
            Map<String, String> parameters,
            double f1,
            double millis,
            long bytes,
            List<Double> devF1,
            int target,
            boolean isFront,
            boolean isChosen) {
        public Candidate {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
            devF1 = List.copyOf(devF1);
        }

        /** The best of the first {@code epochs}, 0 to 1. */
        double bestF1(int epochs) {
            return devF1.stream().limit(epochs).mapToDouble(f1 -> f1).max().orElse(0);
        }
    }

    /**
     * A trial that came to nothing.
     *
     * @param isFailed whether its training ended with an error; else it was rejected before
     * @param reason of that
     */
    public record Untrained(int trial, boolean isFailed, String reason, Map<String, String> parameters) {
        public Untrained {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }
    }

    public StudyFigures {
        trained = List.copyOf(trained);
        untrained = List.copyOf(untrained);
        machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
    }

    @Nullable
    Candidate chosen() {
        return trained.stream().filter(Candidate::isChosen).findFirst().orElse(null);
    }

    List<Untrained> rejected() {
        return untrained.stream().filter(trial -> !trial.isFailed()).toList();
    }

    List<Untrained> failed() {
        return untrained.stream().filter(Untrained::isFailed).toList();
    }

    /** "p99" of the conditions. */
    String percentile() {
        return conditions.replaceFirst("@.*", "");
    }
}
