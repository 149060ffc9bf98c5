package dev.fastener.app.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What came of a soak.
 *
 * @param callers at the same time
 * @param seconds that it ran
 * @param times of calls
 * @param errors calls that failed
 * @param firstError what the first of them said; empty where none failed
 * @param wrong calls whose result was not that of the same call alone
 * @param maxDifference largest difference to the emissions of the same call alone
 * @param memory samples over time
 * @param periods scheduling periods of the quota; 0 without a quota
 * @param throttledPeriods of them, those in which the quota was used up
 */
record SoakReport(
        Setup setup,
        String kernels,
        int callers,
        double seconds,
        Histogram times,
        long sentences,
        long errors,
        String firstError,
        long wrong,
        double maxDifference,
        List<MemoryUse> memory,
        long periods,
        long throttledPeriods) {
    /** Shorter ones show how the JVM compiles, not what is held on to. */
    private static final double LEAST_SECONDS = 60;

    /** Fewer came where callers left the sampling thread no time. */
    private static final int LEAST_SAMPLES = 12;

    /** Share of the samples at the start that don't count: caches and compiled code still grow then. */
    private static final double SETTLING = 0.25;

    /** Growth of what is measured in pages and collected when the JVM likes. */
    private static final double TOLERANCE = 0.05;

    private static final long TOLERANCE_BYTES = 16 << 20;

    boolean passed() {
        return errors == 0
                && wrong == 0
                && !(judgesMemory() && (grew(MemoryUse::heapBytes) || grew(MemoryUse::residentBytes)));
    }

    private boolean judgesMemory() {
        return seconds >= LEAST_SECONDS && memory.size() >= LEAST_SAMPLES;
    }

    /** Whether the last samples are above the first ones that count by more than noise. */
    private boolean grew(ToLongFunction<MemoryUse> what) {
        long early = early(what);
        return late(what) > early + Math.max(early * TOLERANCE, TOLERANCE_BYTES);
    }

    long early(ToLongFunction<MemoryUse> what) {
        int from = (int) (SETTLING * memory.size());
        return median(memory.subList(from, Math.max(from + 1, memory.size() / 2)), what);
    }

    long late(ToLongFunction<MemoryUse> what) {
        return median(memory.subList(memory.size() - Math.max(1, memory.size() / 4), memory.size()), what);
    }

    private static long median(List<MemoryUse> samples, ToLongFunction<MemoryUse> what) {
        return samples.stream()
                .map(what::applyAsLong)
                .sorted(Comparator.naturalOrder())
                .skip(samples.size() / 2)
                .findFirst()
                .orElse(0L);
    }

    /** For a terminal. */
    String text() {
        return String.format(
                Locale.ROOT,
                "soak: %s %s%s, threads %d, %d callers, %.0f s%n"
                        + "  %,d calls, %,.0f sentences/s; p50 %.3g ms, p90 %.3g, p99 %.3g, p99.9 %.3g, max %.3g%n"
                        + "  errors %,d%s; results unlike those of one caller: %,d, largest difference %.1e%n"
                        + "  heap after collection %.1f MB, at the end %.1f; resident %.1f MB, at the end %.1f (medians of %d"
                        + " samples%s)%n"
                        + "  %s%n"
                        + "  %s%n",
                setup.kind(),
                setup.precision(),
                kernels.isEmpty() ? "" : " " + kernels,
                setup.threads(),
                callers,
                seconds,
                times.total(),
                sentences / seconds,
                times.millis(0.5),
                times.millis(0.9),
                times.millis(0.99),
                times.millis(0.999),
                times.millis(1),
                errors,
                firstError.isEmpty() ? "" : " (" + firstError + ")",
                wrong,
                maxDifference,
                early(MemoryUse::heapBytes) / 1e6,
                late(MemoryUse::heapBytes) / 1e6,
                early(MemoryUse::residentBytes) / 1e6,
                late(MemoryUse::residentBytes) / 1e6,
                memory.size(),
                judgesMemory() ? "" : "; too few to judge",
                periods == 0
                        ? "no quota on CPU time"
                        : String.format(
                                Locale.ROOT,
                                "stopped for the quota in %,d of %,d scheduling periods",
                                throttledPeriods,
                                periods),
                passed() ? "passed" : "failed");
    }
}
