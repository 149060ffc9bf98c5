package dev.fastener.crf;

import java.util.Arrays;

/**
 * How far the tag probabilities of a linear-chain CRF are from a teacher's: the sum over the steps of KL(teacher's || own
 * marginal), and its gradient ("posterior" distillation, Wang et al. 2020, Structure-Level Knowledge Distillation For
 * Multilingual Sequence Labeling). With alpha and beta the logarithms of the forward and backward sums, the own marginal is
 * exp(alpha + beta - log Z), so that the loss is -sum q * (alpha + beta) + sum q * log Z and a constant. The gradient
 * runs back through the two recursions:
 *
 * <pre>
 *   alpha[t, to] = emission[t, to] + log sum over from of exp(alpha[t - 1, from] + transition[from, to])
 *   beta[t, from] = log sum over to of exp(transition[from, to] + emission[t + 1, to] + beta[t + 1, to])
 * </pre>
 *
 * The sums themselves are kept scaled and in doubles, so that no logarithm is taken in them. The gradients of the transitions
 * add up over calls. Scratch of one thread.
 */
public final class DistillationLoss {
    private final int tags;

    /** exp(transition - the largest), [from, to]. */
    private final double[] moves;

    private final double[] starts;
    private final double[] ends;
    private final double[] dTransitions;
    private final double[] dStart;
    private final double[] dEnd;

    /** exp(emission - the step's largest), [length, tags]. */
    private double[] potential = {};

    /** exp(alpha), each step divided by its sum, [length, tags]. */
    private double[] alpha = {};

    /** exp(beta), each step divided by its largest, [length, tags]. */
    private double[] beta = {};

    /** Gradients of alpha, later of beta, at two neighbouring steps, [tags]. */
    private double[] adjoint;

    private double[] next;

    public DistillationLoss(int tags) {
        this.tags = tags;
        moves = new double[tags * tags];
        starts = new double[tags];
        ends = new double[tags];
        dTransitions = new double[tags * tags];
        dStart = new double[tags];
        dEnd = new double[tags];
        adjoint = new double[tags];
        next = new double[tags];
    }

    /**
     * Takes the parameters for the calls that follow and sets their gradients to zero.
     *
     * @param transitions [from, to]
     * @param start [tags]
     * @param end [tags]
     */
    public void begin(float[] transitions, float[] start, float[] end) {
        exp(transitions, 0, moves, 0, tags * tags);
        exp(start, 0, starts, 0, tags);
        exp(end, 0, ends, 0, tags);
        Arrays.fill(dTransitions, 0);
        Arrays.fill(dStart, 0);
        Arrays.fill(dEnd, 0);
    }

    /**
     * Loss of one sentence, at least 0.
     *
     * @param emissions [length, tags] from {@code offset} on
     * @param teacher probabilities, as {@code emissions}; a step of zeros is not taught and adds nothing
     * @param gradient as {@code emissions}: the gradient of scale * loss is added
     * @param length at least 1
     */
    public double add(float[] emissions, float[] teacher, int offset, int length, float[] gradient, float scale) {
        reserve(length);
        forward(emissions, offset, length);
        backward(length);
        double loss = 0;
        double taught = 0;
        for (int t = 0; t < length; t++) {
            double total = 0;
            for (int j = t * tags; j < (t + 1) * tags; j++) {
                total += alpha[j] * beta[j];
            }
            for (int j = t * tags; j < (t + 1) * tags; j++) {
                double q = teacher[offset + j];
                if (q > 0) {
                    loss += q * Math.log(q / Math.max(alpha[j] * beta[j] / total, Double.MIN_NORMAL));
                    taught += q;
                }
            }
        }
        throughAlpha(teacher, offset, length, taught, gradient, scale);
        throughBeta(teacher, offset, length, gradient, scale);
        return loss;
    }

    private void reserve(int length) {
        if (alpha.length < length * tags) {
            int room = length * tags * 5 / 4;
            potential = new double[room];
            alpha = new double[room];
            beta = new double[room];
        }
    }

