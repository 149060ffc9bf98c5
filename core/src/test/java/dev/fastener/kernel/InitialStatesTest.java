package dev.fastener.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.kernel.FusedKernels.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sequence that starts from the state that its first part ended with gives the outputs of the whole, bit for bit. */
class InitialStatesTest {
    record Case(FusedKernels kernels, RecurrentCell cell, WeightPrecision precision) {
        @Override
        public String toString() {
            return kernels.name() + " " + cell + " " + precision;
        }
    }

    static Stream<Case> cases() {
        List<FusedKernels> tiers = new ArrayList<>(FusedTiers.choose(""));
        tiers.removeIf(tier -> tier.name().startsWith("native"));
        if (NativeLibrary.find().fusedKernels().isPresent()) {
            NativeFusedKernelsTest.variants().map(NativeFusedKernels::new).forEach(tiers::add);
        }
        return tiers.stream()
                .flatMap(tier -> Stream.of(RecurrentCell.values())
                        .flatMap(cell -> Stream.of(WeightPrecision.values()).map(p -> new Case(tier, cell, p))))
                .filter(c ->
                        c.kernels().supports(c.cell(), GateActivation.TANH, GateActivation.SIGMOID, c.precision()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSequenceGoesOnWhereItsFirstPartEnded(Case c) {
        Random random = new Random(7);
        for (int hidden : new int[] {5, 23, 64, 70}) {
            boolean reverse = random.nextBoolean();
            try (Direction direction = c.kernels().direction(weights(c, hidden, reverse, random))) {
                int sequences = hidden == 23 ? 1 : 9;
                int[] before = new int[sequences];
                int[] behind = new int[sequences];
                float[][] z = new float[sequences][];
                for (int s = 0; s < sequences; s++) {
                    before[s] = 1 + random.nextInt(4);
                    behind[s] = 1 + random.nextInt(5);
                    z[s] = NativeFusedKernelsTest.random((before[s] + behind[s]) * direction.rowSize(), 1, random);
                }
                check(c, direction, hidden, reverse, before, behind, z);
            }
        }
    }

    private static void check(
            Case c, Direction direction, int hidden, boolean reverse, int[] before, int[] behind, float[][] z) {
        int sequences = z.length;
        int size = direction.rowSize();
        float[][] whole = new float[sequences][];
        float[] states = new float[sequences * 2 * hidden];
        for (int s = 0; s < sequences; s++) {
            whole[s] = run(c, direction, hidden, z[s]).outputs();
            // In the direction of travel the first part is the last of the text where it is reversed.
            int from = reverse ? behind[s] * size : 0;
            float[] first = Arrays.copyOfRange(z[s], from, from + before[s] * size);
            Run run = run(c, direction, hidden, first);
            int last = reverse ? 0 : before[s] - 1;
            System.arraycopy(run.outputs(), last * hidden, states, s * 2 * hidden, hidden);
            System.arraycopy(run.cells(), 0, states, s * 2 * hidden + hidden, hidden);
        }
        int[] offsets = new int[sequences + 1];
        for (int s = 0; s < sequences; s++) {
            offsets[s + 1] = offsets[s] + behind[s];
        }
        float[] rest = new float[offsets[sequences] * size];
        for (int s = 0; s < sequences; s++) {
            int from = reverse ? 0 : before[s] * size;
            System.arraycopy(z[s], from, rest, offsets[s] * size, behind[s] * size);
        }
        float[] found = batch(c, direction, hidden, offsets, rest, states);
        for (int s = 0; s < sequences; s++) {
            int from = reverse ? 0 : before[s];
            for (int i = 0; i < behind[s] * hidden; i++) {
                assertThat(found[offsets[s] * hidden + i])
                        .as("%s, hidden %d, reverse %s, sequence %d, value %d", c, hidden, reverse, s, i)
                        .isEqualTo(whole[s][from * hidden + i]);
            }
        }
    }

    private record Run(float[] outputs, float[] cells) {}

    /** One sequence by itself. */
    private static Run run(Case c, Direction direction, int hidden, float[] z) {
        int steps = z.length / direction.rowSize();
        PackedSteps packed = new PackedSteps(new int[] {0, steps});
        int[] rows = new int[steps];
        for (int t = 0; t < steps; t++) {
            rows[t] = t * direction.rowSize();
        }
        try (FloatBlock input = c.kernels().allocate(z.length);
                FloatBlock y = c.kernels().allocate(steps * hidden);
                FloatBlock scratch = c.kernels().allocate(direction.stateSize(1))) {
            input.set(0, z, 0, z.length);
            direction.run(packed, input, rows, null, y, 0, hidden, scratch);
            float[] outputs = new float[steps * hidden];
            float[] cells = new float[hidden];
            y.get(0, outputs, 0, outputs.length);
            scratch.get(0, cells, 0, hidden);
            return new Run(outputs, cells);
        }
    }

    /** All sequences together, each from its state; outputs in the order of the sequences. */
    private static float[] batch(
            Case c, Direction direction, int hidden, int[] sequenceOffsets, float[] z, float[] states) {
        PackedSteps steps = new PackedSteps(sequenceOffsets);
        int size = direction.rowSize();
        int rows = steps.rows();
        int[] rowOffsets = new int[rows];
        for (int i = 0; i < rows; i++) {
            rowOffsets[steps.row(i)] = i * size;
        }
        int[] initial = new int[steps.sequences()];
        for (int rank = 0; rank < initial.length; rank++) {
            initial[rank] = steps.sequence(rank) * 2 * hidden;
        }
        try (FloatBlock input = c.kernels().allocate(z.length);
                FloatBlock start = c.kernels().allocate(states.length);
                FloatBlock y = c.kernels().allocate(rows * hidden);
                FloatBlock scratch = c.kernels().allocate(direction.stateSize(steps.sequences()))) {
            input.set(0, z, 0, z.length);
            start.set(0, states, 0, states.length);
            direction.run(steps, input, rowOffsets, new InitialStates(start, initial), y, 0, hidden, scratch);
            float[] found = new float[rows * hidden];
            for (int i = 0; i < rows; i++) {
                y.get(steps.row(i) * hidden, found, i * hidden, hidden);
            }
            return found;
        }
    }

    private static DirectionWeights weights(Case c, int hidden, boolean reverse, Random random) {
        int rows = c.cell().gates() * hidden;
        return new DirectionWeights(
                c.cell(),
                1,
                hidden,
                NativeFusedKernelsTest.random(rows, 0.3, random),
                NativeFusedKernelsTest.random(rows * hidden, 0.3, random),
                NativeFusedKernelsTest.random(rows, 0.5, random),
                NativeFusedKernelsTest.random(rows, 0.5, random),
                GateActivation.TANH,
                GateActivation.SIGMOID,
                c.precision(),
                0,
                1f / 127,
                new float[0],
                new float[0],
                reverse);
    }
}
