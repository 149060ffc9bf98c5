package dev.fastener.train;

import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimiser: one call moves all parameters. Embeddings are moved where a batch used them and rest elsewhere, their
 * running means too (what PyTorch calls SparseAdam). Work is cut into fixed chunks, so the result does not depend on the
 * number of threads.
 */
final class Updates {
    private static final int CHUNK = 1 << 15;

    /** Part of a parameter: of a dense one values, of a sparse one used rows. */
    private record Chunk(Parameter parameter, int from, int to) {}

    private final Kernels kernels;
    private final Workers workers;
    private final Optimisation options;
    private final List<Parameter> parameters;
    private final List<Chunk> dense = new ArrayList<>();

    /** Steps made. */
    private int step;

    Updates(Kernels kernels, Workers workers, Optimisation options, List<Parameter> parameters) {
        this.kernels = kernels;
        this.workers = workers;
        this.options = options;
        this.parameters = parameters;
        for (Parameter parameter : parameters) {
            for (int from = 0; !parameter.sparse && from < parameter.size(); from += CHUNK) {
                dense.add(new Chunk(parameter, from, Math.min(parameter.size(), from + CHUNK)));
            }
        }
    }

    int step() {
        return step;
    }

    /** Goes on after {@code steps} steps made before. */
    void resume(int steps) {
        step = steps;
    }

    /** Moves all parameters along their gradients; gives the gradient's norm. */
    double apply(double rate) {
        step++;
        List<Chunk> chunks = new ArrayList<>(dense);
        for (Parameter parameter : parameters) {
            int rows = Math.max(1, CHUNK / parameter.columns);
            for (int from = 0; parameter.sparse && from < parameter.usedCount; from += rows) {
                chunks.add(new Chunk(parameter, from, Math.min(parameter.usedCount, from + rows)));
            }
        }
        double norm = Math.sqrt(each(chunks, this::sumOfSquares));
        float scale = options.clipping() > 0 && norm > options.clipping() ? (float) (options.clipping() / norm) : 1;
        each(chunks, chunk -> {
            move(chunk, (float) rate, scale);
            return 0;
        });
        return norm;
    }

    private interface ChunkTask {
        double run(Chunk chunk);
    }

    /** Sum of the results, in the order of the chunks. */
    private double each(List<Chunk> chunks, ChunkTask task) {
        double[] results = new double[chunks.size()];
        int threads = workers.threads();
        workers.run(threads, part -> {
            for (int c = part; c < results.length; c += threads) {
                results[c] = task.run(chunks.get(c));
            }
        });
        double sum = 0;
        for (double result : results) {
            sum += result;
        }
        return sum;
    }

    private double sumOfSquares(Chunk chunk) {
        Parameter p = chunk.parameter;
        if (!p.sparse) {
            return kernels.sumOfSquares(chunk.to - chunk.from, p.gradient, chunk.from);
        }
        double sum = 0;
        for (int i = chunk.from; i < chunk.to; i++) {
            sum += kernels.sumOfSquares(p.columns, p.gradient, p.used[i] * p.columns);
        }
        return sum;
    }

    private void move(Chunk chunk, float rate, float scale) {
        Parameter p = chunk.parameter;
        if (!p.sparse) {
            move(p, chunk.from, chunk.to - chunk.from, rate, scale);
            average(p, chunk.from, chunk.to - chunk.from, 1);
            return;
        }
        for (int i = chunk.from; i < chunk.to; i++) {
            int row = p.used[i];
            catchUp(p, row, step - 1);
            move(p, row * p.columns, p.columns, rate, scale);
            catchUp(p, row, step);
        }
    }

    private void move(Parameter p, int at, int n, float rate, float scale) {
        float decay = options.weightDecay();
        if (options.optimiser() == Optimisation.Optimiser.SGD) {
            kernels.scale(n, 1 - rate * decay, p.values, at);
            kernels.axpy(n, -rate * scale, p.gradient, at, p.values, at);
            return;
        }
        boolean decoupled = options.optimiser() == Optimisation.Optimiser.ADAMW;
        if (!decoupled && decay > 0) {
            kernels.axpy(n, decay / scale, p.values, at, p.gradient, at);
        }
        float corrected = (float) (rate / (1 - Math.pow(0.9, step)));
        float inverseRoot = (float) (1 / Math.sqrt(1 - Math.pow(0.999, step)));
        kernels.adam(
                n,
                p.values,
                p.gradient,
                p.mean,
                p.square,
                at,
                corrected,
                inverseRoot,
                scale,
                decoupled ? rate * decay : 0);
    }

    /**
     * Moves the running mean of some values {@code steps} steps towards them, in which they stood still: 1 - decay^steps of
     * the way.
     */
    private void average(Parameter p, int at, int n, int steps) {
        if (p.average.length == 0 || steps == 0) {
            return;
        }
        // Early on the mean follows faster, or it would remember the initial weights for long.
        double decay = Math.min(options.averaging(), (1.0 + step) / (10.0 + step));
        float way = (float) (1 - Math.pow(decay, steps));
        kernels.scale(n, 1 - way, p.average, at);
        kernels.axpy(n, way, p.values, at, p.average, at);
    }

    /** Brings the running mean of a row up to the state after step {@code now}. */
    private void catchUp(Parameter p, int row, int now) {
        if (p.average.length == 0) {
            return;
        }
        average(p, row * p.columns, p.columns, now - p.averagedAt[row]);
        p.averagedAt[row] = now;
    }

    /** Brings the running means of all rows up to date. */
    void settle() {
        for (Parameter p : parameters) {
            for (int row = 0; p.sparse && row < p.rows; row++) {
                catchUp(p, row, step);
            }
        }
    }
}
