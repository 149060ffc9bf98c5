package dev.fastener.tune.search;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws each point on its own. */
public record RandomSampler(Space space, long seed) implements Sampler {
    private static final int ATTEMPTS = 1000;

    @Override
    public @Nullable Point propose(int number, List<Observation> observed, Set<Point> taken) {
        SplittableRandom random = Sampler.random(seed, number);
        for (int i = 0; i < ATTEMPTS; i++) {
            Point point = space.random(random);
            if (!taken.contains(point)) {
                return point;
            }
        }
        return null;
    }
}
