package dev.fastener.crf;

import dev.fastener.kernel.ChainKernels;
import org.jspecify.annotations.Nullable;

/**
 * Probabilities under a chain, by forward-backward with scaling (Rabiner 1989) in doubles: each step's sums are divided by
 * their total, so no length overflows. {@link #run} first, then any number of questions about that sequence. Holds the
 * scratch of one thread: not thread-safe, and after the longest sequence allocates nothing.
 *
 * <p>A tag whose score lies more than 708 below the best of its step counts as impossible. Where so many are that no path is
 * left, constraints are left out, and then the transitions too: the steps are taken as independent.
 */
public final class Marginals {
    private final ChainKernels kernels = ChainKernels.best();
    private final int tags;
    private final int stride;
    private final Factors given;
    /** The factors that the last run used. */
    private Factors used;

    /** exp(emission - the step's largest), [rows, stride]. */
    private double[] potentials = new double[0];
    /** Share of the paths up to a step that end in a tag, [rows, stride]. */
    private double[] alpha = new double[0];
    /** What the steps after a step weigh, by its tag, [rows, stride]: alpha * beta is a probability. */
    private double[] beta = new double[0];
    /** What a step and those after it weigh, by its tag, [rows, stride]. */
    private double[] rest = new double[0];
    /** What the sums of a step were divided by, [rows]. */
    private double[] sums = new double[0];

    private float[] emissions = new float[0];
    private int offset;
    private int rows;
    /** Sum of alpha * end over the tags of the last step. */
    private double endSum;

    private double peaks;

    public Marginals(Chain chain) {
        this.tags = chain.tags();
        this.stride = kernels.stride(tags);
        this.given = new Factors(chain);
        this.used = given;
    }

    /** A chain's scores as factors: exponentials of the differences to the largest. */
    private final class Factors {
        final Chain chain;
        /** [tags, stride], row "from". */
        final double[] moves = new double[tags * stride];
        /** [tags, stride], row "to". */
        final double[] transposed = new double[tags * stride];
        /** [stride]. */
        final double[] start;
        /** [stride]. */
        final double[] end;

        final double movePeak;
        final double startPeak;
        final double endPeak;

        /** What is used where this chain allows no path. */
        private @Nullable Factors next;

        Factors(Chain chain) {
            this.chain = chain;
            double largest = Double.NEGATIVE_INFINITY;
            for (float score : chain.transitions()) {
                largest = Math.max(largest, score);
            }
            movePeak = finite(largest);
            startPeak = finite(peak(chain.start()));
            endPeak = finite(peak(chain.end()));
            start = factors(chain.start(), startPeak);
            end = factors(chain.end(), endPeak);
            for (int from = 0; from < tags; from++) {
                for (int to = 0; to < tags; to++) {
                    double factor = Math.exp(chain.transition(from, to) - movePeak);
                    moves[from * stride + to] = factor;
                    transposed[to * stride + from] = factor;
                }
            }
        }

        private double[] factors(float[] scores, double peak) {
            double[] factors = new double[stride];
            for (int tag = 0; tag < tags; tag++) {
                factors[tag] = Math.exp(scores[tag] - peak);
            }
            return factors;
        }

        Factors next() {
            if (next == null) {
                Chain free = chain.unconstrained();
                next = new Factors(free != chain ? free : Chain.independent(tags));
            }
            return next;
        }
    }

    private static double peak(float[] scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        return largest;
    }

    /** 0 where everything is forbidden, so that the factors are zeros rather than no numbers. */
    private static double finite(double peak) {
        return peak == Double.NEGATIVE_INFINITY ? 0 : peak;
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
        if (sums.length < rows) {
            int capacity = Math.max(rows, sums.length + sums.length / 2);
            potentials = new double[capacity * stride];
            alpha = new double[capacity * stride];
            beta = new double[capacity * stride];
            rest = new double[capacity * stride];
            sums = new double[capacity];
        }
        peaks = kernels.potentials(rows, tags, emissions, offset, potentials);
        used = given;
        for (int attempt = 0; !run(used) && attempt < 2; attempt++) {
            used = used.next();
        }
    }

    /** Whether there is a path. */
    private boolean run(Factors factors) {
        System.arraycopy(factors.start, 0, alpha, 0, stride);
        if (!kernels.forward(rows, tags, factors.moves, potentials, alpha, sums)) {
            return false;
        }
        int last = (rows - 1) * stride;
        endSum = 0;
        for (int tag = 0; tag < tags; tag++) {
            endSum += alpha[last + tag] * factors.end[tag];
        }
        for (int tag = 0; tag < stride; tag++) {
            beta[last + tag] = factors.end[tag] / endSum;
        }
        kernels.backward(rows, tags, factors.transposed, potentials, sums, beta, rest);
        return endSum > 0;
    }

    /** Logarithm of the sum of exp(score) over all paths. */
    public double logPartition() {
        double sum = peaks + used.startPeak + (rows - 1) * used.movePeak + used.endPeak + Math.log(endSum);
        for (int row = 0; row < rows; row++) {
            sum += Math.log(sums[row]);
        }
        return sum;
    }

    /** Probability of {@code tag} at {@code row}. */
    public double probability(int row, int tag) {
        return Math.min(1, alpha[row * stride + tag] * beta[row * stride + tag]);
    }

    /** Logarithm of the probability of the whole path. */
    public double logPathProbability(int[] path, int at) {
        double score = (double) used.chain.start()[path[at]] + used.chain.end()[path[at + rows - 1]];
        for (int row = 0; row < rows; row++) {
            int tag = path[at + row];
            score += emissions[offset + row * tags + tag];
            if (row > 0) {
                score += used.chain.transition(path[at + row - 1], tag);
            }
        }
        return Math.min(0, score - logPartition());
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
        int head = path[at + first];
        double share = first == 0 ? used.start[head] : 0;
        for (int from = 0; first > 0 && from < tags; from++) {
            if (first == realFirst || !joined[from * tags + head]) {
                share += alpha[(first - 1) * stride + from] * used.moves[from * stride + head];
            }
        }
        int tail = head;
        for (int row = first; row < end; row++) {
            int tag = path[at + row];
            double move = row == first ? 1 : used.moves[tail * stride + tag];
            share *= move * potentials[row * stride + tag] / sums[row];
            tail = tag;
        }
        double after = end == rows ? used.end[tail] / endSum : 0;
        for (int to = 0; end < rows && to < tags; to++) {
            if (end == realEnd || !joined[tail * tags + to]) {
                after += used.moves[tail * stride + to] * rest[end * stride + to];
            }
        }
        return Math.min(1, share * after);
    }
}
