package dev.fastener.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.Entity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private final Report report = new Report(List.of(
            new Rung("stacked", "ONNX Runtime", 3, 256, 2, 0.5, 12_000_000, 8, 4),
            new Rung("slim", "Fastener", 1, 128, 20, 0.97, 2_000_000, 1, 0.4)));

    @Test
    void ratiosAreThoseToTheFirstRung() {
        List<String> lines = report.table().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("stacked   3x256    ONNX Runtime").contains(" 1.0×", "50.00");
        assertThat(lines.get(2)).startsWith("slim      1x128    Fastener").contains(" 8.0×", "10.0×", "97.00");
        assertThat(lines.stream().map(String::length).distinct()).hasSize(1);
    }

    @Test
    void thePageHoldsAllSlotsEscapedAndReachesForNothingOutside(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("report.html");
        report.write(
                file,
                "a<b在上海",
                List.of(new Entity(4, 6, "LOC", "上海", Double.NaN)),
                "2 cores & Java",
                List.of("a note"),
                List.of("fastener tag < text"));
        assertThat(Files.readString(file))
                .contains("a&lt;b在<mark>上海<small>LOC</small></mark>")
                .contains("2 cores &amp; Java", "<li>a note</li>", "fastener tag &lt; text")
                .contains("width:12.5%")
                .doesNotContain("${", "http://", "https://", "src=");
    }
}
