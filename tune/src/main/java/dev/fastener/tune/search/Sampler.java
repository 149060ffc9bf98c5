package dev.fastener.tune.search;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to try next. It keeps no state: the same seed, number and observations give the same point, so a study that
 * was killed goes on as if it had not been.
 */
public sealed interface Sampler permits RandomSampler, GridSampler, TpeSampler {
    /**
     * A point that is not among {@code taken}.
     *
     * @param number of the point, from 0
     * @param observed in the order in which they were proposed
     * @return null where no point is left, as far as the sampler can find
     */
    @Nullable
    Point propose(int number, List<Observation> observed, Set<Point> taken);

    /** All chance of a proposal comes from the seed and its number. */
    static SplittableRandom random(long seed, int number) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    }
}
