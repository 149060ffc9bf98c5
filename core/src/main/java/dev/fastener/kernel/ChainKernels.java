package dev.fastener.kernel;

/**
 * The recursions over the steps of one sequence of a linear-chain CRF, in two tiers of one contract: plain loops, which
 * are the specification, and the Vector API over the tags. Thread-safe: a call touches only its arguments.
 *
 * <p>Rows of tags are {@link #stride} values apart. What lies beyond the tags in a matrix of scores is minus infinity and in
 * one of factors zero; in the rows of steps it is written but never counts.
 */
public interface ChainKernels {
    /** The tier of {@link Kernels#best()}. */
    static ChainKernels best() {
        return KernelChoice.chains();
    }

    /** "scalar", or "vector 512 bits". */
    String name();

    /** Values from one row of tags to the next: {@code tags} rounded up to whole vectors. */
    int stride(int tags);

    /**
     * Best scores of the paths that end in each tag (Viterbi 1967): best[row, to] = max over from of (best[row - 1, from] +
     * transitions[from, to]) + emission[row, to], for all rows but the first. No sum is rounded otherwise than this says.
     *
     * @param rows at least 1
     * @param transitions [tags, stride], row "from", not NaN
     * @param best [rows + 1, stride] in: the first step's scores, then the emissions; out: the best scores; the last row is
     *     scratch
     */
    void viterbi(int rows, int tags, float[] transitions, float[] best);

    /**
     * The way back through the best scores: of each step but the last, the lowest tag "from" whose best[row - 1, from] +
     * transition to the next tag + its emission is best[row, to] bit for bit; 0 where there is none.
     *
     * @param transposed the transitions, [tags, stride], row "to"
     * @param emissions [rows, tags] from {@code offset} on
     * @param best as {@link #viterbi} left it
     * @param path [rows] from {@code at} on; in: the last tag; out: all
     */
    void path(int rows, int tags, float[] transposed, float[] emissions, int offset, float[] best, int[] path, int at);

    /**
     * Factors of the steps: potentials[row, tag] = exp(emission[row, tag] - the row's largest), relative error 1e-12, 0
     * below exp(-708).
     *
     * @param emissions [rows, tags] from {@code offset} on, finite
     * @param potentials [rows, stride] out
     * @return the sum of the rows' largest
     */
    double potentials(int rows, int tags, float[] emissions, int offset, double[] potentials);

    /**
     * Scaled forward pass (Rabiner 1989): alpha[row, to] = potentials[row, to] * sum over from of alpha[row - 1, from] *
     * moves[from, to], each row divided by its sum.
     *
     * @param moves [tags, stride], row "from"
     * @param alpha [rows, stride] in: the first row, without its potentials; out: each row sums to 1
     * @param sums [rows] out: what each row was divided by; 0 where no path is left, then the rest is undefined
     * @return whether all sums are above 0
     */
    boolean forward(int rows, int tags, double[] moves, double[] potentials, double[] alpha, double[] sums);

    /**
     * Scaled backward pass: beta[row, from] = sum over to of moves[from, to] * rest[row + 1, to], where rest[row, tag] =
     * beta[row, tag] * potentials[row, tag] / sums[row] is all that a step and those after it weigh.
     *
     * @param movesTransposed [tags, stride], row "to"
     * @param beta [rows, stride] in: the last row; out: all rows, so that alpha * beta is the probability of a tag
     * @param rest [rows, stride] out
     */
    void backward(
            int rows,
            int tags,
            double[] movesTransposed,
            double[] potentials,
            double[] sums,
            double[] beta,
            double[] rest);
}
