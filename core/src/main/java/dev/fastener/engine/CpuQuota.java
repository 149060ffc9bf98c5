package dev.fastener.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The CPU time that this process' cgroup may use, as Kubernetes and Docker limit it. More running threads than that are
 * stopped by the kernel in the middle of their work, so latency is best with the quota rounded down.
 *
 * @param cpus CPUs' worth of time; infinite where there is no limit
 * @param periods scheduling periods so far; 0 where unknown
 * @param throttledPeriods periods in which the group was stopped for having used up its quota
 * @param throttledMicros microseconds that it stood still for that
 */
public record CpuQuota(double cpus, long periods, long throttledPeriods, long throttledMicros) {
    private static final CpuQuota NONE = new CpuQuota(Double.POSITIVE_INFINITY, 0, 0, 0);

    /** The quota of this process; no limit where the system has no cgroups. */
    public static CpuQuota read() {
        return read(Path.of("/"));
    }

    /** Threads that can run at once: the JVM's processors, or fewer where the quota rounded down is less; at least 1. */
    public int threads() {
        return (int) Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), Math.floor(cpus)));
    }

    /** @param root of the file system, for tests */
    static CpuQuota read(Path root) {
        try {
            CpuQuota tightest = NONE;
            for (String line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
                String[] parts = line.split(":", 3);
                if (parts.length < 3) {
                    continue;
                }
                boolean version2 = parts[1].isEmpty();
                if (!version2 && !List.of(parts[1].split(",")).contains("cpu")) {
                    continue;
                }
                Path mount = root.resolve("sys/fs/cgroup").resolve(version2 ? "" : parts[1]);
                if (!version2 && !Files.isDirectory(mount)) {
                    mount = root.resolve("sys/fs/cgroup/cpu");
                }
                // A limit of any ancestor holds too. A container may see only the end of its path.
                Path own = mount.resolve(parts[2].substring(1)).normalize();
                Path group = own.startsWith(mount) ? own : mount;
                while (group != null && group.startsWith(mount)) {
                    CpuQuota here = version2 ? version2(group) : version1(group);
                    tightest = here.cpus < tightest.cpus ? here : tightest;
                    group = group.getParent();
                }
            }
            return tightest;
        } catch (IOException e) {
            return NONE;
        }
    }

    /** cpu.max: "max 100000" or "150000 100000". */
    private static CpuQuota version2(Path group) {
        Optional<String> limit = content(group.resolve("cpu.max"));
        String[] parts = limit.orElse("max").split("\\s+", -1);
        if (parts.length < 2 || parts[0].equals("max")) {
            return NONE;
        }
        return quota(number(parts[0]), number(parts[1]), group);
    }

    /** cpu.cfs_quota_us (-1: no limit) and cpu.cfs_period_us. */
    private static CpuQuota version1(Path group) {
        return quota(
                number(content(group.resolve("cpu.cfs_quota_us")).orElse("-1")),
                number(content(group.resolve("cpu.cfs_period_us")).orElse("-1")),
                group);
    }

    private static CpuQuota quota(OptionalDouble quota, OptionalDouble period, Path group) {
        if (quota.orElse(-1) <= 0 || period.orElse(-1) <= 0) {
            return NONE;
        }
        String stat = content(group.resolve("cpu.stat")).orElse("");
        return new CpuQuota(
                quota.getAsDouble() / period.getAsDouble(),
                statistic(stat, "nr_periods"),
                statistic(stat, "nr_throttled"),
                // Version 2 counts microseconds, version 1 nanoseconds.
                statistic(stat, "throttled_usec") + statistic(stat, "throttled_time") / 1000);
    }

    /** A line of cpu.stat is a name and a count; 0 where there is none of this name. */
    private static long statistic(String stat, String name) {
        for (String line : stat.split("\n", -1)) {
            String[] parts = line.trim().split("\\s+", -1);
            if (parts.length == 2 && parts[0].equals(name)) {
                return (long) number(parts[1]).orElse(0);
            }
        }
        return 0;
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file).trim());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static OptionalDouble number(String digits) {
        try {
            return OptionalDouble.of(Double.parseDouble(digits));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
