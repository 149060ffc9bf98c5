package dev.fastener.tune.study;

import dev.fastener.tune.search.Point;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One point and what is known of it.
 *
 * @param number from 0, in the order of proposal
 * @param reason of a failure or a rejection; null where there is none
 * @param variants at least one
 * @param target epochs that it is to have in all, as far as decided
 * @param ended epochs after which its model was written and its variants were scored
 * @param deaths of workers that trained it
 * @param devF1 after each epoch, 0 to 1
 */
public record Trial(
        int number,
        Point point,
        State state,
        @Nullable String reason,
        List<Variant> variants,
        int target,
        int ended,
        int deaths,
        List<Double> devF1) {
    /** What became of a trial. */
    public enum State {
        /** Is trained, or was. */
        ADMITTED,
        /** Over a limit in each precision: not trained. */
        REJECTED,
        /** Training ended with an error. */
        FAILED
    }

    public Trial {
        variants = List.copyOf(variants);
        devF1 = List.copyOf(devF1);
    }

    /** Admitted and not yet at its target. */
    public boolean isUnfinished() {
        return state == State.ADMITTED && ended < target;
    }

    /** The fastest variant that keeps the limits; the nearest to them where none does. */
    public Variant fastest() {
        return variants.stream()
                .min(Comparator.comparingDouble(Variant::excess).thenComparingDouble(Variant::millis))
                .orElseThrow();
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
