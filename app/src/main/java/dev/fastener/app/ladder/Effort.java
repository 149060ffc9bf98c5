package dev.fastener.app.ladder;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a ladder is measured.
 *
 * @param rounds of all rungs; null for as many as there is time for
 * @param budget of the whole run
 * @param warmUpSeconds that each rung runs before it is timed
 */
public record Effort(@Nullable Integer rounds, Duration budget, double warmUpSeconds) {
    private static final int FEWEST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 40;
    /** What is left is for the curves. */
    private static final double SHARE_OF_ROUNDS = 0.6;

    /** Whether a round comes after {@code done} of them. */
    boolean another(int done, long elapsedNanos) {
        if (rounds != null) {
            return done < rounds;
        }
        return done < FEWEST_ROUNDS || (done < MOST_ROUNDS && elapsedNanos < SHARE_OF_ROUNDS * budget.toNanos());
    }

    /** That a fast rung runs in a round: several passes. */
    long roundNanos() {
        return budget.toNanos() / 1000;
    }

    /** That the slowest engine runs at a point of a curve in a round, but for one call. */
    long pointNanos() {
        return budget.toNanos() / 500;
    }

    /** That a faster one runs there. */
    long fastPointNanos() {
        return budget.toNanos() / 6000;
    }

    /** Of the time that is to pass, 0 to 1. */
    double share(long elapsedNanos) {
        return Math.min(0.99, (double) elapsedNanos / budget.toNanos());
    }
}
