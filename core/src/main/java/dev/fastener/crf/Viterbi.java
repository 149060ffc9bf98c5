package dev.fastener.crf;

/**
 * The best path through a chain (Viterbi 1967). Holds the scratch of one thread: not thread-safe, and after the longest
 * sequence allocates nothing.
 *
 * <p>Of paths with equal scores the one with the lowest tag at the last step wins, then at the step before it, and so on.
 *
 * <p>The forward pass keeps the best score of each tag at each step and no back pointers: a maximum over contiguous floats
 * compiles to vector instructions, an argmax does not. The way back finds each predecessor by computing the same sums again
 * and looking for the equal one, which is exact because it is the same arithmetic on the same floats.
 */
public final class Viterbi {
    private final Chain chain;
    /** Best score of a path that ends in a tag, [rows, tags]. */
    private float[] best = new float[0];

    public Viterbi(Chain chain) {
        this.chain = chain;
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
        float score = decode(chain, emissions, offset, rows, path, at);
        if (score == Float.NEGATIVE_INFINITY && chain.unconstrained() != chain) {
            return decode(chain.unconstrained(), emissions, offset, rows, path, at);
        }
        return score;
    }

    private float decode(Chain scores, float[] emissions, int offset, int rows, int[] path, int at) {
        int tags = scores.tags();
        if (best.length < rows * tags) {
            best = new float[Math.max(rows * tags, best.length + best.length / 2)];
        }
        for (int tag = 0; tag < tags; tag++) {
            best[tag] = scores.start()[tag] + emissions[offset + tag];
        }
        for (int row = 1; row < rows; row++) {
            step(scores.transitions(), tags, emissions, offset + row * tags, best, (row - 1) * tags, row * tags);
        }
        int last = (rows - 1) * tags;
        int winner = 0;
        float score = best[last] + scores.end()[0];
        for (int tag = 1; tag < tags; tag++) {
            float other = best[last + tag] + scores.end()[tag];
            if (other > score) {
                score = other;
                winner = tag;
            }
        }
        path[at + rows - 1] = winner;
        for (int row = rows - 1; row > 0; row--) {
            winner = predecessor(scores.transitions(), tags, emissions[offset + row * tags + winner], row, winner);
            path[at + row - 1] = winner;
        }
        return score;
    }

    /** best[after + to] = max over from of (best[before + from] + transitions[from, to]) + emissions[emission + to]. */
    private static void step(
            float[] transitions, int tags, float[] emissions, int emission, float[] best, int before, int after) {
        float first = best[before];
        for (int to = 0; to < tags; to++) {
            best[after + to] = first + transitions[to];
        }
        for (int from = 1; from < tags; from++) {
            float score = best[before + from];
            int row = from * tags;
            for (int to = 0; to < tags; to++) {
                best[after + to] = Math.max(best[after + to], score + transitions[row + to]);
            }
        }
        for (int to = 0; to < tags; to++) {
            best[after + to] += emissions[emission + to];
        }
    }

    private int predecessor(float[] transitions, int tags, float emission, int row, int to) {
        float reached = best[row * tags + to];
        int before = (row - 1) * tags;
        for (int from = 0; from < tags; from++) {
            if (best[before + from] + transitions[from * tags + to] + emission == reached) {
                return from;
            }
        }
        return 0; // only emissions that are not numbers lead here: any path is as good
    }
}
