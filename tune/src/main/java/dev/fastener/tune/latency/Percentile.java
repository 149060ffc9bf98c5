package dev.fastener.tune.latency;

import java.util.Arrays;
import java.util.Locale;

/** Which of the times of many calls is meant. */
public enum Percentile {
    P50(0.5),
    P99(0.99);

    private final double share;

    Percentile(double share) {
        this.share = share;
    }

    /** The time that this share of {@code nanos} took at most, in milliseconds. */
    double millis(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[place(sorted.length)] / 1e6;
    }

    /** Where it falls among {@code n} values in ascending order. */
    int place(int n) {
        return (int) Math.ceil(share * n) - 1;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
