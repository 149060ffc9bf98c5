package dev.fastener.app.ladder;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Medians of rounds with their 95 % intervals: rounds are drawn with replacement, and the figure is taken of each draw (Efron and
 * Tibshirani 1993, percentile interval). A ratio is that of two medians, so that ratios multiply; both are taken of the same
 * drawn rounds, so that what slows a round slows both. Seeded: equal times give equal intervals.
 */
final class Intervals {
    private static final int DRAWS = 2000;
    private static final double TAIL = 0.025;
    private static final long SEED = 20;

    /** What is compared with itself. */
    static final Interval ONE = new Interval(1, 1, 1);

    private Intervals() {}

    /** @param rounds a time of each */
    static Interval median(double[] rounds) {
        double[] ones = new double[rounds.length];
        Arrays.fill(ones, 1);
        return ratio(rounds, ones);
    }

    /** The median of {@code over} divided by that of {@code under}, which are times of the same rounds. */
    static Interval ratio(double[] over, double[] under) {
        if (over.length != under.length || over.length == 0) {
            throw new IllegalArgumentException(
                    "ratio: expected times of the same rounds, found " + over.length + " and " + under.length);
        }
        SplittableRandom random = new SplittableRandom(SEED);
        double[] drawnOver = new double[over.length];
        double[] drawnUnder = new double[over.length];
        double[] ratios = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            for (int i = 0; i < over.length; i++) {
                int round = random.nextInt(over.length);
                drawnOver[i] = over[round];
                drawnUnder[i] = under[round];
            }
            ratios[draw] = middle(drawnOver) / middle(drawnUnder);
        }
        Arrays.sort(ratios);
        return new Interval(middle(over) / middle(under), quantile(ratios, TAIL), quantile(ratios, 1 - TAIL));
    }

    /** The median. */
    static double middle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return quantile(sorted, 0.5);
    }

    /** Linear between the two nearest ranks. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
