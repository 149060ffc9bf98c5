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
        double[] differences = draws(before, List.of(after), seed);
        return new F1Difference(sum(before), sum(after), quantile(differences, TAIL), quantile(differences, 1 - TAIL));
    }

    /**
     * The same of a tagger that was trained several times: the interval of the mean of its F1s minus F1 before. A draw has
     * the same sentences for all of them.
     *
     * @param afters what each training's tagger found in the same sentences
     */
    public static MeanF1Difference compareMean(List<Counts> before, List<List<Counts>> afters, long seed) {
        double[] differences = draws(before, afters, seed);
        return new MeanF1Difference(
                sum(before),
                afters.stream().map(PairedBootstrap::sum).toList(),
                quantile(differences, TAIL),
                quantile(differences, 1 - TAIL));
    }

    private static Counts sum(List<Counts> counts) {
        return counts.stream().reduce(Counts.NONE, Counts::plus);
    }

    /** Mean F1 after minus F1 before of each draw, lowest first. */
    private static double[] draws(List<Counts> before, List<List<Counts>> afters, long seed) {
        int sentences = before.size();
        for (List<Counts> after : afters) {
            if (sentences != after.size() || sentences == 0) {
                throw new IllegalArgumentException("paired bootstrap: expected counts of the same sentences, found "
                        + sentences + " and " + after.size());
            }
        }
        // Gold, correct before, predicted before, then correct and predicted of each after.
        long[][] counts = new long[sentences][3 + 2 * afters.size()];
        for (int s = 0; s < sentences; s++) {
            counts[s][0] = before.get(s).gold();
            counts[s][1] = before.get(s).correct();
            counts[s][2] = before.get(s).predicted();
            for (int a = 0; a < afters.size(); a++) {
                counts[s][3 + 2 * a] = afters.get(a).get(s).correct();
                counts[s][4 + 2 * a] = afters.get(a).get(s).predicted();
            }
        }
        double[] differences = new double[DRAWS];
        SplittableRandom random = new SplittableRandom(seed);
        long[] sum = new long[3 + 2 * afters.size()];
        for (int draw = 0; draw < DRAWS; draw++) {
            Arrays.fill(sum, 0);
            for (int i = 0; i < sentences; i++) {
                long[] drawn = counts[random.nextInt(sentences)];
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += drawn[k];
                }
            }
            double mean = 0;
            for (int a = 0; a < afters.size(); a++) {
                mean += new Counts(sum[3 + 2 * a], sum[0], sum[4 + 2 * a]).f1() / afters.size();
            }
            differences[draw] = mean - new Counts(sum[1], sum[0], sum[2]).f1();
        }
        Arrays.sort(differences);
        return differences;
    }

    /** Linear between the two nearest ranks, as numpy.quantile has it. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
