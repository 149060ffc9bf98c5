package dev.fastener.app.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.convert.keras.KerasFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Models that are damaged, or made to do harm: one line, exit code 2, nothing written, in a second of the processor's time. */
class HostileModelsTest {
    private static final Path RESOURCES = Path.of("../convert/src/test/resources");
    private static final double MOST_CPU_SECONDS = 1;

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    /** So that what is timed is not the loading of classes. */
    @BeforeAll
    static void warm() {
        KerasFile.read(RESOURCES.resolve("blog/best.h5"));
    }

    private void refuses(Path model, String reason, String... more) throws IOException {
        Path out = folder.resolve("model.onnx");
        List<String> arguments = new ArrayList<>(
                List.of("convert", model.toString(), "--padding", "post", "--max-len", "7", "--out", out.toString()));
        arguments.addAll(List.of(more));
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int code = Main.run(arguments.toArray(String[]::new));
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e9;
        String complaint = streams.complaintsText();
        assertThat(code).as(complaint).isEqualTo(2);
        assertThat(complaint.strip().lines().findFirst().orElse("")).startsWith("fastener: ");
        assertThat(complaint).contains(reason).doesNotContain("Exception", "\tat ");
        assertThat(seconds).isLessThan(MOST_CPU_SECONDS);
        assertThat(out).doesNotExist();
    }

    @Test
    void aZipBomb() throws IOException {
        Path file = folder.resolve("bomb.keras");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("model.weights.h5"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                zip.write(zeros);
            }
        }
        refuses(file, "zip bomb");
    }

    @Test
    void aPathOutOfTheArchive() throws IOException {
        Path file = folder.resolve("path.keras");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("../../config.json"));
            zip.write('{');
        }
        refuses(file, "expected a path inside the archive");
    }

    @Test
    void aLambdaLayer() throws IOException {
        refuses(withLayer("Lambda"), "(Lambda): a Lambda layer holds Python code, which is never run");
    }

    @Test
    void anUnknownLayer() throws IOException {
        refuses(withLayer("MultiHeadAttention"), "(MultiHeadAttention): layers of this class are not supported");
    }

    /** An archive whose Dropout is of another class. */
    private Path withLayer(String className) throws IOException {
        Path file = folder.resolve("changed.keras");
        try (InputStream sound = Files.newInputStream(RESOURCES.resolve("keras/3-bilstm-masked.keras"));
                ZipInputStream in = new ZipInputStream(sound);
                ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                String content = new String(in.readAllBytes(), ISO_8859_1);
                zip.write(content.replace("\"class_name\": \"Dropout\"", "\"class_name\": \"" + className + "\"")
                        .getBytes(ISO_8859_1));
            }
        }
        return file;
    }

    @Test
    void aFileThatWasCut() throws IOException {
        byte[] sound = Files.readAllBytes(RESOURCES.resolve("blog/best.h5"));
        refuses(Files.write(folder.resolve("cut.h5"), Arrays.copyOf(sound, sound.length / 2)), "cut.h5");
    }

    @Test
    void weightsThatAreNoNumbers() throws IOException {
        byte[] bytes = Files.readAllBytes(RESOURCES.resolve("blog/best.h5"));
        float[] table = KerasFile.read(RESOURCES.resolve("blog/best.h5"))
                .readings()
                .get(0)
                .inputs()
                .get(0)
                .embedding()
                .values();
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (file.getFloat(at) != table[0] || file.getFloat(at + 4) != table[1]) {
            at++;
        }
        file.putFloat(at, Float.NaN);
        refuses(Files.write(folder.resolve("nan.h5"), bytes), "expected finite values, found NaN");
    }

    @Test
    void aVocabularyOfTheWrongSizeIsNamedWithBothSizes() throws IOException {
        Path vocabulary = Files.writeString(folder.resolve("many.json"), "{\"一\": 1, \"二\": 32}");
        refuses(
                RESOURCES.resolve("blog/best.h5"),
                "many.json: expected 31 ids",
                "--no-mask-zero",
                "--unk",
                "1",
                "--vocab",
                vocabulary.toString());
        assertThat(streams.complaintsText()).contains("found 33");
    }

    /** os.system as the pickle's protocol 0 calls it. */
    @Test
    void aPickleThatCallsSomething() throws IOException {
        Path ran = folder.resolve("ran");
        Path pickle =
                Files.writeString(folder.resolve("vocab.pkl"), "cos\nsystem\n(S'touch " + ran + "'\ntR.", ISO_8859_1);
        refuses(
                RESOURCES.resolve("blog/best.h5"),
                "os.system",
                "--no-mask-zero",
                "--unk",
                "1",
                "--vocab",
                pickle.toString());
        assertThat(ran).doesNotExist();
    }

    @Test
    void aMissingShard() throws IOException {
        Path model = unpacked("tensorflow/keras2_lstm.zip");
        Files.delete(model.resolve("variables/variables.data-00000-of-00001"));
        refuses(model, "variables.data-00000-of-00001");
    }

    private Path unpacked(String archive) throws IOException {
        Path model = folder.resolve("saved");
        try (InputStream in = Files.newInputStream(RESOURCES.resolve(archive));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = model.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
        return model;
    }
}
