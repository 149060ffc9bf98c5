package dev.fastener.tune.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final Space SMALL = new Space(List.of(
            new Parameter.Choice("cell", List.of("lstm", "gru")),
            new Parameter.PowerOfTwo("hidden", 64, 256),
            new Parameter.Whole("layers", 1, 3)));

    @Test
    void gridVisitsEachCombinationOnce() {
        Space space = new Space(List.of(
                new Parameter.Choice("a", List.of("x", "y", "z")),
                new Parameter.PowerOfTwo("b", 1, 8),
                new Parameter.Real("c", 1e-4, 1e-2, true)));
        GridSampler grid = new GridSampler(space, 7, 3);
        Set<Point> seen = new HashSet<>();
        for (int i = 0; i < 36; i++) {
            Point point = grid.propose(i, List.of(), Set.of());
            assertThat(seen.add(point)).as("%s", point).isTrue();
        }
        assertThat(grid.size()).isEqualTo(36);
        assertThat(grid.propose(36, List.of(), seen)).isNull();
        assertThat(seen.stream().map(point -> point.text("c")).distinct())
                .containsExactlyInAnyOrder("1.0E-4", "0.001", "0.01");
    }

    @Test
    void sameSeedProposesTheSame() {
        assertThat(points(new TpeSampler(SMALL, 3), 15)).isEqualTo(points(new TpeSampler(SMALL, 3), 15));
        assertThat(points(new TpeSampler(SMALL, 3), 15)).isNotEqualTo(points(new TpeSampler(SMALL, 4), 15));
    }

    @Test
    void nothingIsProposedTwiceUntilNothingIsLeft() {
        List<Point> points = points(new TpeSampler(SMALL, 1), 18);
        assertThat(points).doesNotHaveDuplicates().hasSize(18);
        assertThat(new TpeSampler(SMALL, 1).propose(18, List.of(), Set.copyOf(points)))
                .isNull();
    }

    @Test
    void pointsBeyondALimitAreLearntFrom() {
        // All with a hidden size above 64 exceed a limit; what follows the first draws should mostly keep it.
        Space space = new Space(
                List.of(new Parameter.PowerOfTwo("hidden", 32, 1024), new Parameter.Real("rate", 1e-5, 1e-1, true)));
        TpeSampler sampler = new TpeSampler(space, 5);
        List<Observation> observed = new ArrayList<>();
        int kept = 0;
        for (int i = 0; i < 60; i++) {
            Point point = sampler.propose(i, observed, Set.of());
            double excess = Math.max(0, point.whole("hidden") / 64.0 - 1);
            observed.add(new Observation(point, new double[] {point.real("rate")}, excess));
            kept += i >= 30 && excess == 0 ? 1 : 0;
        }
        assertThat(kept).isGreaterThan(20);
    }

    @Test
    void densityOfKernelsSumsToOne() {
        Space space =
                new Space(List.of(new Parameter.Choice("a", List.of("x", "y", "z")), new Parameter.Whole("b", -2, 5)));
        List<double[]> observed = List.of(new double[] {0, 5}, new double[] {2, 1}, new double[] {2, -2});
        Parzen parzen = new Parzen(space.parameters(), observed);
        double sum = 0;
        for (int a = 0; a < 3; a++) {
            for (int b = -2; b <= 5; b++) {
                sum += Math.exp(parzen.logDensity(new double[] {a, b}));
            }
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
    }

    @Test
    void drawsAreAsFrequentAsTheirDensitySays() {
        Parzen parzen =
                new Parzen(List.of(new Parameter.Whole("a", 0, 3)), List.of(new double[] {0}, new double[] {2}));
        SplittableRandom random = new SplittableRandom(11);
        double[] counts = new double[4];
        for (int i = 0; i < 100_000; i++) {
            counts[(int) parzen.sample(random)[0]]++;
        }
        for (int a = 0; a < 4; a++) {
            assertThat(counts[a] / 100_000).isCloseTo(Math.exp(parzen.logDensity(new double[] {a})), within(0.01));
        }
    }

    @Test
    void contradictoryParametersAreRefused() {
        assertThatThrownBy(() -> new Parameter.PowerOfTwo("hidden", 48, 128))
                .hasMessage("hidden: expected a power of two, found 48");
        assertThatThrownBy(() -> new Parameter.Real("rate", 0, 1, true)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new Parameter.Whole("layers", 3, 1)).hasMessageContaining("low <= high");
        assertThatThrownBy(() -> new Space(List.of())).hasMessageContaining("at least one parameter");
        assertThatThrownBy(() -> new Parameter.Whole("layers", 1, 3).coordinate("4"))
                .hasMessage("layers: expected 1 to 3, found 4");
    }

    private static List<Point> points(Sampler sampler, int count) {
        List<Observation> observed = new ArrayList<>();
        Set<Point> taken = new HashSet<>();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Point point = sampler.propose(i, observed, taken);
            taken.add(point);
            points.add(point);
            observed.add(new Observation(point, point.whole("hidden") - 100.0 * point.whole("layers")));
        }
        return points;
    }
}
