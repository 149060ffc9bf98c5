package dev.fastener.convert.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.model.Provenance;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of every container, cut or changed anywhere: a model or a message, soon, in little memory. */
class DamagedContainersTest {
    private static final int DAMAGES = 300;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final double MOST_CPU_SECONDS = 1;
    private static final long MOST_BYTES = 256L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    /** The first of each container that has a CRF, else the first. */
    static Stream<Cell> containers() throws IOException {
        Map<String, Cell> chosen = new LinkedHashMap<>();
        for (Cell cell : Cell.all()) {
            chosen.merge(cell.container(), cell, (one, other) -> one.crf().equals("none") ? other : one);
        }
        return chosen.values().stream();
    }

    @ParameterizedTest
    @MethodSource("containers")
    void damageIsSurvived(Cell cell) throws IOException {
        Path unpacked = cell.unpack(folder);
        List<Path> files;
        try (Stream<Path> all = Files.walk(unpacked)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("io.npz"))
                    .sorted()
                    .toList();
        }
        for (int seed = 0; seed < DAMAGES; seed++) {
            Random random = new Random(seed);
            Path file = files.get(seed % files.size());
            byte[] sound = Files.readAllBytes(file);
            Files.write(file, damaged(sound, random, seed));
            String what = cell + ", " + file.getFileName() + ", seed " + seed;
            assertTimeoutPreemptively(LONGEST, () -> readsOrRefuses(cell, unpacked, what), what);
            Files.write(file, sound);
        }
    }

    /** A fifth are cut; of the others half are changed at the beginning, where the structure stands. */
    private static byte[] damaged(byte[] sound, Random random, int seed) {
        if (sound.length == 0 || seed % 5 == 0) {
            return Arrays.copyOf(sound, random.nextInt(sound.length + 1));
        }
        byte[] bytes = sound.clone();
        int reach = seed % 2 == 0 ? bytes.length : Math.min(bytes.length, 4096);
        for (int change = 0; change <= seed % 4; change++) {
            bytes[random.nextInt(reach)] = (byte) (seed % 3 == 0 ? 0xff : random.nextInt());
        }
        return bytes;
    }

    private static void readsOrRefuses(Cell cell, Path unpacked, String what) throws IOException {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        try {
            for (SourceNetwork network : cell.read(unpacked).readings()) {
                TaggerBuilder.build(network, MatrixTest.choices(cell), Provenance.UNKNOWN);
            }
        } catch (ConversionException e) {
            assertThat(e.getMessage()).as(what).isNotBlank().doesNotContain(": null");
        }
        assertThat((THREADS.getCurrentThreadCpuTime() - cpu) / 1e9).as(what).isLessThan(MOST_CPU_SECONDS);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
                .as(what)
                .isLessThan(MOST_BYTES);
    }
}
