package dev.fastener.convert.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and malicious ONNX files: one clear error, or a network, and nothing else. */
class HostileForeignFilesTest {
    private static final long SEED = 96;
    private static final Path FIXTURES = Path.of("src/test/resources/onnx");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"torch-lstm", "torch-packed", "torch-fixed", "tf2onnx-stack", "torch-dynamo-lstm-2"})
    void damageIsAnErrorOrANetwork(String fixture) throws IOException {
        byte[] good = Files.readAllBytes(FIXTURES.resolve(fixture + ".onnx"));
        Random random = new Random(SEED);
        Path file = folder.resolve("damaged.onnx");
        for (int round = 0; round < 400; round++) {
            byte[] bad = round % 4 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int i = 0; round % 4 != 0 && i <= random.nextInt(4); i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bad);
            String what = fixture + ", seed " + SEED + ", round " + round;
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(5),
                    () -> {
                        try {
                            assertThat(ForeignFile.read(file)).isNotNull();
                        } catch (ConversionException e) {
                            assertThat(e.getMessage())
                                    .as(what)
                                    .startsWith("damaged.onnx")
                                    .hasLineCount(1);
                        }
                    },
                    what);
        }
    }

    @Test
    void aTensorThatClaimsTwoGigabytesCostsNothing() throws IOException {
        byte[] claim = message(numbers(1, 1 << 29, 4), number(2, 1), text(8, "table"), field(9, new byte[16]));
        assertThatThrownBy(() -> read(claim))
                .isInstanceOf(ConversionException.class)
                .hasMessage("model.onnx, tensor table: expected values of shape [536870912, 4], found 16 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "../secret, in a file in the model's folder",
        "/etc/hostname, in a file in the model's folder",
        "link, a link that leads out of it",
        "missing, no such file; copy it there",
        "short, of a file of 3; is it complete?",
        "'', in a file in the model's folder"
    })
    void valuesOutsideTheFolderAreNeverRead(String location, String reason) throws IOException {
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.write(folder.resolve("secret"), new byte[1024]);
        Files.createSymbolicLink(inside.resolve("link"), folder.resolve("secret"));
        Files.write(inside.resolve("short"), new byte[3]);
        folder = inside;
        byte[] tensor = message(
                numbers(1, 4, 4),
                number(2, 1),
                text(8, "table"),
                field(13, message(text(1, "location"), text(2, location))),
                number(14, 1));
        assertThatThrownBy(() -> read(tensor))
                .isInstanceOf(ConversionException.class)
                .hasMessageStartingWith("model.onnx, tensor table: expected")
                .hasMessageContaining(reason);
    }

    @Test
    void aClaimOfTwoGigabytesBesideTheModelIsRefused() throws IOException {
        Files.write(folder.resolve("values"), new byte[16]);
        byte[] tensor = message(
                numbers(1, 1 << 29, 4),
                number(2, 1),
                text(8, "table"),
                field(13, message(text(1, "location"), text(2, "values"))),
                number(14, 1));
        assertThatThrownBy(() -> read(tensor))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("tensor table: expected at most 2 GiB");
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() {
        byte[] values = new byte[64];
        Arrays.fill(values, (byte) 0xff);
        assertThatThrownBy(() -> read(message(numbers(1, 4, 4), number(2, 1), text(8, "table"), field(9, values))))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("tensor table: expected finite values, found NaN");
    }

    @Test
    void aListThatDoublesWithEachNodeIsRefused() {
        byte[] nodes = node("Shape", "x", "s0");
        for (int i = 0; i < 60; i++) {
            nodes = message(nodes, node("Concat", "s" + i, "s" + i, "s" + (i + 1)));
        }
        refused(message(nodes, node("Reshape", "x", "s60", "out")), "lists of at most");
    }

    @Test
    void shapesBeyondAllBoundsAreRefused() {
        byte[] nodes = node("Shape", "x", "s0");
        for (int i = 0; i < 60; i++) {
            nodes = message(nodes, node("Mul", "s" + i, "s" + i, "s" + (i + 1)));
        }
        refused(message(nodes, node("Reshape", "x", "s60", "out")), "beyond all bounds");
    }

    @Test
    void branchesThatMultiplyAreRefused() {
        byte[] nodes = message(node("Tanh", "x", "y0"), node("Sigmoid", "x", "y1"));
        for (int i = 1; i < 80; i++) {
            nodes = message(
                    nodes,
                    node("Tanh", "y" + i, "t" + i),
                    node("Sigmoid", "y" + (i - 1), "g" + i),
                    node("Add", "t" + i, "g" + i, "y" + (i + 1)));
        }
        refused(message(nodes, node("Identity", "y80", "out")), "layers in each other");
    }

    @Test
    void nodesThatReadThemselvesAreRefused() {
        refused(message(node("Add", "x", "out", "a"), node("Tanh", "a", "out")), "nodes before those that read them");
    }

    /** A graph of {@code nodes} that read "x", the values of ids looked up in a small table. */
    private void refused(byte[] nodes, String reason) {
        byte[] table = message(numbers(1, 4, 4), number(2, 1), text(8, "table"), field(9, new byte[64]));
        byte[] graph = message(
                node("Gather", "table", "ids", "x"),
                nodes,
                field(5, table),
                field(11, port("ids", 7, 2)),
                field(12, port("out", 1, 3)));
        Path file = folder.resolve("model.onnx");
        assertThatThrownBy(() -> {
                    Files.write(file, message(number(1, 8), field(7, graph)));
                    ForeignFile.read(file);
                })
                .isInstanceOf(ConversionException.class)
                .hasMessageStartingWith("model.onnx, ")
                .hasMessageContaining(reason);
    }

    /** As a field of a graph: its operator, its inputs and last its output. */
    private static byte[] node(String operator, String... names) {
        byte[] node = message(text(4, operator), text(2, names[names.length - 1]));
        for (int i = 0; i < names.length - 1; i++) {
            node = message(node, text(1, names[i]));
        }
        return field(1, node);
    }

    /** Looks ids up in {@code tensor}, which is called "table". */
    private void read(byte[] tensor) throws IOException {
        byte[] gather = message(text(1, "table"), text(1, "ids"), text(2, "out"), text(3, "g"), text(4, "Gather"));
        byte[] graph =
                message(field(1, gather), field(5, tensor), field(11, port("ids", 7, 2)), field(12, port("out", 1, 3)));
        Path file = folder.resolve("model.onnx");
        Files.write(file, message(number(1, 8), field(7, graph)));
        ForeignFile.read(file);
    }

    private static byte[] port(String name, int type, int rank) {
        byte[][] dims = new byte[rank][];
        Arrays.fill(dims, field(1, text(2, "n")));
        byte[] tensor = message(number(1, type), field(2, message(dims)));
        return message(text(1, name), field(2, field(1, tensor)));
    }

    private static byte[] message(byte[]... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    private static byte[] text(int field, String text) {
        return field(field, text.getBytes(UTF_8));
    }

    private static byte[] field(int field, byte[] content) {
        return message(varint(field << 3 | 2), varint(content.length), content);
    }

    private static byte[] number(int field, long value) {
        return message(varint((long) field << 3), varint(value));
    }

    private static byte[] numbers(int field, long... values) {
        byte[][] each = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            each[i] = number(field, values[i]);
        }
        return message(each);
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }
}
