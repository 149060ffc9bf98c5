package dev.fastener.tune.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a brute force on a lattice of whole losses. */
class ParetoTest {
    private static final int SIDE = 8;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void frontIsWhatNoOtherDominates(int objectives) {
        for (int seed = 0; seed < 50; seed++) {
            List<double[]> losses = losses(objectives, seed);
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < losses.size(); i++) {
                int place = i;
                if (losses.stream().noneMatch(other -> isBetter(other, losses.get(place)))) {
                    expected.add(i);
                }
            }
            assertThat(Pareto.front(losses)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void hypervolumeIsTheNumberOfDominatedCells(int objectives) {
        double[] reference = new double[objectives];
        java.util.Arrays.fill(reference, SIDE - 2);
        for (int seed = 0; seed < 50; seed++) {
            List<double[]> losses = losses(objectives, seed);
            assertThat(Hypervolume.of(losses, reference))
                    .as("seed %d", seed)
                    .isCloseTo(cells(losses, new double[objectives], 0), within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void rankingPutsNoOneBeforeWhoDominatesIt(int objectives) {
        for (int seed = 0; seed < 50; seed++) {
            List<double[]> losses = losses(objectives, seed);
            List<Integer> order = Ranking.of(losses);
            assertThat(order).doesNotHaveDuplicates().hasSize(losses.size());
            for (int i = 0; i < order.size(); i++) {
                for (int later : order.subList(i + 1, order.size())) {
                    assertThat(isBetter(losses.get(later), losses.get(order.get(i))))
                            .as("seed %d", seed)
                            .isFalse();
                }
            }
        }
    }

    private static List<double[]> losses(int objectives, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> losses = new ArrayList<>();
        for (int i = random.nextInt(1, 20); i > 0; i--) {
            losses.add(random.ints(objectives, 0, SIDE).asDoubleStream().toArray());
        }
        return losses;
    }

    private static boolean isBetter(double[] a, double[] b) {
        int worse = 0;
        int better = 0;
        for (int i = 0; i < a.length; i++) {
            worse += a[i] > b[i] ? 1 : 0;
            better += a[i] < b[i] ? 1 : 0;
        }
        return worse == 0 && better > 0;
    }

    private static int cells(List<double[]> losses, double[] cell, int axis) {
        if (axis == cell.length) {
            return losses.stream().anyMatch(loss -> covers(loss, cell)) ? 1 : 0;
        }
        int sum = 0;
        for (int i = 0; i < SIDE - 2; i++) {
            cell[axis] = i;
            sum += cells(losses, cell, axis + 1);
        }
        return sum;
    }

    private static boolean covers(double[] loss, double[] cell) {
        for (int i = 0; i < loss.length; i++) {
            if (loss[i] > cell[i]) {
                return false;
            }
        }
        return true;
    }
}
