package dev.fastener.evaluation;

import java.util.Locale;

/**
 * The most F1 that may be lost, held against how finely a corpus can measure. A bound of less than one entity can't be
 * measured as such; there the rule is that the second tagger is not significantly worse.
 *
 * @param mostPoints that may be lost, in points of a hundred
 */
public record F1Bound(double mostPoints) {
    /** Room for rounding: 0.2 points of 500 entities are one entity. */
    private static final double ROUNDING = 1e-9;

    public F1Bound {
        if (!(mostPoints >= 0 && mostPoints <= 100)) {
            throw new IllegalArgumentException("expected a bound of 0 to 100 points of F1, found " + mostPoints);
        }
    }

    /** Whether the bound is less than one of {@code entities}. */
    public boolean belowOneEntity(long entities) {
        return mostPoints * entities / 100 < 1 - ROUNDING;
    }

    public boolean keptBy(F1Difference difference) {
        return isKept(difference.before().gold(), difference.change(), difference.significantlyWorse());
    }

    /** By the mean of several trainings. */
    public boolean keptBy(MeanF1Difference difference) {
        return isKept(difference.before().gold(), difference.change(), difference.significantlyWorse());
    }

    private boolean isKept(long entities, double change, boolean significantlyWorse) {
        return belowOneEntity(entities) ? !significantlyWorse : -100 * change <= mostPoints + ROUNDING;
    }

    /** The rule in words: "dev has 389 entities: 0.2 points is under one; used: not significantly worse". */
    public String rule(String corpus, long entities) {
        String points = String.format(Locale.ROOT, "%s has %,d entities: %s points is ", corpus, entities, mostPoints);
        return belowOneEntity(entities)
                ? points
                        + "under one; used: not significantly worse (paired bootstrap, 95 %); more text would tell more"
                : String.format(
                        Locale.ROOT,
                        "%sup to %.1f; used: F1 lower by no more than that",
                        points,
                        mostPoints * entities / 100);
    }
}
