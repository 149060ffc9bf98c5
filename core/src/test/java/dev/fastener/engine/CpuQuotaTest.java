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
        write("sys/fs/cgroup/pods/cpu.stat", "usage_usec 5\nnr_periods 40\nnr_throttled 7\n");
        assertThat(CpuQuota.read(root)).isEqualTo(new CpuQuota(1.5, 40, 7));
        assertThat(CpuQuota.read(root).threads()).isEqualTo(1);
    }

    @Test
    void versionOneIsReadWhereItIsMounted() throws IOException {
        write("proc/self/cgroup", "5:memory:/a\n4:cpu,cpuacct:/docker/abc\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        assertThat(CpuQuota.read(root)).isEqualTo(new CpuQuota(0.5, 0, 0));
        assertThat(CpuQuota.read(root).threads()).isEqualTo(1);
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
