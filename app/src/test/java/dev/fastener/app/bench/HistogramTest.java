package dev.fastener.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void percentilesAreWithinOneThirtySecondOfTheSortedTimes() {
        SplittableRandom random = new SplittableRandom(5);
        for (int bits = 1; bits <= 40; bits++) {
            long[] nanos = random.longs(1000, 0, 1L << bits).toArray();
            Histogram first = new Histogram();
            Histogram second = new Histogram();
            for (int i = 0; i < nanos.length; i++) {
                (i % 3 == 0 ? first : second).add(nanos[i]);
            }
            first.add(second);
            Arrays.sort(nanos);
            assertThat(first.total()).isEqualTo(1000);
            for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999}) {
                double exact = nanos[(int) Math.ceil(share * 1000) - 1] / 1e6;
                assertThat(first.millis(share))
                        .as("share %s below 2^%d", share, bits)
                        .isBetween(exact, exact * (1 + 1.0 / 32));
            }
            assertThat(first.millis(1)).isEqualTo(nanos[999] / 1e6);
        }
    }

    @Test
    void withoutTimesAllIsNought() {
        assertThat(new Histogram().millis(0.99)).isZero();
    }
}
