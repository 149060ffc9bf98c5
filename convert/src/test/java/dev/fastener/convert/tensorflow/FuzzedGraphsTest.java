package dev.fastener.convert.tensorflow;

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
 * Graphs, SavedModels and indices of variables whose fields are changed one by one, their checksums right: a network or a
 * ConversionException, for memory in proportion to the file. {@code -Dfastener.fuzz=20000} makes more of them.
 */
class FuzzedGraphsTest {
    private static final int ROUNDS = Integer.getInteger("fastener.fuzz", 40);
    private static final long SEED = Long.getLong("fastener.fuzz.seed", 156);

    @TempDir
    private Path directory;

    static Stream<String> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(GraphFixture.FOLDER)) {
            return files
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".zip"))
                    .map(name -> name.replace(".zip", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aChangedGraphIsAnErrorOrANetwork(String fixture) throws IOException {
        Path path = GraphFixture.of(fixture).unpack(directory);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.toString();
                boolean message = name.endsWith(".pb") || name.endsWith(".meta");
                boolean index = name.endsWith(".index");
                byte[] sound = Files.readAllBytes(file);
                for (int round = 0; round < ROUNDS && (message || index || name.endsWith(".pbtxt")); round++) {
                    Random random = new Random(SEED + round);
                    boolean binary = message || name.endsWith(".pbtxt") && !GraphText.isText(Bytes.of(name, sound));
                    Files.write(
                            file,
                            index
                                    ? changedIndex(sound, random)
                                    : binary ? DamagedMessage.of(sound, random) : changedText(sound, random));
                    require(path, fixture + ", " + file.getFileName() + ", seed " + (SEED + round));
                }
                Files.write(file, sound);
            }
        }
    }

    private static void require(Path path, String what) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            TensorFlowFile.read(path);
        } catch (ConversionException e) {
            assertThat(e.getMessage()).as(what).isNotBlank();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what, e);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as(what + ": bytes allocated")
                .isLessThan(1L << 29);
    }

    /** Other bytes within a table's first blocks, with the checksums that they should have. */
    private static byte[] changedIndex(byte[] sound, Random random) {
        byte[] changed = sound.clone();
        Bytes.Cursor handles =
                Bytes.of("index", sound).slice(sound.length - 48, 48).cursor();
        handles.varint();
        handles.varint();
        int offset = (int) handles.varint();
        int length = (int) handles.varint();
        boolean first = random.nextInt(4) > 0;
        int from = first ? 0 : offset;
        int to = first ? offset - 5 : offset + length;
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed[from + random.nextInt(Math.max(1, to - from))] = (byte) random.nextInt(256);
        }
        if (from < to) {
            int checksum = Crc32c.masked(changed, from, to + 1 - from);
            for (int i = 0; i < 4; i++) {
                changed[to + 1 + i] = (byte) (checksum >>> 8 * i);
            }
        }
        return changed;
    }

    /** A line goes, is doubled, or takes another's place; a number becomes another. */
    private static byte[] changedText(byte[] sound, Random random) {
        String[] lines = new String(sound, java.nio.charset.StandardCharsets.UTF_8).split("\n", -1);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(lines.length);
            String other = lines[random.nextInt(lines.length)];
            lines[at] = switch (random.nextInt(5)) {
                case 0 -> "";
                case 1 -> lines[at] + "\n" + lines[at];
                case 2 -> other;
                case 3 -> lines[at].replaceAll("-?\\d+", random.nextBoolean() ? "9223372036854775807" : "-1");
                default -> lines[at].replaceAll("\\d+", String.valueOf(random.nextInt(10)));
            };
        }
        return String.join("\n", lines).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
