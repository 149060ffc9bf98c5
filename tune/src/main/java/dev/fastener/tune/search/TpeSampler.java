package dev.fastener.tune.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011) over all parameters jointly (Falkner et al. 2018), with several
 * objectives after Ozaki et al. 2022: where good observations are dense and the others are not, the next point is tried. Points
 * that exceed a limit count as worse than all others, the more, the more they exceed it.
 */
public record TpeSampler(Space space, long seed) implements Sampler {
    /** Points that are drawn before there is something to learn from. */
    public static final int STARTUP = 10;

    private static final double GOOD_SHARE = 0.1;
    private static final int MOST_GOOD = 25;
    private static final int CANDIDATES = 24;

    @Override
    public @Nullable Point propose(int number, List<Observation> observed, Set<Point> taken) {
        Sampler unguided = new RandomSampler(space, seed);
        if (observed.size() < STARTUP) {
            return unguided.propose(number, observed, taken);
        }
        int goodCount = Math.min(MOST_GOOD, (int) Math.ceil(GOOD_SHARE * observed.size()));
        Set<Integer> goodPlaces = new HashSet<>(order(observed).subList(0, goodCount));
        List<double[]> good = new ArrayList<>();
        List<double[]> others = new ArrayList<>();
        for (int i = 0; i < observed.size(); i++) {
            (goodPlaces.contains(i) ? good : others)
                    .add(space.coordinates(observed.get(i).point()));
        }
        Point best = mostPromising(
                new Parzen(space.parameters(), good),
                new Parzen(space.parameters(), others),
                Sampler.random(seed, number),
                taken);
        return best == null ? unguided.propose(number, observed, taken) : best;
    }

    private @Nullable Point mostPromising(Parzen good, Parzen others, SplittableRandom random, Set<Point> taken) {
        Point best = null;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < CANDIDATES; i++) {
            double[] candidate = good.sample(random);
            double promise = good.logDensity(candidate) - others.logDensity(candidate);
            Point point = space.point(candidate);
            if (promise > highest && !taken.contains(point)) {
                highest = promise;
                best = point;
            }
        }
        return best;
    }

    /** Places, best first. */
    private static List<Integer> order(List<Observation> observed) {
        List<Integer> within = new ArrayList<>();
        List<Integer> beyond = new ArrayList<>();
        for (int i = 0; i < observed.size(); i++) {
            (observed.get(i).excess() == 0 ? within : beyond).add(i);
        }
        List<Integer> order = new ArrayList<>();
        for (int place :
                Ranking.of(within.stream().map(i -> observed.get(i).losses()).toList())) {
            order.add(within.get(place));
        }
        beyond.sort(Comparator.comparingDouble(i -> observed.get(i).excess()));
        order.addAll(beyond);
        return order;
    }
}
