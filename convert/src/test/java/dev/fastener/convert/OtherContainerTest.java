package dev.fastener.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beginnings as PyTorch 2.8, safetensors, TensorFlow Lite and Python write them. */
class OtherContainerTest {
    @TempDir
    private Path folder;

    private Path file(String beginning) throws IOException {
        return Files.write(folder.resolve("model.bin"), beginning.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model/data.pkl", "archive/data.pkl", "ner/.format_version", "data.pkl"})
    void aZipOfTorchIsToldByItsFirstEntry(String entry) throws IOException {
        Path file = folder.resolve("model.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write("x".getBytes(UTF_8));
        }
        assertThat(OtherContainer.of(file)).contains(OtherContainer.PYTORCH);
        assertThat(OtherContainer.PYTORCH.refusal(file))
                .hasMessageContaining("model.pt")
                .hasMessageContaining("torch.onnx.export");
    }

    @Test
    void othersAreToldByTheirFirstBytes() throws IOException {
        assertThat(OtherContainer.of(file("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M")))
                .contains(OtherContainer.PYTORCH);
        assertThat(OtherContainer.of(file("\u0080\u0004\u0095\u0010"))).contains(OtherContainer.PICKLE);
        assertThat(OtherContainer.of(file("\u001c\u0000\u0000\u0000TFL3\u0000")))
                .contains(OtherContainer.TENSORFLOW_LITE);
        assertThat(OtherContainer.of(file("\u0040\u0000\u0000\u0000\u0000\u0000\u0000\u0000{\"a\":{}}")))
                .contains(OtherContainer.SAFETENSORS);
    }

    @Test
    void kerasFilesAndShortOnesAreNoneOfThese() throws IOException {
        assertThat(OtherContainer.of(Path.of("src/test/resources/keras/3-bigru.keras")))
                .isEmpty();
        assertThat(OtherContainer.of(Path.of("src/test/resources/keras/stack.h5")))
                .isEmpty();
        assertThat(OtherContainer.of(file(""))).isEmpty();
        assertThat(OtherContainer.of(file("PK\u0003\u0004"))).isEmpty();
        assertThat(OtherContainer.of(folder)).isEmpty();
    }
}
