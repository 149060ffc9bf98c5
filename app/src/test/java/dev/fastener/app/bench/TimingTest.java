package dev.fastener.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class TimingTest {
    @Test
    void aPercentileIsTheLeastTimeThatSuchAShareOfTheCallsTookAtMost() {
        SplittableRandom random = new SplittableRandom(3);
        for (int calls : new int[] {1, 2, 99, 100, 101, 1000, 1001}) {
            long[] nanos = random.longs(calls, 1, 1_000_000_000).toArray();
            Timing timing = new Timing();
            timing.add(new Timing.Pass(1, Arrays.copyOf(nanos, calls / 2), 0));
            timing.add(new Timing.Pass(1, Arrays.copyOfRange(nanos, calls / 2, calls), 0));
            double[] found = timing.callMillis(Result.SHARES);
            for (int i = 0; i < found.length; i++) {
                double share = Result.SHARES[i];
                long least = Arrays.stream(nanos)
                        .filter(one -> Arrays.stream(nanos)
                                        .filter(other -> other <= one)
                                        .count()
                                >= share * calls)
                        .min()
                        .orElseThrow();
                assertThat(found[i]).as("%d calls, share %s", calls, share).isEqualTo(least / 1e6);
            }
        }
    }

    @Test
    void aRatioIsTheMedianOfTheRatiosOfRounds() {
        Timing own = new Timing();
        Timing other = new Timing();
        long[] ours = {10, 20, 100};
        long[] theirs = {30, 40, 1000};
        for (int round = 0; round < 3; round++) {
            own.add(new Timing.Pass(ours[round], new long[1], 0));
            other.add(new Timing.Pass(theirs[round], new long[1], 0));
        }
        assertThat(own.timesFasterThan(other)).isEqualTo(3); // of 3, 2 and 10
    }

    @Test
    void eachRoundBeginsWithAnotherAndCallsEachOnce() {
        List<String> order = new ArrayList<>();
        List<Contestant> contestants = List.of(recorder("a", 2, order), recorder("b", 1, order));
        List<Timing> timings = Turns.measure(contestants, 1, 0, round -> round < 3);
        assertThat(order).containsExactly("a0", "a1", "b0", "a0", "a1", "b0", "b0", "a0", "a1", "a0", "a1", "b0");
        assertThat(timings).extracting(Timing::rounds).containsExactly(3, 3);
        assertThat(timings).extracting(Timing::calls).containsExactly(6, 3);
    }

    private static Contestant recorder(String name, int calls, List<String> order) {
        return new Contestant() {
            @Override
            public int calls() {
                return calls;
            }

            @Override
            public IntConsumer newCaller() {
                return call -> order.add(name + call);
            }
        };
    }

    @Test
    void callersShareTheCallsOfAPass() {
        ConcurrentHashMap<Integer, Integer> counts = new ConcurrentHashMap<>();
        Contestant contestant = new Contestant() {
            @Override
            public int calls() {
                return 500;
            }

            @Override
            public IntConsumer newCaller() {
                return call -> counts.merge(call, 1, Integer::sum);
            }
        };
        Turns.measure(List.of(contestant), 7, 0, round -> round < 2);
        assertThat(counts).hasSize(500);
        assertThat(counts.values()).containsOnly(3); // the warm-up and two rounds
    }
}
