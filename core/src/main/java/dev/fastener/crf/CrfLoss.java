package dev.fastener.crf;

import java.util.Arrays;

/**
 * Negative log-likelihood of a linear-chain CRF (Lafferty et al. 2001) and its gradient, by forward-backward with scaling:
 * each step's sums are divided by their total, so that no logarithm is taken inside the recursion and no length
 * overflows. The gradients of the transitions add up over calls. Scratch of one thread.
 */
public final class CrfLoss {
    private final int tags;

    /** exp(transition - {@link #shift}), [from, to]. */
    private final float[] moves;

    /** The same, [to, from]. */
    private final float[] movesTransposed;

    private final float[] starts;
    private final float[] ends;
    private float[] scores = {};
    private float[] startScores = {};
    private float[] endScores = {};

    /** Largest transition, start and end, taken out before exp. */
    private float shift;

    private float startShift;
    private float endShift;

    private final double[] dTransitions;
    private final double[] dStart;
    private final double[] dEnd;

    /** [length, tags]: scaled forward sums. */
    private float[] alpha = {};

    /** [length, tags]: exp(emission - the step's largest). */
    private float[] potential = {};

    private final float[] beta;
    private final float[] weighted;
    private final float[] sums;

    public CrfLoss(int tags) {
        this.tags = tags;
        moves = new float[tags * tags];
        movesTransposed = new float[tags * tags];
        starts = new float[tags];
        ends = new float[tags];
        dTransitions = new double[tags * tags];
        dStart = new double[tags];
        dEnd = new double[tags];
        beta = new float[tags];
        weighted = new float[tags];
        sums = new float[tags];
    }

    /**
     * Takes the parameters for the calls that follow and sets their gradients to zero.
     *
     * @param transitions [from, to]
     * @param start [tags]
     * @param end [tags]
     */
    public void begin(float[] transitions, float[] start, float[] end) {
        scores = transitions;
        startScores = start;
        endScores = end;
        shift = max(transitions, 0, tags * tags);
        startShift = max(start, 0, tags);
        endShift = max(end, 0, tags);
        for (int from = 0; from < tags; from++) {
            for (int to = 0; to < tags; to++) {
                float move = (float) Math.exp(transitions[from * tags + to] - shift);
                moves[from * tags + to] = move;
                movesTransposed[to * tags + from] = move;
            }
            starts[from] = (float) Math.exp(start[from] - startShift);
            ends[from] = (float) Math.exp(end[from] - endShift);
        }
        Arrays.fill(dTransitions, 0);
        Arrays.fill(dStart, 0);
        Arrays.fill(dEnd, 0);
    }

    /**
     * Loss of one sentence: log of the sum over all paths minus the score of the gold path.
     *
     * @param emissions [length, tags] from {@code offset} on
     * @param gold [length] tags from {@code goldOffset} on
     * @param gradient out, as {@code emissions}: gradient of scale * loss
     * @param length at least 1
     */
    public double add(
            float[] emissions, int offset, int length, int[] gold, int goldOffset, float[] gradient, float scale) {
        if (alpha.length < length * tags) {
            alpha = new float[length * tags * 5 / 4];
            potential = new float[length * tags * 5 / 4];
        }
        double logZ = forward(emissions, offset, length);
        double score = goldScore(emissions, offset, length, gold, goldOffset);
        double total = 0;
        int last = (length - 1) * tags;
        for (int j = 0; j < tags; j++) {
            beta[j] = ends[j];
            total += (double) alpha[last + j] * ends[j];
        }
        logZ += Math.log(total) + endShift;
        for (int j = 0; j < tags; j++) {
            dEnd[j] += scale * (alpha[last + j] * ends[j] / total);
        }
        dEnd[gold[goldOffset + length - 1]] -= scale;
        for (int t = length - 1; t >= 0; t--) {
            marginals(t, gradient, offset + t * tags, scale);
            gradient[offset + t * tags + gold[goldOffset + t]] -= scale;
            if (t > 0) {
                backward(t, scale);
                dTransitions[gold[goldOffset + t - 1] * tags + gold[goldOffset + t]] -= scale;
            }
        }
        for (int j = 0; j < tags; j++) {
            dStart[j] += gradient[offset + j];
        }
        return logZ - score;
    }

