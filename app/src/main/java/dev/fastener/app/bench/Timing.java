package dev.fastener.app.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The times of one contestant, round by round. Not thread-safe. */
public final class Timing {
    private final List<Pass> passes = new ArrayList<>();

    /**
     * One round.
     *
     * @param nanos from the start of the first call to the end of the last
     * @param callNanos of each call
     * @param throttledPeriods in which the control group's quota was used up
     */
    record Pass(long nanos, long[] callNanos, long throttledPeriods) {}

    void add(Pass pass) {
        passes.add(pass);
    }

    public int rounds() {
        return passes.size();
    }

    /** Calls of all rounds. */
    public int calls() {
        return passes.stream().mapToInt(pass -> pass.callNanos().length).sum();
    }

    /** Scheduling periods in which the process was stopped. */
    public long throttledPeriods() {
        return passes.stream().mapToLong(Pass::throttledPeriods).sum();
    }

    /** Median time of a pass. */
    public double passMillis() {
        return median(roundMillis());
    }

    /** Time of each round's pass. */
    public double[] roundMillis() {
        return passes.stream().mapToDouble(pass -> pass.nanos() / 1e6).toArray();
    }

    /** Milliseconds that the given shares of all calls, 0 to 1 and ascending, took at most (nearest rank). */
    public double[] callMillis(double... shares) {
        long[] sorted = passes.stream()
                .flatMapToLong(pass -> Arrays.stream(pass.callNanos()))
                .sorted()
                .toArray();
        double[] millis = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            int rank = (int) Math.ceil(shares[i] * sorted.length);
            millis[i] = sorted[Math.max(1, rank) - 1] / 1e6;
        }
        return millis;
    }

    /** How many times as long {@code other} took: the median of the ratios of one round each. */
    double timesFasterThan(Timing other) {
        double[] ratios = new double[passes.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] =
                    (double) other.passes.get(round).nanos() / passes.get(round).nanos();
        }
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
