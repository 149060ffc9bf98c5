package dev.fastener;

import dev.fastener.engine.Precision;

/**
 * How a tagger runs; immutable. {@code TaggerOptions.defaults().withThreads(1)}.
 *
 * @param threads that one call may use; 0 for as many as the machine or its cgroup quota, rounded down, allows
 * @param confidences whether entities carry their probability, which costs a second pass over the scores
 * @param batchSteps most steps (characters or words) that are scored together, unless one sequence alone has more
 * @param precision of the recurrent weights
 */
public record TaggerOptions(int threads, boolean confidences, int batchSteps, Precision precision) {
    public TaggerOptions {
        if (threads < 0 || batchSteps < 1) {
            throw new IllegalArgumentException(
                    "tagger options: expected threads of at least 0 and batchSteps of at least" + " 1, found " + threads
                            + " and " + batchSteps);
        }
    }

    public static TaggerOptions defaults() {
        return new TaggerOptions(0, false, 4096, Precision.AUTO);
    }

    public TaggerOptions withThreads(int value) {
        return new TaggerOptions(value, confidences, batchSteps, precision);
    }

    public TaggerOptions withConfidences(boolean value) {
        return new TaggerOptions(threads, value, batchSteps, precision);
    }

    public TaggerOptions withBatchSteps(int value) {
        return new TaggerOptions(threads, confidences, value, precision);
    }

    public TaggerOptions withPrecision(Precision value) {
        return new TaggerOptions(threads, confidences, batchSteps, value);
    }
}
