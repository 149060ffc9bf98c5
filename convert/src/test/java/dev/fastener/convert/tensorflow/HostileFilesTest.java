package dev.fastener.convert.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and malicious files give a {@link ConversionException} soon, or are read; nothing else happens. */
class HostileFilesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "basic_lstm",
                "block_cell",
                "gru_text",
                "trained_checkpoint",
                "basic_lstm_saved_model",
                "keras2_two_branches",
                "keras3_export_masked_gru"
            })
    void damagedFilesAreRefusedOrRead(String name) throws IOException {
        Path path = GraphFixture.of(name).unpack(directory);
        Random random = new Random(7);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] sound = Files.readAllBytes(file);
                for (int i = 0; i < 24; i++) {
                    byte[] damaged =
                            i % 2 == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : flipped(sound, random);
                    Files.write(file, damaged);
                    assertThat(refusal(path, name + ", " + file + ", " + i)).isNotEqualTo("");
                }
                Files.write(file, sound);
            }
        }
    }

    private static byte[] flipped(byte[] sound, Random random) {
        byte[] damaged = sound.clone();
        for (int i = 0; i < 3; i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    /** What the reader says; "read" where it takes the file. */
    private static String refusal(Path path, String what) {
        long start = System.nanoTime();
        try {
            TensorFlowFile.read(path);
            return "read";
        } catch (ConversionException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what, e);
        } finally {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        Path path = GraphFixture.of("trained_checkpoint").unpack(directory);
        Files.delete(directory.resolve("model.ckpt-7.data-00000-of-00001"));
        assertThatThrownBy(() -> TensorFlowFile.read(path))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("model.ckpt-7.data-00000-of-00001")
                .hasMessageContaining("copy all files");
    }

    @Test
    void aMissingGraphIsNamed() throws IOException {
        Path path = GraphFixture.of("trained_checkpoint").unpack(directory);
        Files.delete(directory.resolve("model.ckpt-7.meta"));
        assertThatThrownBy(() -> TensorFlowFile.read(path))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("model.ckpt-7.meta: expected the graph");
    }

    @Test
    void aShardThatWasCutIsNamedWithItsLength() throws IOException {
        Path path = GraphFixture.of("keras2_lstm").unpack(directory);
        Path shard = directory.resolve("variables/variables.data-00000-of-00001");
        Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), 400));
        assertThatThrownBy(() -> TensorFlowFile.read(path))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("found a file of 400 bytes");
    }

    @Test
    void changedWeightsDontMatchTheirChecksum() throws IOException {
        Path path = GraphFixture.of("keras2_lstm").unpack(directory);
        Path shard = directory.resolve("variables/variables.data-00000-of-00001");
        byte[] bytes = Files.readAllBytes(shard);
        bytes[10] ^= 1;
        Files.write(shard, bytes);
        assertThatThrownBy(() -> TensorFlowFile.read(path))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("checksum");
    }

    /** A node whose tensor of 60 bytes says that it has 2^29 equal values. */
    @Test
    void aClaimOfTwoGigabytesIsRefused() throws IOException {
        byte[] dim = field(2, concat(number(1, 1 << 29)));
        byte[] tensor = concat(number(1, 1), field(2, dim), field(5, new byte[4]));
        byte[] attribute = concat(field(1, "value".getBytes("UTF-8")), field(2, field(8, tensor)));
        byte[] node =
                concat(field(1, "big".getBytes("UTF-8")), field(2, "Const".getBytes("UTF-8")), field(5, attribute));
        Path file = directory.resolve("claim.pb");
        Files.write(file, field(1, node));
        assertThatThrownBy(() -> TensorFlowFile.read(file))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("expected 536870912 values")
                .hasMessageContaining("found 1");
    }

    /** Each of 20 functions calls the next one twice. */
    @Test
    void callsThatMultiplyAreRefused() throws IOException {
        StringBuilder text = new StringBuilder("node { name: \"x\" op: \"f0\" }\nlibrary {\n");
        for (int i = 0; i < 25; i++) {
            text.append("function { signature { name: \"f").append(i).append("\" }\n");
            for (int call = 0; call < 2; call++) {
                text.append("node_def { name: \"c")
                        .append(call)
                        .append("\" op: \"f")
                        .append(i + 1)
                        .append("\" }\n");
            }
            text.append("}\n");
        }
        Path file = directory.resolve("calls.pbtxt");
        Files.writeString(file, text.append("}\n"));
        assertThatThrownBy(() -> TensorFlowFile.read(file))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("operations, found more");
    }

    /** Each of 50 functions calls the next one, in an operation whose name is long. */
    @Test
    void namesThatMultiplyAreRefused() throws IOException {
        String longName = "n".repeat(20_000);
        StringBuilder text = new StringBuilder("node { name: \"x\" op: \"f0\" }\nlibrary {\n");
        for (int i = 0; i < 50; i++) {
            text.append("function { signature { name: \"f%d\" }\n".formatted(i));
            for (int leaf = 0; leaf < 100; leaf++) {
                text.append("node_def { name: \"c%d\" op: \"NoOp\" }\n".formatted(leaf));
            }
            text.append(i == 49 ? "}\n" : "node_def { name: \"%s\" op: \"f%d\" }\n}\n".formatted(longName, i + 1));
        }
        refused(text.append("}\n").toString(), "characters together");
    }

    @Test
    void branchesThatMultiplyAreRefused() throws IOException {
        StringBuilder text = new StringBuilder(LOOK_UP);
        text.append(node("y0", "Tanh", "x")).append(node("y1", "Sigmoid", "x"));
        for (int i = 1; i < 60; i++) {
            text.append(node("t" + i, "Tanh", "y" + i))
                    .append(node("g" + i, "Sigmoid", "y" + (i - 1)))
                    .append(node("y" + (i + 1), "AddV2", "t" + i, "g" + i));
        }
        refused(text.append(node("out", "Sigmoid", "y60")).toString(), "layers in each other");
    }

    @Test
    void arraysThatMultiplyAreRefused() throws IOException {
        StringBuilder text = new StringBuilder(LOOK_UP).append("""
                node { name: "zero" op: "Const" attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { }
                  int_val: 0 } } } }
                """).append(node("a0", "Identity", "table"));
        for (int i = 0; i < 60; i++) {
            text.append(node("a" + (i + 1), "ConcatV2", "a" + i, "a" + i, "zero"));
        }
        refused(text.append(node("out", "MatMul", "x", "a60")).toString(), "in proportion to its size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "StridedSlice",
                "ExpandDims",
                "Transpose",
                "Split",
                "SplitV",
                "Range",
                "Reshape",
                "ConcatV2",
                "Unpack"
            })
    void arraysOfTooFewInputsAreNoArrays(String op) throws IOException {
        refused(LOOK_UP + node("a", op, "table") + node("out", "MatMul", "x", "a"), "");
    }

    /** Values "x" of ids looked up in "table", 2 values of 3 ids. */
    private static final String LOOK_UP = """
            node { name: "ids" op: "Placeholder" attr { key: "dtype" value { type: DT_INT32 } }
              attr { key: "shape" value { shape { dim { size: -1 } dim { size: -1 } } } } }
            node { name: "table" op: "Const" attr { key: "value" value { tensor { dtype: DT_FLOAT
              tensor_shape { dim { size: 3 } dim { size: 2 } } float_val: 1 } } } }
            node { name: "x" op: "ResourceGather" input: "table" input: "ids" }
            """;

    private static String node(String name, String op, String... inputs) {
        StringBuilder text = new StringBuilder("node { name: \"" + name + "\" op: \"" + op + "\"");
        for (String input : inputs) {
            text.append(" input: \"").append(input).append('"');
        }
        return text.append(" }\n").toString();
    }

    private void refused(String graph, String reason) throws IOException {
        Path file = directory.resolve("graph.pbtxt");
        Files.writeString(file, graph);
        assertThatThrownBy(() -> TensorFlowFile.read(file))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aChainWithoutEndIsRefused() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 60_000; i > 0; i--) {
            text.append("node { name: \"n")
                    .append(i)
                    .append("\" op: \"Tanh\" input: \"n")
                    .append(i - 1)
                    .append("\" }\n");
        }
        Path file = directory.resolve("chain.pbtxt");
        Files.writeString(file, text.append("node { name: \"n0\" op: \"NoOp\" }"));
        assertThatThrownBy(() -> TensorFlowFile.read(file)).isInstanceOf(ConversionException.class);
    }

    private static byte[] number(int field, long value) {
        return concat(varint((long) field << 3), varint(value));
    }

    private static byte[] field(int field, byte[] content) {
        return concat(varint((long) field << 3 | 2), varint(content.length), content);
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long left = value;
        for (; left > 127; left >>>= 7) {
            out.write((int) (left & 127 | 128));
        }
        out.write((int) left);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : List.of(parts)) {
            try {
                out.write(part);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out.toByteArray();
    }
}
