package dev.fastener.app.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    @Test
    void ratiosMultiply() {
        SplittableRandom random = new SplittableRandom(5);
        for (int rounds = 1; rounds < 12; rounds++) {
            double[] a = times(rounds, random);
            double[] b = times(rounds, random);
            double[] c = times(rounds, random);
            double product =
                    Intervals.ratio(a, b).value() * Intervals.ratio(b, c).value();
            assertThat(Intervals.ratio(a, c).value()).isCloseTo(product, within(1e-12 * product));
        }
    }

    @Test
    void anIntervalIsThatOfAllWaysToDrawTheRounds() {
        SplittableRandom random = new SplittableRandom(6);
        double[] over = times(5, random);
        double[] under = times(5, random);
        double[] all = new double[5 * 5 * 5 * 5 * 5];
        for (int way = 0; way < all.length; way++) {
            double[] drawnOver = new double[5];
            double[] drawnUnder = new double[5];
            for (int i = 0, rest = way; i < 5; i++, rest /= 5) {
                drawnOver[i] = over[rest % 5];
                drawnUnder[i] = under[rest % 5];
            }
            Arrays.sort(drawnOver);
            Arrays.sort(drawnUnder);
            all[way] = drawnOver[2] / drawnUnder[2];
        }
        Arrays.sort(all);
        Interval interval = Intervals.ratio(over, under);
        // The share of all ways that lie below an end; the draws are 2,000 of them.
        assertThat(share(all, interval.low())).isBetween(0.0, 0.04);
        assertThat(share(all, interval.high())).isBetween(0.96, 1.0);
        assertThat(interval.value()).isBetween(interval.low(), interval.high());
        assertThat(Intervals.ratio(over, under)).isEqualTo(interval);
    }

    /** Of values at most {@code end}, the ties at it counted half: few ways give few values. */
    private static double share(double[] sorted, double end) {
        double below = Arrays.stream(sorted).filter(value -> value < end).count();
        double same = Arrays.stream(sorted).filter(value -> value == end).count();
        return end < sorted[sorted.length / 2] ? below / sorted.length : (below + same) / sorted.length;
    }

    @Test
    void whatSlowsARoundSlowsBoth() {
        double[] under = {1, 9, 1.5, 40, 2};
        double[] over = Arrays.stream(under).map(time -> 4 * time).toArray();
        assertThat(Intervals.ratio(over, under)).isEqualTo(new Interval(4, 4, 4));
        Interval time = Intervals.median(under);
        assertThat(time.value()).isEqualTo(2);
        assertThat(time.low()).isEqualTo(1);
        assertThat(time.high()).isEqualTo(40);
    }

    @Test
    void factorsMultiplyToTheTotal() {
        SplittableRandom random = new SplittableRandom(7);
        for (int rounds = 1; rounds < 10; rounds++) {
            Factors factors = Factors.of(
                    times(rounds, random), times(rounds, random), times(rounds, random), times(rounds, random));
            double total = factors.total().value();
            assertThat(factors.sameNetworkSorted().value()
                            * factors.padding().value()
                            * factors.slimming().value())
                    .isCloseTo(total, within(1e-12 * total));
            assertThat(factors.sameNetworkPadded().value() * factors.slimming().value())
                    .isCloseTo(total, within(1e-12 * total));
        }
    }

    @Test
    void timesOfOtherRoundsAreRefused() {
        assertThatThrownBy(() -> Intervals.ratio(new double[2], new double[3])).hasMessageContaining("found 2 and 3");
    }

    private static double[] times(int rounds, SplittableRandom random) {
        return random.doubles(rounds, 1, 3).toArray();
    }
}
