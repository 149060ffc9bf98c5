package dev.fastener.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    private Path root;

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
}
