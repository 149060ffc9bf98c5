package dev.fastener.kernel;

import java.util.Arrays;

/** The specification: plain loops. */
final class ScalarChainKernels implements ChainKernels {
    /** Below it exp is no normal number any more. */
    static final double LEAST = -708;

    private final int lanes;

    /** @param lanes that the rows are filled up to multiples of */
    ScalarChainKernels(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int stride(int tags) {
        return (tags + lanes - 1) / lanes * lanes;
    }

    @Override
    public float viterbi(
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
            int at) {
        int stride = stride(tags);
        begin(rows, tags, stride, start, emissions, offset, best);
        int largest = rows * stride;
        for (int row = 1; row < rows; row++) {
            Arrays.fill(best, largest, largest + tags, Float.NEGATIVE_INFINITY);
            for (int from = 0; from < tags; from++) {
                raise(tags, best[(row - 1) * stride + from], transitions, from * stride, best, largest);
            }
            for (int to = 0; to < tags; to++) {
                best[row * stride + to] += best[largest + to];
            }
        }
        int last = last(tags, best, (rows - 1) * stride, end);
        path[at + rows - 1] = last;
        for (int row = rows - 1; row > 0; row--) {
            int to = path[at + row];
            float emission = emissions[offset + row * tags + to];
            float reached = best[row * stride + to];
            path[at + row - 1] =
                    predecessor(tags, transposed, to * stride, best, (row - 1) * stride, emission, reached);
        }
        return best[(rows - 1) * stride + last] + end[last];
    }

    /** Fills the rows of {@code best} with the emissions, the first with the start too. */
    static void begin(int rows, int tags, int stride, float[] start, float[] emissions, int offset, float[] best) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(emissions, offset + row * tags, best, row * stride, tags);
        }
        for (int tag = 0; tag < tags; tag++) {
            best[tag] += start[tag];
        }
    }

    private static void raise(int tags, float score, float[] transitions, int row, float[] best, int largest) {
        for (int to = 0; to < tags; to++) {
            best[largest + to] = Math.max(best[largest + to], score + transitions[row + to]);
        }
    }

    /** The tag that a best path ends in. */
    static int last(int tags, float[] best, int row, float[] end) {
        int winner = 0;
        for (int tag = 1; tag < tags; tag++) {
            winner = best[row + tag] + end[tag] > best[row + winner] + end[winner] ? tag : winner;
        }
        return winner;
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
        int stride = stride(tags);
        double peaks = 0;
        for (int row = 0; row < rows; row++) {
            int from = offset + row * tags;
            float peak = peak(tags, emissions, from);
            peaks += peak;
            for (int tag = 0; tag < tags; tag++) {
                double exponent = (double) emissions[from + tag] - peak;
                potentials[row * stride + tag] = exponent < LEAST ? 0 : Math.exp(exponent);
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
        int stride = stride(tags);
        for (int row = 0; row < rows; row++) {
            int at = row * stride;
            if (row > 0) {
                product(tags, stride, alpha, at - stride, moves, alpha, at);
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
        int stride = stride(tags);
        for (int row = rows - 1; row >= 0; row--) {
            int at = row * stride;
            for (int i = at; i < at + tags; i++) {
                rest[i] = beta[i] * potentials[i] / sums[row];
            }
            if (row > 0) {
                product(tags, stride, rest, at, movesTransposed, beta, at - stride);
            }
        }
    }

    /** One row of {@code product} = one row of {@code left} times {@code matrix}, [tags, stride]. */
    private static void product(
            int tags, int stride, double[] left, int row, double[] matrix, double[] product, int to) {
        Arrays.fill(product, to, to + tags, 0);
        for (int i = 0; i < tags; i++) {
            double value = left[row + i];
            for (int j = 0; j < tags; j++) {
                product[to + j] += value * matrix[i * stride + j];
            }
        }
    }
}
