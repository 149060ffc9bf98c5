package dev.fastener.crf;

/**
 * The scores between the tags of a linear-chain CRF, to be added and maximised. Immutable and thread-safe.
 *
 * <p>A forbidden move scores minus infinity. Where no path of a sequence's length is free of them (one step, and no tag
 * may both start and end), {@link Viterbi} and {@link Marginals} use {@link #unconstrained()}, so that there is always an
 * answer.
 */
public final class Chain {
    /** Most tags a chain may have. */
    public static final int MOST_TAGS = 4096;

    private final int tags;
    /** [tags * tags], row "from", column "to". */
    private final float[] transitions;
    /** [tags], added at the first step. */
    private final float[] start;
    /** [tags], added at the last step. */
    private final float[] end;

    private final Chain unconstrained;

    private Chain(float[] transitions, float[] start, float[] end, Chain unconstrained) {
        this.tags = start.length;
        this.transitions = transitions;
        this.start = start;
        this.end = end;
        this.unconstrained = unconstrained;
    }

    private Chain(float[] transitions, float[] start, float[] end) {
        this.tags = start.length;
        this.transitions = transitions;
        this.start = start;
        this.end = end;
        this.unconstrained = this;
    }

    /**
     * @param transitions [tags * tags], row "from", column "to"
     * @param start [tags]
     * @param end [tags]
     */
    public static Chain of(float[] transitions, float[] start, float[] end) {
        int tags = start.length;
        if (tags < 1 || tags > MOST_TAGS || end.length != tags || transitions.length != tags * tags) {
            throw new IllegalArgumentException("chain: expected 1 to " + MOST_TAGS
                    + " tags and [tags, tags], [tags], [tags] scores, found " + transitions.length + ", " + start.length
                    + ", " + end.length);
        }
        return new Chain(transitions.clone(), start.clone(), end.clone());
    }

    /** A chain whose tags know nothing of each other. */
    public static Chain independent(int tags) {
        return of(new float[tags * tags], new float[tags], new float[tags]);
    }

    /**
     * This chain without the moves that are false.
     *
     * @param moves [tags * tags], row "from", column "to"
     * @param first [tags], may stand at the first step
     * @param last [tags], may stand at the last step
     */
    public Chain constrained(boolean[] moves, boolean[] first, boolean[] last) {
        return new Chain(masked(transitions, moves), masked(start, first), masked(end, last), unconstrained);
    }

    private static float[] masked(float[] scores, boolean[] allowed) {
        if (allowed.length != scores.length) {
            throw new IllegalArgumentException(
                    "constraints: expected " + scores.length + " moves, found " + allowed.length);
        }
        float[] masked = scores.clone();
        for (int i = 0; i < masked.length; i++) {
            if (!allowed[i]) {
                masked[i] = Float.NEGATIVE_INFINITY;
            }
        }
        return masked;
    }

    public int tags() {
        return tags;
    }

    /** This chain with no move forbidden. */
    public Chain unconstrained() {
        return unconstrained;
    }

    float[] transitions() {
        return transitions;
    }

    float[] start() {
        return start;
    }

    float[] end() {
        return end;
    }
}
