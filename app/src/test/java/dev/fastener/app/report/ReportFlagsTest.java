package dev.fastener.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReportFlagsTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private void refused(String complaint, String... arguments) {
        assertThat(Main.run(arguments)).isEqualTo(2);
        assertThat(streams.complaintsText()).contains(complaint);
        assertThat(folder.resolve("page.html")).doesNotExist();
    }

    private String page() {
        return folder.resolve("page.html").toString();
    }

    @Test
    void aPageNeedsALadder() {
        refused("--report: expected --ladder beside it", "bench", "--report", page());
    }

    @Test
    void otherFiguresNeedAPage() {
        refused("--slim, --quantize: expected --report FILE", "bench", "--ladder", "model.onnx", "--slim", "slim.json");
    }

    /** Before anything is measured: the model isn't there. */
    @Test
    void filesOfOtherKindsAreRefusedBeforeAnythingIsMeasured() throws IOException {
        Path other = Files.writeString(folder.resolve("other.json"), "{\"trials\": []}");
        refused(
                "other.json: expected a list as \"steps\", found nothing",
                "bench",
                "--ladder",
                "model.onnx",
                "--slim",
                other.toString(),
                "--report",
                page());
        refused(
                "other.json: expected a study, found another file",
                "bench",
                "--ladder",
                "model.onnx",
                "--study",
                other.toString(),
                "--report",
                page());
    }

    @Test
    void aFolderIsNoPage() {
        refused(
                "expected a file to write, found a folder",
                "bench",
                "--ladder",
                "model.onnx",
                "--report",
                folder.toString());
        refused(
                "expected a file to write, found a folder",
                "tune",
                "--show",
                "study.db",
                "--report",
                folder.toString());
    }
}
