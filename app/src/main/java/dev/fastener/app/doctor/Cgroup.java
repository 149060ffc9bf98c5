package dev.fastener.app.doctor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the Linux control groups of this process allow and what they took away (cgroup v2's cpu.max and cpu.stat, v1's
 * cpu.cfs_quota_us). Empty on other systems.
 *
 * @param cores CPU quota in cores; empty where there is none
 * @param periods periods in which the group wanted to run
 * @param throttledPeriods periods in which it was stopped for having used its quota
 * @param throttledMicros time it stood still for that
 */
record Cgroup(OptionalDouble cores, long periods, long throttledPeriods, long throttledMicros) {
    private static final Path SELF = Path.of("/proc/self/cgroup");
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    static Cgroup ofThisProcess() throws IOException {
        return Files.isReadable(SELF) ? of(Files.readAllLines(SELF), ROOT) : NONE;
    }

    private static final Cgroup NONE = new Cgroup(OptionalDouble.empty(), 0, 0, 0);

    /** @param self lines of /proc/self/cgroup, "hierarchy:controllers:path" */
    static Cgroup of(List<String> self, Path root) throws IOException {
        for (String line : self) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && fields[0].equals("0")) {
                Cgroup found = tightest(root, fields[2], Cgroup::versionTwo);
                if (found.cores.isPresent() || found.periods > 0) {
                    return found;
                }
            } else if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains("cpu")) {
                return tightest(root.resolve("cpu"), fields[2], Cgroup::versionOne);
            }
        }
        return NONE;
    }

    private interface Reader {
        Cgroup read(Path group) throws IOException;
    }

    /** A quota of an enclosing group binds too; inside a container the path may not exist and its root is ours. */
    private static Cgroup tightest(Path root, String path, Reader reader) throws IOException {
        List<Path> groups = new ArrayList<>();
        Path group = root.resolve(path.substring(1)).normalize();
        for (; !group.equals(root) && group.startsWith(root); group = requireNonNull(group.getParent())) {
            groups.add(group);
        }
        groups.add(root);
        Cgroup tightest = NONE;
        for (Path each : groups) {
            Cgroup found = reader.read(each);
            if (found.cores.orElse(Double.MAX_VALUE) < tightest.cores.orElse(Double.MAX_VALUE)
                    || tightest.equals(NONE)) {
                tightest = found;
            }
        }
        return tightest;
    }

    private static Cgroup versionTwo(Path group) throws IOException {
        Path max = group.resolve("cpu.max");
        OptionalDouble cores = OptionalDouble.empty();
        if (Files.isReadable(max)) {
            String[] quotaAndPeriod = Files.readString(max).trim().split(" ", -1);
            cores = quota(quotaAndPeriod[0], quotaAndPeriod.length > 1 ? quotaAndPeriod[1] : "100000");
        }
        Map<String, Long> stat = statistics(group.resolve("cpu.stat"));
        return new Cgroup(
                cores,
                stat.getOrDefault("nr_periods", 0L),
                stat.getOrDefault("nr_throttled", 0L),
                stat.getOrDefault("throttled_usec", 0L));
    }

    private static Cgroup versionOne(Path group) throws IOException {
        Path max = group.resolve("cpu.cfs_quota_us");
        OptionalDouble cores = OptionalDouble.empty();
        if (Files.isReadable(max)) {
            cores = quota(
                    Files.readString(max).trim(),
                    Files.readString(group.resolve("cpu.cfs_period_us")).trim());
        }
        Map<String, Long> stat = statistics(group.resolve("cpu.stat"));
        return new Cgroup(
                cores,
                stat.getOrDefault("nr_periods", 0L),
                stat.getOrDefault("nr_throttled", 0L),
                stat.getOrDefault("throttled_time", 0L) / 1000);
    }

    private static OptionalDouble quota(String quota, String period) {
        return quota.equals("max") || quota.startsWith("-")
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(quota) / Double.parseDouble(period));
    }

    private static Map<String, Long> statistics(Path file) throws IOException {
        Map<String, Long> values = new HashMap<>();
        if (Files.isReadable(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] nameAndValue = line.split(" ", -1);
                if (nameAndValue.length == 2) {
                    values.put(nameAndValue[0], Long.parseLong(nameAndValue[1]));
                }
            }
        }
        return values;
    }
}
