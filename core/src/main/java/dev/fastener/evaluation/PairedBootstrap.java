package dev.fastener.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The interval of a difference in F1 between two taggers on the same sentences: sentences are drawn with replacement, each
 * with what both taggers found in it, and the difference is taken of each draw (Koehn 2004, "Statistical Significance Tests
 * for Machine Translation Evaluation"; Efron and Tibshirani 1993, percentile interval). Seeded: equal counts give equal
 * intervals.
 */
public final class PairedBootstrap {
    private static final int DRAWS = 10_000;
    private static final double TAIL = 0.025;

    private PairedBootstrap() {}

    /**
     * The 95 % interval of F1 after minus F1 before.
     *
     * @param before what the one tagger found, sentence by sentence
     * @param after what the other found in the same sentences
     */
    public static F1Difference compare(List<Counts> before, List<Counts> after, long seed) {
        if (before.size() != after.size() || before.isEmpty()) {
            throw new IllegalArgumentException("paired bootstrap: expected counts of the same sentences, found "
                    + before.size() + " and " + after.size());
        }
        // Gold, correct before, predicted before, correct after, predicted after.
        int sentences = before.size();
        long[][] counts = new long[sentences][];
        for (int s = 0; s < sentences; s++) {
            Counts b = before.get(s);
            Counts a = after.get(s);
            counts[s] = new long[] {b.gold(), b.correct(), b.predicted(), a.correct(), a.predicted()};
        }
        double[] differences = new double[DRAWS];
        SplittableRandom random = new SplittableRandom(seed);
        long[] sum = new long[5];
        for (int draw = 0; draw < DRAWS; draw++) {
            Arrays.fill(sum, 0);
            for (int i = 0; i < sentences; i++) {
                long[] drawn = counts[random.nextInt(sentences)];
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += drawn[k];
                }
            }
            differences[draw] = new Counts(sum[3], sum[0], sum[4]).f1() - new Counts(sum[1], sum[0], sum[2]).f1();
        }
        Arrays.sort(differences);
        return new F1Difference(
                before.stream().reduce(Counts.NONE, Counts::plus),
                after.stream().reduce(Counts.NONE, Counts::plus),
                quantile(differences, TAIL),
                quantile(differences, 1 - TAIL));
    }

    /** Linear between the two nearest ranks, as numpy.quantile has it. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
