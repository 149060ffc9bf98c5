package dev.fastener.crf;

import dev.fastener.kernel.ChainKernels;

/**
 * The best path through a chain (Viterbi 1967). Holds the scratch of one thread: not thread-safe, and after the longest
 * sequence allocates nothing.
 *
 * <p>Of paths with equal scores the one with the lowest tag at the last step wins, then at the step before it, and so on.
 *
 * <p>The forward pass keeps the best score of each tag at each step and no back pointers: a maximum over tags side by side is
 * one instruction for many of them, an argmax is not. The way back finds each predecessor by computing the same sums again
 * and looking for the equal one, which is exact because it is the same arithmetic on the same floats.
 */
public final class Viterbi {
    private final ChainKernels kernels = ChainKernels.best();
    private final Chain chain;
    private final int tags;
    private final int stride;
    /** Scratch, [rows + 1, stride]. */
    private float[] best = new float[0];

    public Viterbi(Chain chain) {
        this.chain = chain;
        this.tags = chain.tags();
        this.stride = kernels.stride(tags);
    }

    /**
     * Finds the best path.
     *
     * @param emissions [.., tags], finite
     * @param offset of the first row in {@code emissions}, in floats
     * @param rows steps of the sequence; 0 gives 0 and no path
     * @param path receives the tags
     * @param at place of the first tag in {@code path}
     * @return the path's score
     */
    public float decode(float[] emissions, int offset, int rows, int[] path, int at) {
        if (rows == 0) {
            return 0;
        }
        float score = decode(chain, chain.end(), emissions, offset, rows, path, at);
        if (score == Float.NEGATIVE_INFINITY && chain.unconstrained() != chain) {
            Chain free = chain.unconstrained();
            return decode(free, free.end(), emissions, offset, rows, path, at);
        }
        return score;
    }

    /**
     * Finds the best path that goes on, one step beyond the last, to the tag that is last where the path goes on to tag 0. So
     * does keras_contrib's CRF without a mask; the chain must be without constraints. Parameters as in {@link #decode}.
     */
    public void decodeBeyond(float[] emissions, int offset, int rows, int[] path, int at) {
        int beyond = 0;
        for (int round = 0; round < 2 && rows > 0; round++) {
            float[] end = chain.end().clone();
            for (int from = 0; from < tags; from++) {
                end[from] += chain.transition(from, beyond);
            }
            decode(chain, end, emissions, offset, rows, path, at);
            beyond = path[at + rows - 1];
        }
    }

    private float decode(Chain scores, float[] end, float[] emissions, int offset, int rows, int[] path, int at) {
        if (best.length < (rows + 1) * stride) {
            best = new float[Math.max((rows + 1) * stride, best.length + best.length / 2)];
        }
        return kernels.viterbi(
                rows,
                tags,
                scores.transitions(),
                scores.transposed(),
                scores.start(),
                end,
                emissions,
                offset,
                best,
                path,
                at);
    }
}
