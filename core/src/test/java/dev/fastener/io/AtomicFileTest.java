package dev.fastener.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void contentReplacesTheFileEvenIfItClosesTheStream() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        AtomicFile.write(file, out -> {
            out.write("new".getBytes(StandardCharsets.UTF_8));
            out.close();
        });
        assertThat(file).hasContent("new");
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aFailureHalfWayLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 17]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": No space left on device");
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aMissingFolderIsNamedAndNotMade() {
        Path file = folder.resolve("none").resolve("a");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": can't be written, as the folder " + file.getParent()
                        + " doesn't exist; make it first, or check the path");
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void aFileInsteadOfAFolderIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "").resolve("b");
        assertThatThrownBy(() -> AtomicFile.requireFolder(file)).hasMessageContaining("a is a file; expected a folder");
    }

    @Test
    void aFolderIsNotReplaced() {
        assertThatThrownBy(() -> AtomicFile.write(folder, out -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a directory");
    }

    @Test
    void whatASymbolicLinkLeadsToIsReplacedAndTheLinkStays() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("a"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere/a"));
        Path further = Files.createSymbolicLink(folder.resolve("further"), link);
        AtomicFile.write(further, AtomicFileTest::writeNew);
        assertThat(file).hasContent("new");
        assertThat(link).isSymbolicLink();
        assertThat(further).isSymbolicLink();
        assertThat(elsewhere.toFile().list()).containsExactly("a");
    }

    @Test
    void whatALinkLeadsToNeedNotExist() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
        AtomicFile.write(link, AtomicFileTest::writeNew);
        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("a")).isRegularFile().hasContent("new");
    }

    @Test
    void linksInACircleAreAnError() throws IOException {
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, link);
        assertThatThrownBy(() -> AtomicFile.write(link, AtomicFileTest::writeNew))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(link + ": symbolic links in a circle");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeviceIsWrittenToAndStays() throws IOException {
        Path device = Path.of("/dev/null");
        AtomicFile.requireWritable(device);
        AtomicFile.write(device, AtomicFileTest::writeNew);
        assertThat(Files.isRegularFile(device)).isFalse();
        assertThat(Files.exists(device)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNamedPipeIsWrittenToAndStays() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        AtomicFile.write(pipe, AtomicFileTest::writeNew);
        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo("new");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void filesThatBelongTogetherAreReplacedTogether() throws IOException {
        Path first = Files.writeString(folder.resolve("a"), "old");
        Path second = folder.resolve("b");
        Map<Path, AtomicFile.Content> contents = new LinkedHashMap<>();
        contents.put(first, AtomicFileTest::writeNew);
        contents.put(second, out -> {
            throw new IOException("No space left on device");
        });
        assertThatThrownBy(() -> AtomicFile.writeTogether(contents)).hasMessage(second + ": No space left on device");
        assertThat(first).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a");
        contents.put(second, AtomicFileTest::writeNew);
        AtomicFile.writeTogether(contents);
        assertThat(first).hasContent("new");
        assertThat(second).hasContent("new");
    }

    @Test
    void whatAKilledProcessLeftIsTakenAwayAndWhatIsInUseStays() throws IOException {
        FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
        Path left = Files.writeString(folder.resolve(".fastener-0123456789abcdef.tmp"), "half");
        Path young = Files.writeString(folder.resolve(".fastener-0123456789abcde0.tmp"), "half");
        Path used = Files.writeString(folder.resolve(".fastener-0123456789abcde1.tmp"), "half");
        Path link = Files.createSymbolicLink(folder.resolve(".fastener-0123456789abcde2.tmp"), folder.resolve("a"));
        Files.setLastModifiedTime(left, old);
        Files.setLastModifiedTime(used, old);
        try (FileChannel channel = FileChannel.open(used, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            AtomicFile.write(folder.resolve("a"), AtomicFileTest::writeNew);
        }
        assertThat(left).doesNotExist();
        assertThat(young).exists();
        assertThat(used).exists();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aFileThatCanBeWrittenStaysAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        AtomicFile.requireWritable(file);
        AtomicFile.requireWritable(folder.resolve("b"));
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a");
    }

    private static void writeNew(OutputStream out) throws IOException {
        out.write("new".getBytes(StandardCharsets.UTF_8));
    }
}
