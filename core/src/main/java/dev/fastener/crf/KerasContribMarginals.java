package dev.fastener.crf;

/**
 * The tags that keras_contrib's CRF gives in its marginal mode. Its output at step t is softmax(emission - alpha - beta) where
 *
 * <pre>
 *   alpha[t, to] = log sum over from of exp(alpha[t - 1, from] + emission[t - 1, from] + transition[from, to])
 *   beta[t, to] = log sum over from of exp(beta[t + 1, from] + emission[t + 1, from] + transition[from, to])
 * </pre>
 *
 * and both are 0 where there is no such step; start and end are added to the emissions. These are no marginals (those are
 * emission + alpha + beta, with transition[to, from] in beta), but they are what such a model learned with.
 */
public final class KerasContribMarginals {
    private KerasContribMarginals() {}

    /**
     * Finds emission - alpha - beta of each step, whose softmax is the layer's output.
     *
     * @param chain without constraints
     * @param emissions [.., tags], finite
     * @param offset of the first row in {@code emissions}, in floats
     * @param rows steps of the sequence
     * @return [rows][tags]
     */
    public static double[][] margins(Chain chain, float[] emissions, int offset, int rows) {
        int tags = chain.tags();
        double[][] scores = new double[rows][tags];
        for (int row = 0; row < rows; row++) {
            for (int tag = 0; tag < tags; tag++) {
                scores[row][tag] = emissions[offset + row * tags + tag]
                        + (row == 0 ? chain.start()[tag] : 0)
                        + (row == rows - 1 ? chain.end()[tag] : 0);
            }
        }
        double[][] margins = new double[rows][];
        double[] alpha = new double[tags];
        for (int row = 0; row < rows; row++) {
            margins[row] = scores[row].clone();
            alpha = passed(chain, scores[row], alpha, margins[row]);
        }
        double[] beta = new double[tags];
        for (int row = rows - 1; row >= 0; row--) {
            beta = passed(chain, scores[row], beta, margins[row]);
        }
        return margins;
    }

    /**
     * Finds the tag of each step, the lowest of equal ones.
     *
     * @param chain without constraints
     * @param emissions [.., tags], finite
     * @param offset of the first row in {@code emissions}, in floats
     * @param rows steps of the sequence
     * @param path receives the tags
     * @param at place of the first tag in {@code path}
     */
    public static void decode(Chain chain, float[] emissions, int offset, int rows, int[] path, int at) {
        double[][] margins = margins(chain, emissions, offset, rows);
        for (int row = 0; row < rows; row++) {
            path[at + row] = best(margins[row]);
        }
    }

    /** Takes {@code sums} off {@code margin} and gives the sums of the next step. */
    private static double[] passed(Chain chain, double[] scores, double[] sums, double[] margin) {
        int tags = scores.length;
        double[] next = new double[tags];
        for (int tag = 0; tag < tags; tag++) {
            margin[tag] -= sums[tag];
        }
        for (int to = 0; to < tags; to++) {
            double peak = Double.NEGATIVE_INFINITY;
            for (int from = 0; from < tags; from++) {
                peak = Math.max(peak, sums[from] + scores[from] + chain.transition(from, to));
            }
            double sum = 0;
            for (int from = 0; from < tags; from++) {
                sum += Math.exp(sums[from] + scores[from] + chain.transition(from, to) - peak);
            }
            next[to] = peak + Math.log(sum);
        }
        return next;
    }

    private static int best(double[] margin) {
        int best = 0;
        for (int tag = 1; tag < margin.length; tag++) {
            best = margin[tag] > margin[best] ? tag : best;
        }
        return best;
    }
}
