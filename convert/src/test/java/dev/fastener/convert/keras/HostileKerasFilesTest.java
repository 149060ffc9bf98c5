package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, or made to do harm: a clear message in a second, or a network that the damage left whole. */
class HostileKerasFilesTest {
    private static final String ARCHIVE = "3-bilstm-masked.keras";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"two-inputs.h5", "3-bilstm-masked.h5", "ner-transitions.h5", "ner.weights.h5", ARCHIVE})
    void truncatedFilesAreRefused(String fixture) throws IOException {
        byte[] whole = bytes(fixture);
        for (int part = 0; part < 40; part++) {
            byte[] bytes = Arrays.copyOf(whole, (int) ((long) whole.length * part / 40));
            readsOrRefuses(bytes, "cut at " + bytes.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-inputs.h5", "3-bilstm-masked.h5", "ner-transitions.h5", "ner.weights.h5", ARCHIVE})
    void mutatedFilesAreReadOrRefused(String fixture) throws IOException {
        byte[] whole = bytes(fixture);
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            byte[] bytes = whole.clone();
            // The structure stands at the beginning, so most changes go there.
            int reach = seed % 2 == 0 ? bytes.length : Math.min(bytes.length, 4096);
            for (int change = 0; change <= seed % 5; change++) {
                bytes[random.nextInt(reach)] = (byte) (seed % 3 == 0 ? 0xff : random.nextInt());
            }
            readsOrRefuses(bytes, "seed " + seed);
        }
    }

    private void readsOrRefuses(byte[] bytes, String what) throws IOException {
        Path file = write(bytes);
        Assertions.assertTimeout(
                Duration.ofSeconds(2),
                () -> {
                    try {
                        assertThat(KerasFile.read(file).readings()).isNotEmpty();
                    } catch (ConversionException e) {
                        assertThat(e).hasMessageContaining("hostile").hasMessageNotContaining(": null");
                    }
                },
                what);
    }

    @Test
    void aTreeThatPointsAtItselfComesToAnEnd() throws IOException {
        byte[] bytes = bytes("two-inputs.h5");
        for (int at = find(bytes, "TREE".getBytes(UTF_8), 0);
                at >= 0;
                at = find(bytes, "TREE".getBytes(UTF_8), at + 1)) {
            ByteBuffer node = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            node.put(at + 5, (byte) 1).putLong(at + 32, at);
        }
        refuses(bytes).hasMessageContaining("damaged HDF5");
    }

    @Test
    void aHugeDatasetIsRefusedBeforeItIsAllocated() throws IOException {
        byte[] bytes = bytes("two-inputs.h5");
        byte[] shape = new byte[16];
        shape[0] = 11;
        shape[8] = 3;
        for (int at = find(bytes, shape, 0); at >= 0; at = find(bytes, shape, at + 1)) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, 600_000_000L);
        }
        refuses(bytes).hasMessageContaining("600000000").hasMessageContaining("fit");
    }

    @Test
    void anHdf5FileThatIsNoModelIsRefused() throws IOException {
        Path file = folder.resolve("hostile");
        try (WritableHdfFile other = HdfFile.write(file)) {
            other.putDataset("temperatures", new float[] {1, 2, 3});
        }
        refuses(file).hasMessageContaining("temperatures").hasMessageContaining("Keras saved");
    }

    @Test
    void textIsNoKerasFile() throws IOException {
        assertThat(KerasFile.accepts(write("hello".getBytes(UTF_8)))).isFalse();
        refuses(write("hello".getBytes(UTF_8))).hasMessageContaining("expected an HDF5 file");
    }

    @Test
    void aLambdaLayerIsRefusedByName() throws IOException {
        refuses(withConfig(json -> json.replace("\"class_name\": \"Dropout\"", "\"class_name\": \"Lambda\"")))
                .hasMessageContaining("layer dropout")
                .hasMessageContaining("Lambda")
                .hasMessageContaining("never run");
    }

    @Test
    void anUnknownLayerIsRefusedByNameAndClass() throws IOException {
        refuses(withConfig(
                        json -> json.replace("\"class_name\": \"Dropout\"", "\"class_name\": \"MultiHeadAttention\"")))
                .hasMessageContaining("layer dropout (MultiHeadAttention)");
    }

    @Test
    void aLayerOfTheUsersOwnIsRefused() throws IOException {
        refuses(withConfig(json -> json.replace(
                        "\"module\": \"keras.layers\", \"class_name\": \"Dropout\"",
                        "\"module\": \"os\", \"class_name\": \"system\"")))
                .hasMessageContaining("would not be run");
    }

    @Test
    void shapesThatContradictTheConfigurationAreRefusedWithBothSides() throws IOException {
        refuses(withConfig(json -> json.replace("\"units\": 3", "\"units\": 30")))
                .hasMessageContaining("30 units")
                .hasMessageContaining("found 4 and 3");
        refuses(withConfig(json -> json.replace("\"input_dim\": 11", "\"input_dim\": 12")))
                .hasMessageContaining("[12, 4]")
                .hasMessageContaining("[11, 4]");
    }

    @Test
    void aCycleOfLayersIsRefused() throws IOException {
        refuses(withConfig(json ->
                        json.replace("\"keras_history\": [\"ids\", 0, 0]", "\"keras_history\": [\"dropout\", 0, 0]")))
                .hasMessageContaining("without cycles");
    }

    @Test
    void aPathOutOfTheArchiveIsRefused() throws IOException {
        refuses(zip("../config.json", 3)).hasMessageContaining("path inside the archive");
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        refuses(zip("model.weights.h5", 200 << 20)).hasMessageContaining("zip bomb");
    }

    private byte[] zip(String name, int zeros) throws IOException {
        Path file = folder.resolve("bomb");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            for (int left = zeros; left > 0; left -= 1 << 20) {
                zip.write(new byte[Math.min(left, 1 << 20)]);
            }
        }
        return Files.readAllBytes(file);
    }

    /** The archive with another configuration. */
    private byte[] withConfig(UnaryOperator<String> change) throws IOException {
        Path file = folder.resolve("changed");
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes(ARCHIVE)));
                OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                if (entry.getName().equals("config.json")) {
                    String json = new String(content, UTF_8);
                    assertThat(change.apply(json)).isNotEqualTo(json);
                    content = change.apply(json).getBytes(UTF_8);
                }
                zip.putNextEntry(new ZipEntry(entry.getName()));
                zip.write(content);
            }
        }
        return Files.readAllBytes(file);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refuses(byte[] bytes) throws IOException {
        return refuses(write(bytes));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refuses(Path file) {
        return Assertions.assertTimeout(
                Duration.ofSeconds(2),
                () -> assertThatThrownBy(() -> KerasFile.read(file))
                        .isInstanceOf(ConversionException.class)
                        .hasMessageContaining("hostile"));
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("hostile"), bytes);
    }

    private static byte[] bytes(String fixture) throws IOException {
        return Files.readAllBytes(Recording.FOLDER.resolve(fixture));
    }

    private static int find(byte[] bytes, byte[] wanted, int from) {
        for (int at = from; at <= bytes.length - wanted.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
