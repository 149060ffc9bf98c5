package dev.fastener.kernel;

import java.util.Arrays;

/** The specification: plain loops. */
final class ScalarChainKernels implements ChainKernels {
    /** Below it exp is no normal number any more. */
    static final double LEAST = -708;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int stride(int tags) {
        return tags;
    }

    @Override
    public void viterbi(int rows, int tags, float[] transitions, float[] best) {
        int largest = rows * tags;
        for (int row = tags; row < rows * tags; row += tags) {
            Arrays.fill(best, largest, largest + tags, Float.NEGATIVE_INFINITY);
            for (int from = 0; from < tags; from++) {
                raise(tags, best[row - tags + from], transitions, from * tags, best, largest);
            }
            for (int to = 0; to < tags; to++) {
                best[row + to] += best[largest + to];
            }
        }
    }

    private static void raise(int tags, float score, float[] transitions, int row, float[] best, int largest) {
        for (int to = 0; to < tags; to++) {
            best[largest + to] = Math.max(best[largest + to], score + transitions[row + to]);
        }
    }

    @Override
    public void path(
            int rows, int tags, float[] transposed, float[] emissions, int offset, float[] best, int[] path, int at) {
        for (int row = rows - 1; row > 0; row--) {
            int to = path[at + row];
            float emission = emissions[offset + row * tags + to];
            path[at + row - 1] =
                    predecessor(tags, transposed, to * tags, best, (row - 1) * tags, emission, best[row * tags + to]);
        }
    }

    private static int predecessor(
            int tags, float[] transposed, int column, float[] best, int row, float emission, float reached) {
        for (int from = 0; from < tags; from++) {
            if (best[row + from] + transposed[column + from] + emission == reached) {
                return from;
            }
        }
        return 0;
    }

    @Override
    public double potentials(int rows, int tags, float[] emissions, int offset, double[] potentials) {
        double peaks = 0;
        for (int row = 0; row < rows; row++) {
            int from = offset + row * tags;
            float peak = peak(tags, emissions, from);
            peaks += peak;
            for (int tag = 0; tag < tags; tag++) {
                double exponent = (double) emissions[from + tag] - peak;
                potentials[row * tags + tag] = exponent < LEAST ? 0 : Math.exp(exponent);
            }
        }
        return peaks;
    }

    static float peak(int tags, float[] emissions, int from) {
        float peak = emissions[from];
        for (int tag = 1; tag < tags; tag++) {
            peak = Math.max(peak, emissions[from + tag]);
        }
        return peak;
    }

    @Override
    public boolean forward(int rows, int tags, double[] moves, double[] potentials, double[] alpha, double[] sums) {
        for (int row = 0; row < rows; row++) {
            int at = row * tags;
            if (row > 0) {
                product(tags, alpha, at - tags, moves, alpha, at);
            }
            double sum = 0;
            for (int i = at; i < at + tags; i++) {
                alpha[i] *= potentials[i];
                sum += alpha[i];
            }
            sums[row] = sum;
            if (!(sum > 0)) {
                return false;
            }
            for (int i = at; i < at + tags; i++) {
                alpha[i] /= sum;
            }
        }
        return true;
    }

    @Override
    public void backward(
            int rows,
            int tags,
            double[] movesTransposed,
            double[] potentials,
            double[] sums,
            double[] beta,
            double[] rest) {
        for (int row = rows - 1; row >= 0; row--) {
            int at = row * tags;
            for (int i = at; i < at + tags; i++) {
                rest[i] = beta[i] * potentials[i] / sums[row];
            }
            if (row > 0) {
                product(tags, rest, at, movesTransposed, beta, at - tags);
            }
        }
    }

    /** One row of {@code product} = one row of {@code left} times {@code matrix}, [tags, tags]. */
    private static void product(int tags, double[] left, int row, double[] matrix, double[] product, int to) {
        Arrays.fill(product, to, to + tags, 0);
        for (int i = 0; i < tags; i++) {
            double value = left[row + i];
            for (int j = 0; j < tags; j++) {
                product[to + j] += value * matrix[i * tags + j];
            }
        }
    }
}
