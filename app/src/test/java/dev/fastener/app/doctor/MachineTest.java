package dev.fastener.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    private Path root;

    @Test
    void theTightestQuotaOnTheWayToTheRootBinds() throws IOException {
        group("pod", "150000 100000", "nr_periods 200\nnr_throttled 50\nthrottled_usec 1500000\n");
        group("pod/app", "max 100000", "nr_periods 0\n");
        Cgroup found = Cgroup.of(List.of("0::/pod/app"), root);
        assertThat(found.cores()).hasValue(1.5);
        assertThat(found.periods()).isEqualTo(200);
        assertThat(found.throttledPeriods()).isEqualTo(50);
        assertThat(found.throttledMicros()).isEqualTo(1_500_000);
    }

    @Test
    void insideAContainerTheRootHoldsTheQuota() throws IOException {
        Files.writeString(root.resolve("cpu.max"), "50000 100000\n");
        assertThat(Cgroup.of(List.of("0::/../other"), root).cores()).hasValue(0.5);
    }

    @Test
    void versionOneStatesAQuotaOfMinusOneWhereThereIsNone() throws IOException {
        Path cpu = Files.createDirectories(root.resolve("cpu"));
        Files.writeString(cpu.resolve("cpu.cfs_quota_us"), "-1\n");
        Files.writeString(cpu.resolve("cpu.cfs_period_us"), "100000\n");
        assertThat(Cgroup.of(List.of("4:cpu,cpuacct:/"), root).cores()).isEmpty();
        Files.writeString(cpu.resolve("cpu.cfs_quota_us"), "250000\n");
        assertThat(Cgroup.of(List.of("4:cpu,cpuacct:/"), root).cores()).hasValue(2.5);
    }

    @Test
    void noControlGroupsMeansNoQuota() throws IOException {
        assertThat(Cgroup.of(List.of(), root).cores()).isEmpty();
    }

    @Test
    void processorsOfBothArchitecturesAreDescribed() {
        assertThat(Processor.of(List.of("model name\t: Some CPU @ 2 GHz", "flags\t\t: fpu sse4_2 avx2 fma avx512f")))
                .isEqualTo(new Processor("Some CPU @ 2 GHz", List.of("sse4_2", "avx2", "fma", "avx512f")));
        assertThat(Processor.of(List.of("processor\t: 0", "Features\t: fp asimd asimddp sve"))
                        .features())
                .containsExactly("asimd", "asimddp", "sve");
        assertThat(Processor.of(List.of()).features()).isEmpty();
    }

    @Test
    void theLongestMountPointDecides() {
        List<String> mounts = List.of(
                "overlay / overlay rw,relatime 0 0", "tmpfs /tmp tmpfs rw,noexec 0 0", "tmpfs /tmpfolder tmpfs rw 0 0");
        assertThat(TemporaryFolder.mountOptions(mounts, Path.of("/tmp/work"))).contains("noexec");
        assertThat(TemporaryFolder.mountOptions(mounts, Path.of("/tmpfolder"))).doesNotContain("noexec");
        assertThat(TemporaryFolder.mountOptions(mounts, Path.of("/home"))).contains("relatime");
    }

    @Test
    void aFolderThatIsNotThereIsAProblemThatNamesTheCure() {
        assertThat(TemporaryFolder.problem(root)).isEmpty();
        assertThat(TemporaryFolder.problem(root.resolve("none")))
                .contains("does not exist")
                .contains("TMPDIR");
    }

    private void group(String name, String max, String stat) throws IOException {
        Path group = Files.createDirectories(root.resolve(name));
        Files.writeString(group.resolve("cpu.max"), max + "\n");
        Files.writeString(group.resolve("cpu.stat"), stat);
    }
}
