package dev.fastener.bench;

import dev.fastener.kernel.DirectionWeights;
import dev.fastener.kernel.FloatBlock;
import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.FusedTiers;
import dev.fastener.kernel.GateActivation;
import dev.fastener.kernel.PackedSteps;
import dev.fastener.kernel.RecurrentCell;
import dev.fastener.kernel.WeightPrecision;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One direction of an LSTM over sentences of 40 steps on one thread, recurrent products and activations, of each tier in each
 * precision. Gigaflops counts the recurrent products alone: with the peak of PeakBenchmark it says what share of the machine
 * they and the activations between them reach.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecurrenceBenchmark {
    private static final int STEPS = 40;
    private static final int GATES = 4;

    @Param({"vector", "native"})
    String tier = "vector";

    @Param({"FP32", "INT16", "BF16", "INT8"})
    WeightPrecision precision = WeightPrecision.FP32;

    @Param({"128", "256"})
    int hidden = 256;

    /** Sentences side by side. */
    @Param({"1", "6", "32"})
    int sentences = 6;

    private @Nullable Run run;

    /** What a run needs. */
    private record Run(
            FusedKernels.Direction direction,
            PackedSteps steps,
            FloatBlock input,
            int[] rowOffsets,
            FloatBlock y,
            FloatBlock state) {}

    /**
     * Random weights, the same in each run.
     *
     * @throws IllegalStateException where the tier can't run here or lacks the precision
     */
    @Setup
    public void prepare() {
        FusedKernels kernels = FusedTiers.available(tier).get(0);
        if (!kernels.supports(RecurrentCell.LSTM, GateActivation.TANH, GateActivation.SIGMOID, precision)) {
            throw new IllegalStateException("not applicable: " + kernels.name() + " has no " + precision);
        }
        SplittableRandom random = new SplittableRandom(1);
        int rows = GATES * hidden;
        double spread = 1 / Math.sqrt(hidden);
        DirectionWeights weights = new DirectionWeights(
                RecurrentCell.LSTM,
                hidden,
                hidden,
                values(random, rows * hidden, spread),
                values(random, rows * hidden, spread),
                new float[rows],
                new float[rows],
                GateActivation.TANH,
                GateActivation.SIGMOID,
                precision,
                0,
                1f / 127,
                new float[0],
                new float[0],
                false);
        FusedKernels.Direction direction = kernels.direction(weights);
        int steps = sentences * STEPS;
        int size = direction.rowSize();
        FloatBlock input = kernels.allocate(steps * size);
        try (FusedKernels.Projection projection = kernels.projection(weights, 0, hidden, true);
                FloatBlock x = kernels.allocate(steps * hidden)) {
            x.set(0, values(random, steps * hidden, 1), 0, steps * hidden);
            projection.run(x, hidden, 0, steps, input, size);
        }
        int[] offsets = IntStream.rangeClosed(0, sentences).map(s -> s * STEPS).toArray();
        int[] rowOffsets = IntStream.range(0, steps).map(row -> row * size).toArray();
        run = new Run(
                direction,
                new PackedSteps(offsets),
                input,
                rowOffsets,
                kernels.allocate(steps * hidden),
                kernels.allocate(direction.stateSize(sentences)));
    }

    private static float[] values(SplittableRandom random, int size, double spread) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (spread * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    /** All steps. */
    @Benchmark
    public FloatBlock lstm(Gigaflops work) {
        Run prepared = prepared();
        prepared.direction()
                .run(
                        prepared.steps(),
                        prepared.input(),
                        prepared.rowOffsets(),
                        null,
                        prepared.y(),
                        0,
                        hidden,
                        prepared.state());
        // The first step's state is zero: it has no product.
        work.add((long) sentences * (STEPS - 1) * GATES * hidden * hidden);
        return prepared.y();
    }

    /** The output of the last run, [rows, hidden], for the test. */
    float[] output() {
        float[] values = new float[sentences * STEPS * hidden];
        prepared().y().get(0, values, 0, values.length);
        return values;
    }

    /** Frees memory outside the heap. */
    @TearDown
    public void close() {
        Run prepared = prepared();
        prepared.direction().close();
        prepared.input().close();
        prepared.y().close();
        prepared.state().close();
    }

    private Run prepared() {
        if (run == null) {
            throw new IllegalStateException("prepare() comes first");
        }
        return run;
    }
}
