package dev.fastener.app.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One row: an engine at one work over one workload.
 *
 * @param kernels the tier that ran
 * @param figures null where this machine can't run it
 * @param notApplicable why it can't; empty where it can
 */
record Result(
        Setup setup,
        String kernels,
        Work work,
        Workload workload,
        @Nullable Figures figures,
        String notApplicable) {
    /** Shares of calls that a row gives the times of. */
    static final double[] SHARES = {0.5, 0.9, 0.99, 0.999, 1};

    /**
     * What was measured.
     *
     * @param callMillis time that each of {@link #SHARES} of the calls took at most
     * @param rounds passes over all sentences
     * @param calls of all rounds
     * @param ratio times as fast as ONNX Runtime fp32 at its best setting, in passes
     * @param shareOfScores of the same engine's speed in {@link Work#SCORES}, in passes; NaN there
     * @param isReference whether this is that best setting
     * @param throttledPeriods scheduling periods in which the quota was used up
     */
    record Figures(
            double[] callMillis,
            int rounds,
            int calls,
            double sentencesPerSecond,
            double charactersPerSecond,
            double ratio,
            double shareOfScores,
            boolean isReference,
            long throttledPeriods,
            Parity parity) {}

    /** What is wrong with the emissions; empty where they are right, or where nothing was measured. */
    String fault() {
        // Not a number, and so not above anything, where emissions weren't looked at.
        if (figures == null || !(figures.parity().scaledDifference() > setup.tolerance())) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "wrong: %s %s %s, threads %d, batch %d: emissions differ from ONNX Runtime's by %.1e of the largest,"
                        + " expected at most %.0e",
                setup.kind(),
                setup.precision().toString(),
                kernels,
                setup.threads(),
                workload.batch(),
                figures.parity().scaledDifference(),
                setup.tolerance());
    }

    /** The value of a named column, for limits: "core", "fp32", "32". */
    @Nullable
    String column(String name) {
        return switch (name) {
            case "engine" -> setup.kind().toString();
            case "precision" -> setup.precision().toString();
            case "kernels" -> kernels;
            case "threads" -> String.valueOf(setup.threads());
            case "batch" -> String.valueOf(workload.batch());
            case "concurrency" -> String.valueOf(workload.concurrency());
            case "order" -> workload.order().name().toLowerCase(Locale.ROOT);
            case "work" -> work.name().toLowerCase(Locale.ROOT);
            default -> null;
        };
    }
}
