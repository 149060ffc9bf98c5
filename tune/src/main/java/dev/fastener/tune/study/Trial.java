package dev.fastener.tune.study;

import dev.fastener.tune.search.Point;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One point and what is known of it.
 *
 * @param number from 0, in the order of proposal
 * @param reason of a failure or a rejection; null where there is none
 * @param millis of a call, predicted or timed
 * @param bytes of the model file
 * @param excess by how much the worst limit is exceeded, as a share of it; 0 where all are kept
 * @param target epochs that it is to have in all, as far as decided
 * @param devF1 after each epoch, 0 to 1
 */
public record Trial(
        int number,
        Point point,
        State state,
        @Nullable String reason,
        double millis,
        long bytes,
        double excess,
        int target,
        List<Double> devF1) {
    /** What became of a trial. */
    public enum State {
        /** Is trained, or was. */
        ADMITTED,
        /** Over a limit: not trained. */
        REJECTED,
        /** Training ended with an error. */
        FAILED
    }

    public Trial {
        devF1 = List.copyOf(devF1);
    }

    /** Admitted and not yet at its target. */
    public boolean isUnfinished() {
        return state == State.ADMITTED && devF1.size() < target;
    }

    /** The best of the first {@code epochs}, 0 to 1; 0 for none. */
    public double bestF1(int epochs) {
        return devF1.stream().limit(epochs).mapToDouble(f1 -> f1).max().orElse(0);
    }

    /** The best so far, 0 to 1; 0 for none. */
    public double bestF1() {
        return bestF1(devF1.size());
    }
}
