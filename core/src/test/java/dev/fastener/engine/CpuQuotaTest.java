package dev.fastener.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {
    @TempDir
    Path root;

    @Test
    void versionTwoTakesTheTightestOfAllAncestors() throws IOException {
        write("proc/self/cgroup", "0::/pods/one\n");
        write("sys/fs/cgroup/pods/one/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/pods/cpu.max", "150000 100000\n");
        write("sys/fs/cgroup/pods/cpu.stat", "usage_usec 5\nnr_periods 40\nnr_throttled 7\nthrottled_usec 1500000\n");
        assertThat(CpuQuota.read(root)).isEqualTo(new CpuQuota(1.5, 40, 7, 1_500_000));
        assertThat(CpuQuota.read(root).threads()).isEqualTo(1);
    }

    @Test
    void versionOneIsReadWhereItIsMounted() throws IOException {
        write("proc/self/cgroup", "5:memory:/a\n4:cpu,cpuacct:/docker/abc\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        assertThat(CpuQuota.read(root)).isEqualTo(new CpuQuota(0.5, 0, 0, 0));
        assertThat(CpuQuota.read(root).threads()).isEqualTo(1);
    }

    @Test
    void insideAContainerTheRootHoldsTheQuota() throws IOException {
        write("proc/self/cgroup", "0::/../other\n");
        write("sys/fs/cgroup/cpu.max", "50000 100000\n");
        assertThat(CpuQuota.read(root).cpus()).isEqualTo(0.5);
    }

    @Test
    void versionOneStatesAQuotaOfMinusOneWhereThereIsNone() throws IOException {
        write("proc/self/cgroup", "4:cpu,cpuacct:/\n");
        write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        assertThat(CpuQuota.read(root).cpus()).isInfinite();
        write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "250000\n");
        write("sys/fs/cgroup/cpu/cpu.stat", "nr_periods 9\nnr_throttled 3\nthrottled_time 2500000\n");
        assertThat(CpuQuota.read(root)).isEqualTo(new CpuQuota(2.5, 9, 3, 2500));
    }

    @Test
    void theTightestQuotaBindsWhereAGroupBelowHasNone() throws IOException {
        write("proc/self/cgroup", "0::/pod/app\n");
        write("sys/fs/cgroup/pod/cpu.max", "150000 100000\n");
        write("sys/fs/cgroup/pod/cpu.stat", "nr_periods 200\nnr_throttled 50\nthrottled_usec 1500000\n");
        write("sys/fs/cgroup/pod/app/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/pod/app/cpu.stat", "nr_periods 0\n");
        assertThat(CpuQuota.read(root)).isEqualTo(new CpuQuota(1.5, 200, 50, 1_500_000));
    }

    @Test
    void noLimitIsInfinite() throws IOException {
        assertThat(CpuQuota.read(root).cpus()).isInfinite();
        write("proc/self/cgroup", "0::/../../elsewhere\nnonsense\n");
        write("sys/fs/cgroup/cpu.max", "what\n");
        assertThat(CpuQuota.read(root).cpus()).isInfinite();
        assertThat(CpuQuota.read(root).threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
