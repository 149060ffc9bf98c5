package dev.fastener.train;

import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.PackedSteps;
import dev.fastener.kernel.Recurrence;
import dev.fastener.kernel.RecurrentMatrices;
import dev.fastener.kernel.Workers;
import java.util.List;
import java.util.SplittableRandom;

/** One bidirectional layer: its parameters, its scratch, forward beside backward. The directions run side by side. */
final class BiRecurrent {
    final int inputs;
    final int hidden;

    /** By direction: W [inputs, gates * hidden], R [hidden, gates * hidden]. */
    final Parameter[] kernels = new Parameter[2];

    final Parameter[] recurrents = new Parameter[2];

    /** By direction, [gates * hidden]. */
    final Parameter[] biases = new Parameter[2];

    /** By direction, [gates * hidden]; of no effect in an LSTM. */
    final Parameter[] recurrentBiases = new Parameter[2];

    /** Output, [rows, 2 * hidden]. */
    float[] output = {};

    /** Gradient of the input, [rows, inputs]. */
    float[] dInput = {};

    private final RecurrentMatrices[] matrices = new RecurrentMatrices[2];
    private final Recurrence[] directions = new Recurrence[2];
    private final Workers workers;

    BiRecurrent(Kernels arithmetic, Workers workers, String name, int inputs, int hidden, int gates, boolean averaged) {
        this.workers = workers;
        this.inputs = inputs;
        this.hidden = hidden;
        for (int d = 0; d < 2; d++) {
            String prefix = name + (d == 0 ? ".forward." : ".backward.");
            kernels[d] = new Parameter(prefix + "kernel", inputs, gates * hidden, false, averaged);
            recurrents[d] = new Parameter(prefix + "recurrent", hidden, gates * hidden, false, averaged);
            biases[d] = new Parameter(prefix + "bias", 1, gates * hidden, false, averaged);
            // An LSTM has no use for a second bias: it is kept at zero and out of the optimiser's list.
            recurrentBiases[d] =
                    new Parameter(prefix + "recurrentBias", 1, gates * hidden, false, averaged && gates == 3);
            matrices[d] = new RecurrentMatrices(arithmetic, inputs, hidden, gates);
            directions[d] = Recurrence.of(arithmetic, matrices[d], d == 1);
        }
    }

    /** PyTorch's initial weights: uniform within 1 / sqrt(hidden). */
    void initialise(SplittableRandom random) {
        double bound = 1 / Math.sqrt(hidden);
        for (int d = 0; d < 2; d++) {
            kernels[d].uniform(random, bound);
            recurrents[d].uniform(random, bound);
            biases[d].uniform(random, bound);
            if (isGru()) {
                recurrentBiases[d].uniform(random, bound);
            }
        }
    }

    boolean isGru() {
        return biases[0].columns == 3 * hidden;
    }

    /** What the optimiser moves. */
    List<Parameter> parameters() {
        return isGru()
                ? List.of(
                        kernels[0],
                        recurrents[0],
                        biases[0],
                        recurrentBiases[0],
                        kernels[1],
                        recurrents[1],
                        biases[1],
                        recurrentBiases[1])
                : List.of(kernels[0], recurrents[0], biases[0], kernels[1], recurrents[1], biases[1]);
    }

    /** x, [rows, inputs], into {@link #output}. */
    void forward(PackedSteps steps, float[] x) {
        int rows = steps.rows();
        output = Recurrence.grown(output, rows * 2 * hidden);
        workers.run(2, d -> {
            matrices[d].load(
                    kernels[d].values, recurrents[d].values, biases[d].values, recurrentBiases[d].values, true);
            directions[d].reserve(rows);
        });
        int parts = Math.max(1, workers.threads() / 2);
        workers.run(2 * parts, part -> {
            int share = part / 2;
            int from = (int) ((long) rows * share / parts);
            directions[part % 2].project(from, (int) ((long) rows * (share + 1) / parts), x);
        });
        workers.run(2, d -> directions[d].forward(steps, output, d * hidden, 2 * hidden));
    }

    /**
     * Gradients of the weights, and of the input into {@link #dInput}.
     *
     * @param dOutput [rows, 2 * hidden]
     * @param xTransposed the input, [inputs, rows]
     */
    void backward(PackedSteps steps, float[] dOutput, float[] xTransposed) {
        workers.run(2, d -> {
            directions[d].backward(steps, output, dOutput, d * hidden, 2 * hidden);
            directions[d].weightGradient(
                    steps,
                    xTransposed,
                    output,
                    d * hidden,
                    2 * hidden,
                    kernels[d].gradient,
                    recurrents[d].gradient,
                    biases[d].gradient,
                    recurrentBiases[d].gradient);
        });
        dInput = Recurrence.grown(dInput, steps.rows() * inputs);
        workers.split(steps.rows(), 48, (from, to) -> {
            directions[0].inputGradient(from, to, dInput, false);
            directions[1].inputGradient(from, to, dInput, true);
        });
    }
}
