package dev.fastener.evaluation;

/**
 * How two taggers differ on the same sentences.
 *
 * @param before counts of the one
 * @param after counts of the other
 * @param low lower end of the 95 % interval of F1 after minus F1 before, as a share of 1
 * @param high its upper end
 */
public record F1Difference(Counts before, Counts after, double low, double high) {
    /** F1 after minus F1 before, as a share of 1: below 0 where the second tagger is worse. */
    public double change() {
        return after.f1() - before.f1();
    }

    /** Whether the second tagger is worse by more than chance: the whole interval lies below 0. */
    public boolean significantlyWorse() {
        return high < 0;
    }
}
