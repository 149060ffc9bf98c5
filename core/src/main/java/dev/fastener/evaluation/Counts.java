package dev.fastener.evaluation;

/**
 * How many entities were found. A quotient of zero by zero is 0, as conlleval and seqeval have it.
 *
 * @param correct predicted and in the gold
 * @param gold in the gold: the support
 * @param predicted predicted, right or wrong
 */
public record Counts(long correct, long gold, long predicted) {
    public static final Counts NONE = new Counts(0, 0, 0);

    public Counts plus(Counts other) {
        return new Counts(correct + other.correct, gold + other.gold, predicted + other.predicted);
    }

    /** Share of the predicted that is right, 0 to 1. */
    public double precision() {
        return predicted == 0 ? 0 : (double) correct / predicted;
    }

    /** Share of the gold that was found, 0 to 1. */
    public double recall() {
        return gold == 0 ? 0 : (double) correct / gold;
    }

    /** Harmonic mean of precision and recall, 0 to 1. */
    public double f1() {
        return gold + predicted == 0 ? 0 : 2.0 * correct / (gold + predicted);
    }
}
