package dev.fastener.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every instruction set that this machine runs, against the equations in double precision. */
class NativeFusedKernelsTest {
    private static final int[] SIZES = {1, 7, 16, 23, 27, 50, 64, 80, 100};

    record Case(NativeVariant variant, RecurrentCell cell, GateActivation gate, WeightPrecision precision, long seed) {
        FusedKernels kernels() {
            return new NativeFusedKernels(variant);
        }
    }

    static Stream<NativeVariant> variants() {
        assumeTrue(
                NativeLibrary.find().fusedKernels().isPresent(),
                NativeLibrary.find().absence());
        int usable = NativeCalls.usableVariants();
        return Stream.of(NativeVariant.values()).filter(v -> (usable & 1 << v.ordinal()) != 0);
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        variants().forEach(variant -> {
            for (RecurrentCell cell : RecurrentCell.values()) {
                for (WeightPrecision precision : WeightPrecision.values()) {
                    long seed = cases.size();
                    cases.add(new Case(variant, cell, GateActivation.SIGMOID, precision, seed));
                    cases.add(new Case(variant, cell, GateActivation.HARD_SIGMOID_KERAS2, precision, seed + 1));
                    cases.add(new Case(variant, cell, GateActivation.HARD_SIGMOID_KERAS3, precision, seed + 2));
                }
            }
        });
        return cases.stream().filter(c -> c.kernels().supports(c.cell(), GateActivation.TANH, c.gate(), c.precision()));
    }

    /** Weights of a size at which nothing saturates. */
    static DirectionWeights weights(Case c, int inputs, int hidden, float inputScale, boolean reverse, Random random) {
        int rows = c.cell().gates() * hidden;
        return new DirectionWeights(
                c.cell(),
                inputs,
                hidden,
                random(rows * inputs, 1.5 / Math.sqrt(inputs), random),
                random(rows * hidden, 1.5 / Math.sqrt(hidden), random),
                random(rows, 0.5, random),
                random(rows, 0.5, random),
                GateActivation.TANH,
                c.gate(),
                c.precision(),
                inputScale,
                1f / 127,
                new float[0],
                new float[0],
                reverse);
    }

