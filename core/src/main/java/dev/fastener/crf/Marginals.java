package dev.fastener.crf;

import java.util.Arrays;

/**
 * Probabilities under a chain, by forward-backward (Rabiner 1989) in doubles. {@link #run} first, then any number of
 * questions about that sequence. Holds the scratch of one thread: not thread-safe.
 *
 * <p>Each row is kept as logarithms and scaled by its largest value before it meets the exponentials of the transitions,
 * which are computed once: [tags] exponentials per row rather than [tags, tags].
 */
public final class Marginals {
    private final Chain chain;
    private final double[] exponentials;
    /** Largest transition; {@link #exponentials} are of the differences to it. */
    private final double peak;

    /** The chain that the last run used: without constraints where they allow no path. */
    private Chain used;
    /** Logarithm of the sum over all paths up to and with a tag at a row, [rows, tags]. */
    private double[] forward = new double[0];
    /** Logarithm of the sum over all paths after a tag at a row, [rows, tags]. */
    private double[] backward = new double[0];

    private double[] scaled = new double[0];
    private double[] sums = new double[0];
    private float[] emissions = new float[0];
    private int offset;
    private int rows;
    private double logPartition;

    public Marginals(Chain chain) {
        this.chain = chain;
        this.used = chain;
        double largest = Double.NEGATIVE_INFINITY;
        for (float score : chain.unconstrained().transitions()) {
            largest = Math.max(largest, score);
        }
        this.peak = largest;
        this.exponentials = exponentials(chain, largest);
    }

    private static double[] exponentials(Chain chain, double peak) {
        float[] transitions = chain.transitions();
        double[] result = new double[transitions.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.exp(transitions[i] - peak);
        }
        return result;
    }

    /**
     * Prepares the answers for one sequence. The emissions are read again by the questions: don't change them before.
     *
     * @param emissions [.., tags], finite
     * @param offset of the first row in {@code emissions}, in floats
     * @param rows steps of the sequence, at least 1
     */
    public void run(float[] emissions, int offset, int rows) {
        this.emissions = emissions;
        this.offset = offset;
        this.rows = rows;
        int size = rows * chain.tags();
        if (forward.length < size) {
            forward = new double[size];
            backward = new double[size];
            scaled = new double[chain.tags()];
            sums = new double[chain.tags()];
        }
        run(chain, exponentials);
        if (logPartition == Double.NEGATIVE_INFINITY && chain.unconstrained() != chain) {
            run(chain.unconstrained(), exponentials(chain.unconstrained(), peak));
        }
    }

    private void run(Chain scores, double[] exponentials) {
        used = scores;
        int tags = scores.tags();
        for (int tag = 0; tag < tags; tag++) {
            forward[tag] = scores.start()[tag] + (double) emissions[offset + tag];
        }
        for (int row = 1; row < rows; row++) {
            double largest = scale(forward, (row - 1) * tags, -1);
            Arrays.fill(sums, 0);
            for (int from = 0; from < tags; from++) {
                double weight = scaled[from];
                for (int to = 0; to < tags; to++) {
                    sums[to] += weight * exponentials[from * tags + to];
                }
            }
            for (int to = 0; to < tags; to++) {
                forward[row * tags + to] = largest + peak + Math.log(sums[to]) + emissions[offset + row * tags + to];
            }
        }
        for (int tag = 0; tag < tags; tag++) {
            backward[(rows - 1) * tags + tag] = scores.end()[tag];
        }
        for (int row = rows - 2; row >= 0; row--) {
            double largest = scale(backward, (row + 1) * tags, offset + (row + 1) * tags);
            for (int from = 0; from < tags; from++) {
                double sum = 0;
                for (int to = 0; to < tags; to++) {
                    sum += exponentials[from * tags + to] * scaled[to];
                }
                backward[row * tags + from] = largest + peak + Math.log(sum);
            }
        }
        double partition = Double.NEGATIVE_INFINITY;
        for (int tag = 0; tag < tags; tag++) {
            partition = logAdd(partition, forward[(rows - 1) * tags + tag] + scores.end()[tag]);
        }
        logPartition = partition;
    }

    /** Fills {@link #scaled} with exp(row + emissions - largest) and gives the largest; no emissions where their place is -1. */
    private double scale(double[] logarithms, int row, int emission) {
        int tags = chain.tags();
        double largest = Double.NEGATIVE_INFINITY;
        for (int tag = 0; tag < tags; tag++) {
            scaled[tag] = logarithms[row + tag] + (emission < 0 ? 0 : emissions[emission + tag]);
            largest = Math.max(largest, scaled[tag]);
        }
        double subtracted = largest == Double.NEGATIVE_INFINITY ? 0 : largest;
        for (int tag = 0; tag < tags; tag++) {
            scaled[tag] = Math.exp(scaled[tag] - subtracted);
        }
        return subtracted;
    }

    /** Logarithm of the sum of exp(score) over all paths. */
    public double logPartition() {
        return logPartition;
    }

    /** Probability of {@code tag} at {@code row}. */
    public double probability(int row, int tag) {
        int at = row * chain.tags() + tag;
        return probability(forward[at] + backward[at]);
    }

    /** Logarithm of the probability of the whole path. */
    public double logPathProbability(int[] path, int at) {
        double score = used.start()[path[at]] + logFromTo(path, at, 0, rows) + used.end()[path[at + rows - 1]];
        return Math.min(0, score - logPartition);
    }

    /**
     * Probability that the rows {@code first} to {@code end} (exclusive) have exactly the tags of {@code path} and are one
     * entity by themselves: the tag before the first is not joined to it, nor the tag after the last.
     *
     * @param path tags of all rows, from place {@code at}
     * @param joined [tags * tags], whether the tag "to" continues the entity of the tag "from" before it
     * @param realFirst first row of the text: what stands before it is padding and is joined to nothing
     * @param realEnd row after the last of the text
     */
    public double spanProbability(
            int first, int end, int[] path, int at, boolean[] joined, int realFirst, int realEnd) {
        int tags = chain.tags();
        float[] transitions = used.transitions();
        int head = path[at + first];
        double before = first == 0 ? used.start()[head] : Double.NEGATIVE_INFINITY;
        for (int from = 0; first > 0 && from < tags; from++) {
            if (first == realFirst || !joined[from * tags + head]) {
                before = logAdd(before, forward[(first - 1) * tags + from] + transitions[from * tags + head]);
            }
        }
        int tail = path[at + end - 1];
        double after = end == rows ? used.end()[tail] : Double.NEGATIVE_INFINITY;
        for (int to = 0; end < rows && to < tags; to++) {
            if (end == realEnd || !joined[tail * tags + to]) {
                int next = end * tags + to;
                after = logAdd(after, backward[next] + emissions[offset + next] + transitions[tail * tags + to]);
            }
        }
        return probability(before + logFromTo(path, at, first, end) + after);
    }

    /** Emissions of the rows and the transitions between them. */
    private double logFromTo(int[] path, int at, int first, int end) {
        int tags = chain.tags();
        double sum = 0;
        for (int row = first; row < end; row++) {
            int tag = path[at + row];
            sum += emissions[offset + row * tags + tag];
            if (row > first) {
                sum += used.transitions()[path[at + row - 1] * tags + tag];
            }
        }
        return sum;
    }

    private double probability(double logarithm) {
        return Math.min(1, Math.exp(logarithm - logPartition));
    }

    private static double logAdd(double a, double b) {
        double larger = Math.max(a, b);
        return larger == Double.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
    }
}
