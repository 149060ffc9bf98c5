package dev.fastener.convert.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.convert.ConversionException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that numpy wrote (src/test/python/numpy_cases.py) and hostile ones. */
class RecordedFileTest {
    @TempDir
    Path folder;

    private Path resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordedFileTest.class.getResourceAsStream(name), name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "named.npz",
                "compressed.npz",
                "unnamed.npz",
                "fortran.npz",
                "big-endian.npz",
                "float-ids.npz",
                "one-hot.npz",
                "tags.npz",
                "predicted.npz",
                "texts.npz",
                "texts-tfa.npz"
            })
    void readsWhatNumpyWrote(String name) throws IOException {
        RecordedFile recorded = RecordedFile.read(resource(name));
        float[][] outputs = recorded.outputs();
        int[][] tags = recorded.tags();
        assertThat(outputs == null)
                .isEqualTo(List.of("one-hot.npz", "tags.npz", "predicted.npz").contains(name));
        assertThat(tags != null)
                .isEqualTo(List.of("one-hot.npz", "tags.npz", "compressed.npz", "predicted.npz", "texts-tfa.npz")
                        .contains(name));
        assertThat(recorded.size())
                .isEqualTo(List.of("tags.npz", "predicted.npz").contains(name) ? 0 : 5);
        assertThat(recorded.texts())
                .isEqualTo(name.startsWith("texts") ? List.of("甲乙", "e\u0301 \uD83C\uDF75", "") : List.of());
        assertThat(recorded.ids()).hasDimensions(3, 4);
        for (int row = 0; row < 3; row++) {
            for (int step = 0; step < 4; step++) {
                assertThat(recorded.ids()[row][step]).isEqualTo(10 * row + step);
                for (int tag = 0; outputs != null && tag < 5; tag++) {
                    assertThat(outputs[row][step * 5 + tag]).isCloseTo(row + step / 10f - tag / 4f, within(1e-6f));
                }
                if (tags != null) {
                    assertThat(tags[row][step]).isEqualTo((row + step) % 5);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transitions.npy", "version-2.npy"})
    void anArrayAloneIsATensor(String name) throws IOException {
        NumpyArray array = NumpyFile.read(resource(name)).get(0);
        assertThat(array.name()).isEqualTo(name.replace(".npy", ""));
        assertThat(array.tensor().require(4, 5).values()[7]).isEqualTo(0.1f - 0.5f, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ambiguous.npz  | found [a int [3, 4], b int [3, 4], outputs float [3, 4, 5]]",
                "other-rows.npz | expected as many rows and steps in outputs float [3, 4, 5] as in ids int [2, 4]",
                "objects.npz    | expected int32, int64, float32, float64 or text, found |O",
                "half.npz       | array outputs: expected int32, int64, float32, float64 or text, found <f2",
                "other-texts.npz | expected one array of texts, one for each row of ids int [3, 4], found [texts text [2]]",
                "transitions.npy | expected ids [rows, length] and outputs"
            })
    void whatDoesNotFitIsNamed(String name, String expected) throws IOException {
        Path file = resource(name);
        assertThatThrownBy(() -> RecordedFile.read(file))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(expected);
    }

    private static byte[] npy(String header, int values) {
        String padded = header + "\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1));
        out.write(padded.length() & 0xFF);
        out.write(padded.length() >> 8);
        out.writeBytes(padded.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(new byte[values]);
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,), }           | claim",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (65536, 65536, 65536), }  | claim",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }         | below 2^31",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }    | 8 dimensions",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }                   | expected 12 bytes, found 8",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }                   | found more",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }          | a plain type",
                "{'descr': '<f4', 'fortran_order': False}                                    | a shape",
                "__import__('os').system('id')                                               | a plain type"
            })
    void claimsAreCheckedBeforeAnythingIsAllocated(String header, String expected) throws IOException {
        Path file = Files.write(folder.resolve("io.npy"), npy(header, 8));
        assertThatThrownBy(() -> NumpyFile.read(file))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("io.npy")
                .hasMessageContaining(expected);
    }

    @Test
    void aZipBombIsRefusedByItsClaimAndByItsContents() throws IOException {
        String claim = "{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,), }";
        Path claiming = zip("claim.npz", "ids.npy", npy(claim, 0));
        assertThatThrownBy(() -> NumpyFile.read(claiming)).hasMessageContaining("claim of a shape [500000000]");
        String honest = "{'descr': '<f4', 'fortran_order': False, 'shape': (20000000,), }";
        Path large = zip("large.npz", "ids.npy", npy(honest, 80_000_000));
        assertThat(Files.size(large)).isLessThan(100_000);
        assertThatThrownBy(() -> NumpyFile.read(large)).hasMessageContaining("expected at most 67108864 bytes");
    }

    @Test
    void anArchiveOfOtherThingsIsRefused() throws IOException {
        Path other = zip("other.npz", "../../etc/passwd", new byte[4]);
        assertThatThrownBy(() -> NumpyFile.read(other)).hasMessageContaining("found ../../etc/passwd");
        Path text = Files.writeString(folder.resolve("io.npz"), "ids: 1 2 3");
        assertThatThrownBy(() -> RecordedFile.read(text)).hasMessageContaining("io.npz");
        assertThatThrownBy(() -> RecordedFile.read(folder.resolve("none.npz"))).isInstanceOf(ConversionException.class);
    }

    private Path zip(String name, String entry, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry(entry));
            out.write(content);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"named.npz", "compressed.npz", "version-2.npy"})
    void mutatedFilesNeverDoAnythingElse(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(resource(name));
        Random random = new Random(3);
        Path file = folder.resolve("mutated.npz");
        for (int round = 0; round < 300; round++) {
            byte[] mutated = Arrays.copyOf(bytes, round % 3 == 0 ? random.nextInt(bytes.length) : bytes.length);
            for (int i = 0; i < round % 4 && mutated.length > 0; i++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, mutated);
            try {
                RecordedFile.read(file);
            } catch (ConversionException expected) {
                assertThat(expected).hasMessageContaining("mutated.npz");
            }
        }
    }
}