    static float[] random(int size, double deviation, Random random) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** How far one rounded input more or less, or fp32 sums, can move an output. */
    private static double bound(WeightPrecision precision) {
        return switch (precision) {
            case FP32, INT16 -> 1e-5;
            case BF16 -> 2e-2;
            case INT8 -> 4e-2;
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aDirectionFollowsTheEquations(Case c) {
        Random random = new Random(c.seed());
        for (int i = 0; i < 4; i++) {
            int hidden = SIZES[random.nextInt(SIZES.length)];
            int inputs = SIZES[random.nextInt(SIZES.length)];
            float inputScale = random.nextBoolean() ? 3f / 127 : 0;
            DirectionWeights weights = weights(c, inputs, hidden, inputScale, random.nextBoolean(), random);
            int[] offsets = offsets(random);
            int rows = offsets[offsets.length - 1];
            float[] x = random(rows * inputs, 1, random);
            float[] y = run(c.kernels(), weights, offsets, x);
            FusedOracle oracle = new FusedOracle(weights);
            for (int s = 0; s + 1 < offsets.length; s++) {
                float[] own = new float[(offsets[s + 1] - offsets[s]) * inputs];
                System.arraycopy(x, offsets[s] * inputs, own, 0, own.length);
                double[] expected = oracle.run(own);
                for (int v = 0; v < expected.length; v++) {
                    assertThat((double) y[offsets[s] * hidden + v])
                            .as("%s, hidden %d, inputs %d, sequence %d, value %d", c, hidden, inputs, s, v)
                            .isCloseTo(expected[v], within(bound(c.precision())));
                }
            }
        }
    }

    /** Some sequences of 1 to 9 steps, sometimes more than a block of rows. */
    private static int[] offsets(Random random) {
        int sequences = random.nextInt(5) == 0 ? 60 : 1 + random.nextInt(14);
        int[] offsets = new int[sequences + 1];
        for (int s = 0; s < sequences; s++) {
            offsets[s + 1] = offsets[s] + 1 + random.nextInt(9);
        }
        return offsets;
    }

    /** Outputs in the order of the sequences, [rows, hidden]; x likewise. */
    static float[] run(FusedKernels kernels, DirectionWeights weights, int[] sequenceOffsets, float[] x) {
        PackedSteps steps = new PackedSteps(sequenceOffsets);
        int rows = steps.rows();
        int hidden = weights.hidden();
        int inputs = weights.inputs();
        int yStride = hidden + 5;
        try (FusedKernels.Direction direction = kernels.direction(weights);
                FusedKernels.Projection projection = kernels.projection(weights, 0, inputs, true);
                FloatBlock packed = kernels.allocate(rows * inputs);
                FloatBlock z = kernels.allocate(rows * direction.rowSize());
                FloatBlock y = kernels.allocate(rows * yStride);
                FloatBlock state = kernels.allocate(direction.stateSize(sequenceOffsets.length - 1))) {
            assertThat(projection.rowSize()).isEqualTo(direction.rowSize());
            int[] rowOffsets = new int[rows];
            for (int i = 0; i < rows; i++) {
                packed.set(steps.row(i) * inputs, x, i * inputs, inputs);
                rowOffsets[i] = i * direction.rowSize();
            }
            float[] untouched = new float[rows * yStride];
            Arrays.fill(untouched, 7);
            y.set(0, untouched, 0, untouched.length);
            projection.run(packed, inputs, 0, rows, z, direction.rowSize());
            direction.run(steps, z, rowOffsets, null, y, 3, yStride, state);
            float[] result = new float[rows * hidden];
            float[] row = new float[yStride];
            for (int i = 0; i < rows; i++) {
                y.get(steps.row(i) * yStride, row, 0, yStride);
                System.arraycopy(row, 3, result, i * hidden, hidden);
                assertThat(new float[] {row[0], row[1], row[2], row[yStride - 2], row[yStride - 1]})
                        .containsOnly(7);
            }
            return result;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSequenceDoesNotDependOnThoseBesideIt(Case c) {
        Random random = new Random(c.seed());
        DirectionWeights weights = weights(c, 9, 50, 3f / 127, random.nextBoolean(), random);
        int[] offsets = {0, 4, 9, 16, 18, 19, 27, 30, 36};
        float[] x = random(36 * 9, 1, random);
        float[] together = run(c.kernels(), weights, offsets, x);
        for (int s = 0; s + 1 < offsets.length; s++) {
            float[] own = Arrays.copyOfRange(x, offsets[s] * 9, offsets[s + 1] * 9);
            float[] alone = run(c.kernels(), weights, new int[] {0, offsets[s + 1] - offsets[s]}, own);
            assertThat(alone)
                    .as("%s, sequence %d", c, s)
                    .containsExactly(Arrays.copyOfRange(together, offsets[s] * 50, offsets[s + 1] * 50));
        }
    }

    /** But for BF16, whose instructions round in their own ways, they add and round in the same order. */
    @Test
    void allInstructionSetsAgreeToTheBit() {
        List<NativeVariant> variants = variants().toList();
        Random random = new Random(17);
        int[] offsets = {0, 9, 11, 30, 31, 40};
        for (RecurrentCell cell : RecurrentCell.values()) {
            for (WeightPrecision precision :
                    List.of(WeightPrecision.FP32, WeightPrecision.INT16, WeightPrecision.INT8)) {
                Case first = new Case(variants.get(0), cell, GateActivation.SIGMOID, precision, 17);
                DirectionWeights weights = weights(first, 70, 83, 3f / 127, random.nextBoolean(), random);
                float[] x = random(40 * 70, 1, random);
                float[] expected = run(first.kernels(), weights, offsets, x);
                for (NativeVariant variant : variants) {
                    assertThat(run(new NativeFusedKernels(variant), weights, offsets, x))
                            .as("%s as %s, %s", variant, variants.get(0), first)
                            .containsExactly(expected);
                }
            }
        }
    }

    /** Scales that are powers of two and an fp32 part of zero leave the integer sums as they are. */
    @ParameterizedTest
    @MethodSource("variants")
    void int8SumsAreExact(NativeVariant variant) {
        Random random = new Random(5);
        int inputs = 515;
        int hidden = 19;
        int rows = 4 * hidden;
        Case c = new Case(variant, RecurrentCell.LSTM, GateActivation.SIGMOID, WeightPrecision.INT8, 5);
        float[] scales = new float[rows];
        Arrays.fill(scales, 1);
        DirectionWeights drawn = weights(c, inputs, hidden, 1, false, random);
        float[] kernel = new float[rows * inputs];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = random.nextInt(4) == 0 ? 127 : random.nextInt(255) - 127;
        }
        DirectionWeights weights = new DirectionWeights(
                drawn.cell(),
                inputs,
                hidden,
                kernel,
                drawn.recurrentKernel(),
                new float[rows],
                drawn.recurrentBias(),
                GateActivation.TANH,
                GateActivation.SIGMOID,
                WeightPrecision.INT8,
                1,
                1f / 127,
                scales,
                new float[0],
                false);
        float[] x = new float[11 * inputs];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % inputs < 260 ? 200 : i % 7 == 0 ? Float.NaN : random.nextFloat() * 300 - 150;
        }
        FusedKernels kernels = c.kernels();
        try (FusedKernels.Projection projection = kernels.projection(weights, 0, inputs, true);
                FloatBlock input = kernels.allocate(x.length);
                FloatBlock z = kernels.allocate(11 * projection.rowSize())) {
            input.set(0, x, 0, x.length);
            projection.run(input, inputs, 0, 11, z, projection.rowSize());
            float[] sums = new float[11 * projection.rowSize()];
            z.get(0, sums, 0, sums.length);
            int lanes = NativeCalls.lanes(variant.ordinal());
            for (int r = 0; r < 11; r++) {
                for (int row = 0; row < rows; row++) {
                    int sum = 0;
                    for (int k = 0; k < inputs; k++) {
                        sum += FusedOracle.quantized(x[r * inputs + k], 1, 127) * (int) kernel[row * inputs + k];
                    }
                    int unit = row % hidden;
                    int at = (unit / lanes * 4 + row / hidden) * lanes + unit % lanes;
                    assertThat(sums[r * projection.rowSize() + at]).isEqualTo((float) sum);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void aDenseLayerOfAnySizeFollowsItsEquation(NativeVariant variant) {
        FusedKernels kernels = new NativeFusedKernels(variant);
        Random random = new Random(3);
        for (int outputs : new int[] {1, 13, 16, 28, 33, 64, 70, 200}) {
            for (GateActivation activation : GateActivation.values()) {
                int inputs = 1 + random.nextInt(70);
                int rows = 1 + random.nextInt(60);
                float[] w = random(outputs * inputs, 0.3, random);
                float[] bias = random(outputs, 1, random);
                float[] x = random(rows * inputs, 1, random);
                try (FusedKernels.Projection dense = kernels.dense(inputs, outputs, w, bias, activation);
                        FloatBlock input = kernels.allocate(x.length);
                        FloatBlock y = kernels.allocate(rows * outputs)) {
                    input.set(0, x, 0, x.length);
                    dense.run(input, inputs, 0, rows, y, outputs);
                    float[] found = new float[rows * outputs];
                    y.get(0, found, 0, found.length);
                    for (int i = 0; i < found.length; i++) {
                        double sum = bias[i % outputs];
                        for (int k = 0; k < inputs; k++) {
                            sum += (double) w[i % outputs * inputs + k] * x[i / outputs * inputs + k];
                        }
                        assertThat((double) found[i])
                                .as("%s, %s, outputs %d, value %d", variant, activation, outputs, i)
                                .isCloseTo(activated(activation, sum), within(1e-5 * Math.max(1, Math.abs(sum))));
                    }
                }
            }
        }
    }

    private static double activated(GateActivation activation, double x) {
        return switch (activation) {
            case LINEAR -> x;
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case HARD_SIGMOID_KERAS2 -> Math.max(0, Math.min(1, 0.2 * x + 0.5));
            case HARD_SIGMOID_KERAS3 -> Math.max(0, Math.min(1, x / 6 + 0.5));
            case RELU -> Math.max(0, x);
        };
    }

    @Test
    void whatIsOutOfBoundsIsRefusedBeforeTheCall() {
        FusedKernels kernels = NativeLibrary.find().fusedKernels().orElse(null);
        assumeTrue(kernels != null, NativeLibrary.find().absence());
        Case c = new Case(
                NativeLibrary.find().variant().orElseThrow(),
                RecurrentCell.LSTM,
                GateActivation.SIGMOID,
                WeightPrecision.FP32,
                1);
        DirectionWeights weights = weights(c, 4, 8, 0, false, new Random(1));
        PackedSteps steps = new PackedSteps(new int[] {0, 3});
        try (FusedKernels.Direction direction = kernels.direction(weights);
                FloatBlock z = kernels.allocate(3 * direction.rowSize());
                FloatBlock y = kernels.allocate(24);
                FloatBlock small = kernels.allocate(1);
                FloatBlock state = kernels.allocate(direction.stateSize(1))) {
            int[] rows = {0, direction.rowSize(), 2 * direction.rowSize()};
            assertThatThrownBy(() -> direction.run(
                            steps, z, new int[] {0, 1, 2 * direction.rowSize() + 1}, null, y, 0, 8, state))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("row 2");
            assertThatThrownBy(() -> direction.run(steps, z, rows, null, y, 1, 8, state))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> direction.run(steps, z, rows, null, small, 0, 8, state))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> direction.run(steps, z, rows, null, y, 0, 8, small))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            small.close();
            assertThatThrownBy(() -> small.get(0, new float[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        }
    }
}
