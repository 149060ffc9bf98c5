package dev.fastener.app.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.fastener.app.accelerate.Journal.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("steps.tsv");
    }

    @Test
    void whatIsDoneIsKnownToTheNextRun() throws IOException {
        Journal first = Journal.open(file, "text of 9 bytes");
        first.add("train", 12.34, "2x64");
        first.add("slim", 1, "1x32, dev F1 90.00");
        Journal second = Journal.open(file, "text of 9 bytes");
        assertThat(second.entries())
                .containsExactly(
                        entry("train", new Entry(12.3, "2x64")), entry("slim", new Entry(1, "1x32, dev F1 90.00")));
        assertThat(second.holds("tune")).isFalse();
        assertThat(second.seconds()).isEqualTo(13.3);
    }

    @Test
    void theJournalOfAnotherRunIsRefused() throws IOException {
        Journal.open(file, "text of 9 bytes").add("train", 1, "");
        assertThatThrownBy(() -> Journal.open(file, "text of 10 bytes"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text of 10 bytes")
                .hasMessageContaining("text of 9 bytes")
                .hasMessageContaining("--folder");
    }

    @Test
    void aDamagedLineIsShown() throws IOException {
        Files.writeString(file, "# fastener accelerate\ttext\ntrain\tlong\t2x64\n");
        assertThatThrownBy(() -> Journal.open(file, "text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("long");
    }
}
