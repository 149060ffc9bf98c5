package dev.fastener.convert.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.DamagedMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Graphs whose fields are changed one by one: a network or a ConversionException, for memory in proportion to the file.
 * {@code -Dfastener.fuzz=20000} makes more of them.
 */
class FuzzedForeignFilesTest {
    private static final int ROUNDS = Integer.getInteger("fastener.fuzz", 60);
    private static final long SEED = Long.getLong("fastener.fuzz.seed", 155);
    private static final Path FIXTURES = Path.of("src/test/resources/onnx");

    @TempDir
    private Path folder;

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aChangedGraphIsAnErrorOrANetwork(Path sound) throws IOException {
        byte[] good = Files.readAllBytes(sound);
        Path file = folder.resolve("changed.onnx");
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] changed = DamagedMessage.of(good, new Random(SEED + round));
            Files.write(file, changed);
            String what = sound.getFileName() + ", seed " + (SEED + round);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                ForeignFile.read(file);
            } catch (ConversionException e) {
                assertThat(e.getMessage()).as(what).startsWith("changed.onnx").hasLineCount(1);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(what, e);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(what + ": bytes allocated")
                    .isLessThan(1L << 29);
        }
    }
}
