package dev.fastener.tune.latency;

import java.util.Locale;

/**
 * What a time is the time of.
 *
 * @param batch sentences of a call
 * @param threads that a call may use
 * @param length of each sentence in tokens; 0 for the dev sentences in a seeded order
 */
public record Conditions(Percentile percentile, int batch, int threads, int length) {
    public Conditions {
        if (batch < 1 || batch > 4096 || threads < 1 || threads > 256 || length < 0 || length > 4096) {
            throw new IllegalArgumentException(
                    "conditions of a limit: expected batch 1 to 4096, threads 1 to 256 and length 1 to 4096, found batch="
                            + batch + ", threads=" + threads + " and length=" + length);
        }
    }

    /** The 99th percentile of one dev sentence at a time on one thread. */
    public static Conditions defaults() {
        return new Conditions(Percentile.P99, 1, 1, 0);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s@batch=%d,threads=%d,%s",
                percentile,
                batch,
                threads,
                length == 0 ? "lengths=dev" : "length=" + length);
    }
}