    private void forward(float[] emissions, int offset, int length) {
        for (int t = 0; t < length; t++) {
            int row = t * tags;
            exp(emissions, offset + row, potential, row, tags);
            if (t == 0) {
                System.arraycopy(starts, 0, alpha, 0, tags);
            } else {
                Arrays.fill(alpha, row, row + tags, 0);
                for (int from = 0; from < tags; from++) {
                    double value = alpha[row - tags + from];
                    for (int to = 0; to < tags; to++) {
                        alpha[row + to] += value * moves[from * tags + to];
                    }
                }
            }
            double total = 0;
            for (int j = row; j < row + tags; j++) {
                alpha[j] *= potential[j];
                total += alpha[j];
            }
            for (int j = row; j < row + tags; j++) {
                alpha[j] /= total;
            }
        }
    }

    private void backward(int length) {
        System.arraycopy(ends, 0, beta, (length - 1) * tags, tags);
        for (int t = length - 2; t >= 0; t--) {
            int row = t * tags;
            double largest = 0;
            for (int from = 0; from < tags; from++) {
                double sum = 0;
                for (int to = 0; to < tags; to++) {
                    sum += moves[from * tags + to] * potential[row + tags + to] * beta[row + tags + to];
                }
                beta[row + from] = sum;
                largest = Math.max(largest, sum);
            }
            for (int j = row; j < row + tags; j++) {
                beta[j] /= largest;
            }
        }
    }

    /** What the loss owes to each alpha, the last of which also makes log Z; from the last step to the first. */
    private void throughAlpha(float[] teacher, int offset, int length, double taught, float[] gradient, float scale) {
        int last = (length - 1) * tags;
        double total = 0;
        for (int j = 0; j < tags; j++) {
            total += alpha[last + j] * ends[j];
        }
        for (int j = 0; j < tags; j++) {
            double share = taught * alpha[last + j] * ends[j] / total;
            adjoint[j] = share - teacher[offset + last + j];
            dEnd[j] += scale * share;
        }
        for (int t = length - 1; t >= 0; t--) {
            int row = t * tags;
            for (int j = 0; j < tags; j++) {
                gradient[offset + row + j] += (float) (scale * adjoint[j]);
            }
            if (t == 0) {
                break;
            }
            for (int from = 0; from < tags; from++) {
                next[from] = -teacher[offset + row - tags + from];
            }
            for (int to = 0; to < tags; to++) {
                double sum = 0;
                for (int from = 0; from < tags; from++) {
                    sum += alpha[row - tags + from] * moves[from * tags + to];
                }
                double factor = sum > 0 ? adjoint[to] / sum : 0;
                for (int from = 0; from < tags; from++) {
                    double flow = factor * alpha[row - tags + from] * moves[from * tags + to];
                    next[from] += flow;
                    dTransitions[from * tags + to] += scale * flow;
                }
            }
            swap();
        }
        for (int j = 0; j < tags; j++) {
            dStart[j] += scale * adjoint[j];
        }
    }

    /** What the loss owes to each beta, from the first step to the last. */
    private void throughBeta(float[] teacher, int offset, int length, float[] gradient, float scale) {
        for (int j = 0; j < tags; j++) {
            adjoint[j] = -teacher[offset + j];
        }
        for (int t = 0; t + 1 < length; t++) {
            int after = (t + 1) * tags;
            for (int to = 0; to < tags; to++) {
                next[to] = 0;
            }
            for (int from = 0; from < tags; from++) {
                double sum = 0;
                for (int to = 0; to < tags; to++) {
                    sum += moves[from * tags + to] * potential[after + to] * beta[after + to];
                }
                double factor = sum > 0 ? adjoint[from] / sum : 0;
                for (int to = 0; to < tags; to++) {
                    double flow = factor * moves[from * tags + to] * potential[after + to] * beta[after + to];
                    next[to] += flow;
                    dTransitions[from * tags + to] += scale * flow;
                }
            }
            for (int to = 0; to < tags; to++) {
                gradient[offset + after + to] += (float) (scale * next[to]);
                next[to] -= teacher[offset + after + to];
            }
            swap();
        }
        for (int j = 0; j < tags; j++) {
            dEnd[j] += scale * adjoint[j];
        }
    }

    private void swap() {
        double[] before = adjoint;
        adjoint = next;
        next = before;
    }

    /** Exponentials of the differences to the largest. */
    private static void exp(float[] from, int at, double[] to, int toAt, int count) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + count; i++) {
            largest = Math.max(largest, from[i]);
        }
        for (int i = 0; i < count; i++) {
            to[toAt + i] = Math.exp((double) from[at + i] - largest);
        }
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
