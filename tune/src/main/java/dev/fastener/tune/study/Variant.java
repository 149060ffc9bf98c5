package dev.fastener.tune.study;

import dev.fastener.engine.Precision;
import org.jspecify.annotations.Nullable;

/**
 * A trial's network in one precision of its recurrent weights: trained once, it may serve in several.
 *
 * @param millis of a call
 * @param bytes of the model file; foretold until the trial has ended a rung
 * @param excess by how much the worst limit is exceeded, as a share of it; 0 where all are kept
 * @param devF1 0 to 1, in this precision, when the trial last ended a rung; null before
 */
public record Variant(
        Precision precision,
        double millis,
        Source source,
        long bytes,
        double excess,
        @Nullable Double devF1) {
    /** How the time is known. */
    public enum Source {
        /** By the model of costs. */
        PREDICTED,
        /** With random weights, before training. */
        TIMED,
        /** The trained model's own. */
        MEASURED
    }

    /** With what is known once it is trained. */
    public Variant trained(long foundBytes, double foundDevF1) {
        return new Variant(precision, millis, source, foundBytes, excess, foundDevF1);
    }
}
