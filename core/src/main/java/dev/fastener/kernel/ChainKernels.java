package dev.fastener.kernel;

/**
 * The recursions over the steps of one sequence of a linear-chain CRF, in tiers of one contract: plain loops, which are the
 * specification, the Vector API over the tags, and the native library. Thread-safe: a call touches only its arguments.
 *
 * <p>Rows of tags are {@link #stride} values apart. What lies beyond the tags in a matrix of scores is minus infinity and in
 * one of factors zero; in the rows of steps it is written but never counts.
 */
public interface ChainKernels {
    /** The tier of {@link Kernels#best()}. */
    static ChainKernels best() {
        return KernelChoice.chains();
    }

    /** "scalar", "vector 512 bits", "native avx2". */
    String name();

    /** Values from one row of tags to the next: {@code tags} rounded up to whole vectors. */
    int stride(int tags);

    /**
     * The best path (Viterbi 1967). Forwards best[row, to] = max over from of (best[row - 1, from] + transitions[from, to]) +
     * emission[row, to], the start's scores added to the first row's emissions; no sum is rounded otherwise than this says.
     * The last tag is the lowest of those whose best score + end is largest. Backwards, each tag before is the lowest whose
     * sum gave the stored score bit for bit; 0 where there is none, which only emissions that are not numbers bring about.
     *
     * @param rows at least 1
     * @param transitions [tags, stride], row "from", not NaN
     * @param transposed the same, row "to"
     * @param start [tags]
     * @param end [tags]
     * @param emissions [rows, tags] from {@code offset} on
     * @param best scratch, [rows + 1, stride]
     * @param path out, [rows] from {@code at} on
     * @return the path's score
     */
    float viterbi(
            int rows,
            int tags,
            float[] transitions,
            float[] transposed,
            float[] start,
            float[] end,
            float[] emissions,
            int offset,
            float[] best,
            int[] path,
            int at);

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
