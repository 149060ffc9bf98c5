package dev.fastener.crf;

import dev.fastener.kernel.ChainKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The scores between the tags of a linear-chain CRF, to be added and maximised. Immutable and thread-safe.
 *
 * <p>A forbidden move scores minus infinity. Where no path of a sequence's length is free of them (one step, and no tag
 * may both start and end), {@link Viterbi} and {@link Marginals} use {@link #unconstrained()}, so that there is always an
 * answer.
 */
public final class Chain {
    /** No score is larger: a sum of them along the longest path stays finite, so that each path can be compared with each. */
    public static final float LARGEST_SCORE = 1e30f;

    /** Most tags a chain may have. */
    public static final int MOST_TAGS = 4096;

    private final int tags;
    /** [tags, stride of the kernels], row "from", column "to"; minus infinity beyond the tags. */
    private final float[] transitions;
    /** The same, row "to", column "from". */
    private final float[] transposed;
    /** [tags], added at the first step. */
    private final float[] start;
    /** [tags], added at the last step. */
    private final float[] end;

    private final @Nullable Chain unconstrained;

    private Chain(float[] moves, float[] start, float[] end, @Nullable Chain unconstrained) {
        this.tags = start.length;
        this.start = start;
        this.end = end;
        this.unconstrained = unconstrained;
        int stride = ChainKernels.best().stride(tags);
        this.transitions = new float[tags * stride];
        this.transposed = new float[tags * stride];
        Arrays.fill(transitions, Float.NEGATIVE_INFINITY);
        Arrays.fill(transposed, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < moves.length; i++) {
            transitions[i / tags * stride + i % tags] = moves[i];
            transposed[i % tags * stride + i / tags] = moves[i];
        }
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
        return new Chain(bounded(transitions), bounded(start), bounded(end), null);
    }

    /**
     * Scores that a chain can add: what is no number becomes the least, and what is larger than {@link #LARGEST_SCORE} becomes
     * that. Minus infinity forbids a move of a chain; of an emission it is a number like any other.
     */
    public static float bounded(float score) {
        return Float.isNaN(score) ? -LARGEST_SCORE : Math.max(-LARGEST_SCORE, Math.min(LARGEST_SCORE, score));
    }

    private static float[] bounded(float[] scores) {
        float[] bounded = scores.clone();
        for (int i = 0; i < bounded.length; i++) {
            bounded[i] = scores[i] == Float.NEGATIVE_INFINITY ? scores[i] : bounded(scores[i]);
        }
        return bounded;
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
        return new Chain(masked(scores(), moves), masked(start, first), masked(end, last), unconstrained());
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
        return unconstrained == null ? this : unconstrained;
    }

    /** A copy of the transitions, [tags * tags]. */
    private float[] scores() {
        float[] scores = new float[tags * tags];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = transition(i / tags, i % tags);
        }
        return scores;
    }

    float transition(int from, int to) {
        return transitions[from * (transitions.length / tags) + to];
    }

    /** [tags, stride], row "from". */
    float[] transitions() {
        return transitions;
    }

    /** [tags, stride], row "to". */
    float[] transposed() {
        return transposed;
    }

    float[] start() {
        return start;
    }

    float[] end() {
        return end;
    }
}