    /** Fills {@link #alpha} and {@link #potential}; gives log Z without the end. */
    private double forward(float[] emissions, int offset, int length) {
        double logZ = startShift + (double) (length - 1) * shift;
        for (int t = 0; t < length; t++) {
            int row = t * tags;
            float largest = max(emissions, offset + row, tags);
            for (int j = 0; j < tags; j++) {
                potential[row + j] = (float) Math.exp(emissions[offset + row + j] - largest);
            }
            if (t == 0) {
                System.arraycopy(starts, 0, sums, 0, tags);
            } else {
                product(alpha, row - tags, moves, sums);
            }
            float total = 0;
            for (int j = 0; j < tags; j++) {
                sums[j] *= potential[row + j];
                total += sums[j];
            }
            float inverse = 1 / total;
            for (int j = 0; j < tags; j++) {
                alpha[row + j] = sums[j] * inverse;
            }
            logZ += largest + Math.log(total);
        }
        return logZ;
    }

    private double goldScore(float[] emissions, int offset, int length, int[] gold, int goldOffset) {
        double score = startScores[gold[goldOffset]] + endScores[gold[goldOffset + length - 1]];
        for (int t = 0; t < length; t++) {
            score += emissions[offset + t * tags + gold[goldOffset + t]];
            if (t > 0) {
                score += scores[gold[goldOffset + t - 1] * tags + gold[goldOffset + t]];
            }
        }
        return score;
    }

    /** target = row of {@code left} times {@code matrix}, [tags, tags]. */
    private void product(float[] left, int offset, float[] matrix, float[] target) {
        Arrays.fill(target, 0f);
        for (int i = 0; i < tags; i++) {
            float value = left[offset + i];
            int row = i * tags;
            for (int j = 0; j < tags; j++) {
                target[j] += value * matrix[row + j];
            }
        }
    }

    /** Probability of each tag at step t, from alpha and the present beta. */
    private void marginals(int t, float[] gradient, int offset, float scale) {
        int row = t * tags;
        float total = 0;
        for (int j = 0; j < tags; j++) {
            total += alpha[row + j] * beta[j];
        }
        float factor = scale / total;
        for (int j = 0; j < tags; j++) {
            gradient[offset + j] = alpha[row + j] * beta[j] * factor;
        }
    }

    /** Moves beta from step t to t - 1 and adds the pair probabilities to the transitions' gradient. */
    private void backward(int t, float scale) {
        int row = t * tags;
        for (int j = 0; j < tags; j++) {
            weighted[j] = potential[row + j] * beta[j];
        }
        product(weighted, 0, movesTransposed, sums);
        int before = row - tags;
        float total = 0;
        float largest = 0;
        for (int i = 0; i < tags; i++) {
            total += alpha[before + i] * sums[i];
            largest = Math.max(largest, sums[i]);
        }
        float factor = scale / total;
        for (int i = 0; i < tags; i++) {
            float share = alpha[before + i] * factor;
            int from = i * tags;
            for (int j = 0; j < tags; j++) {
                dTransitions[from + j] += share * moves[from + j] * weighted[j];
            }
        }
        float inverse = 1 / largest;
        for (int i = 0; i < tags; i++) {
            beta[i] = sums[i] * inverse;
        }
    }

    private static float max(float[] values, int offset, int count) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + count; i++) {
            largest = Math.max(largest, values[i]);
        }
        return largest;
    }

    /** Adds the gradients since {@link #begin} to the given arrays, shaped as its arguments. */
    public void addGradients(float[] transitions, float[] start, float[] end) {
        for (int i = 0; i < tags * tags; i++) {
            transitions[i] += (float) dTransitions[i];
        }
        for (int i = 0; i < tags; i++) {
            start[i] += (float) dStart[i];
            end[i] += (float) dEnd[i];
        }
    }
}
