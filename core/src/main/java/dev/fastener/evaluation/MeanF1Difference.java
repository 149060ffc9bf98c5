package dev.fastener.evaluation;

import java.util.List;

/**
 * How a tagger that was trained several times, with another seed each time, differs from another tagger on the same
 * sentences.
 *
 * @param before counts of the other
 * @param afters counts of each training, at least one
 * @param low lower end of the 95 % interval of mean F1 after minus F1 before, as a share of 1
 * @param high its upper end
 */
public record MeanF1Difference(Counts before, List<Counts> afters, double low, double high) {
    public MeanF1Difference {
        afters = List.copyOf(afters);
        if (afters.isEmpty()) {
            throw new IllegalArgumentException("mean of differences: expected at least one training, found none");
        }
    }

    /** Mean F1 after minus F1 before, as a share of 1. */
    public double change() {
        return afters.stream().mapToDouble(Counts::f1).sum() / afters.size() - before.f1();
    }

    /** Whether the mean is lower by more than the choice of sentences explains: the whole interval lies below 0. */
    public boolean significantlyWorse() {
        return high < 0;
    }
}
