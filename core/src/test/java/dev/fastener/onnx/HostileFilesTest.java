package dev.fastener.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.Models;
import dev.fastener.Tagger;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Parallel;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes, reading gives a model or a ModelFormatException, soon, and in memory that the file's size bounds. */
class HostileFilesTest {
    private static final long SEED = 22;
    private static final TaggerModel MODEL = model();
    private static final byte[] FILE = OnnxWriter.toBytes(MODEL);

    @TempDir
    Path folder;

    @Test
    void aFileCutAtAnyByteIsRefused() {
        for (int length = 0; length < FILE.length; length++) {
            byte[] cut = Arrays.copyOf(FILE, length);
            assertThatThrownBy(() -> OnnxReader.read(cut, "cut.onnx"))
                    .as("cut at %d", length)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageStartingWith("cut.onnx: ");
        }
    }

    @Test
    void damagedBytesGiveAModelOrAMessage() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = FILE.clone();
            int changes = 1 + random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            refused += reads(damaged, i) ? 0 : 1;
        }
        assertThat(refused).isBetween(1_000, 20_000);
    }

    @Test
    void piecesInsertedRemovedAndRepeatedGiveAModelOrAMessage() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            int from = random.nextInt(FILE.length);
            int to = Math.min(FILE.length, from + random.nextInt(64));
            int at = random.nextInt(FILE.length);
            ByteArrayOutputStream damaged = new ByteArrayOutputStream();
            damaged.write(FILE, 0, at);
            damaged.write(FILE, from, to - from);
            int rest = random.nextBoolean() ? at : Math.min(FILE.length, at + random.nextInt(64));
            damaged.write(FILE, rest, FILE.length - rest);
            reads(damaged.toByteArray(), i);
        }
    }

    /** Tokens of the metadata's JSON become others of them or extreme ones; shapes and types of the initializers, too. */
    @Test
    void metadataAndShapesThatSayOtherThingsGiveAModelOrAMessage() {
        Onnx.Model model = OnnxWriter.toOnnx(MODEL, 0);
        List<String> tokens = new ArrayList<>(List.of(
                "0", "-1", "1", "2147483647", "-2147483648", "1e300", "\"\"", "\"O\"", "null", "[]", "{}", "true"));
        model.metadata()
                .values()
                .forEach(value -> TOKEN.matcher(value).results().forEach(result -> tokens.add(result.group())));
        Random random = new Random(SEED);
        for (int i = 0; i < Integer.getInteger("fastener.fuzz", 5_000); i++) {
            Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
            List<String> keys = new ArrayList<>(metadata.keySet());
            for (int change = random.nextInt(3); change >= 0; change--) {
                String key = keys.get(random.nextInt(keys.size()));
                List<MatchResult> found =
                        TOKEN.matcher(metadata.get(key)).results().toList();
                if (!found.isEmpty()) {
                    MatchResult token = found.get(random.nextInt(found.size()));
                    metadata.put(
                            key,
                            metadata.get(key).substring(0, token.start())
                                    + tokens.get(random.nextInt(tokens.size()))
                                    + metadata.get(key).substring(token.end()));
                }
            }
            List<Onnx.Tensor> tensors = new ArrayList<>(model.graph().initializers());
            if (random.nextBoolean()) {
                int at = random.nextInt(tensors.size());
                Onnx.Tensor tensor = tensors.get(at);
                List<Long> dims = new ArrayList<>(tensor.dims());
                for (int axis = 0; axis < dims.size(); axis++) {
                    dims.set(axis, DIMS[random.nextInt(DIMS.length)]);
                }
                boolean empty = dims.contains(0L);
                tensors.set(
                        at,
                        new Onnx.Tensor(
                                tensor.name(),
                                tensor.type(),
                                dims,
                                empty ? new Onnx.Bytes(new byte[0], 0, 0) : tensor.data()));
            }
            Onnx.Graph graph = model.graph();
            reads(
                    encoded(new Onnx.Model(
                            model.irVersion(),
                            model.producer(),
                            model.opset(),
                            new Onnx.Graph(graph.name(), graph.nodes(), tensors, graph.inputs(), graph.outputs()),
                            metadata,
                            null)),
                    i);
        }
    }

    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|-?\\d+(?:\\.\\d+)?|true|false|null|[\\[\\]{}]");
    private static final Long[] DIMS = {0L, 1L, 2L, 3L, 4L, 8L, 65_536L, 2_147_483_647L};

    private static boolean reads(byte[] file, int attempt) {
        try {
            OnnxReader.read(file, "damaged.onnx");
            return true;
        } catch (ModelFormatException e) {
            assertThat(e.getMessage()).startsWith("damaged.onnx: ");
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + SEED + ", attempt " + attempt, e);
        }
    }

    @Test
    void aClaimedLengthAllocatesNothing() {
        // a graph of 2^31 - 1 bytes, of which none follow; then the same claim one level further down
        byte[] claim = {8, 8, 0x3a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};
        byte[] inside = {8, 8, 0x3a, 8, 0x2a, 6, 0x4a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};
        // raw data of a tensor whose shape claims more than there is, and one whose product overflows
        byte[] shape = {0x3a, 12, 0x2a, 10, 8, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0x10, 1, 0x4a, 1, 0};
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (byte[] file : List.of(claim, inside, shape)) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> OnnxReader.read(file, "claim.onnx"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageMatching("claim\\.onnx: byte \\d+: .*");
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
        }
    }

    @Test
    void memoryIsBoundedByTheSizeOfAFileOfNothingButEmptyMessages() {
        // Two bytes each: empty graphs' nodes, of which the count is limited.
        ByteArrayOutputStream nodes = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000_000; i++) {
            nodes.writeBytes(new byte[] {0x0a, 0});
        }
        WireWriter file = new WireWriter().header(7, nodes.size());
        byte[] all = concat(file.toBytes(), nodes.toByteArray());
        assertThatThrownBy(() -> OnnxReader.read(all, "many.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("expected at most 20000 nodes, found more");
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        String deep = "[".repeat(100_000);
        assertRefused(changed("fastener.body", value -> deep), "fastener.body: expected JSON: ");
    }

    @Test
    void wrongMetadataIsNamedWithItsKey() {
        assertRefused(changed("fastener.format", value -> "2"), "fastener.format: expected 1, found \"2\"");
        assertRefused(changed("fastener.text", value -> null), "fastener.text: expected this metadata property");
        assertRefused(
                changed("fastener.text", value -> value.replace("\"NONE\"", "\"SOME\"")),
                "fastener.text.padding: expected NONE, MASKED or VISIBLE, found \"SOME\"");
        assertRefused(
                changed("fastener.text", value -> value.replace("\"maxLength\":0", "\"maxLength\":-1")),
                "fastener.text: maxLength: expected at least 0, found -1");
        assertRefused(
                changed("fastener.tags", value -> value.replace("[", "[\"X\",")),
                "fastener.transitions: matrix: expected [4, 4], found 9 values");
        assertRefused(
                changed("fastener.head", value -> value.replace("{", "{\"beam\":5,")),
                "fastener.head.beam: expected no such key");
        assertRefused(
                changed("fastener.features", value -> value.replace("\"pad\":0", "\"pad\":900")),
                "fastener.features.features[0]: pad id: expected an id below 4");
        assertRefused(
                changed("fastener.quantization", value -> value.replace("body.1.W", "body.1.X")),
                "initializer body.1.W: expected an initializer of type FLOAT, found none");
        assertRefused(changed("fastener.transitions", value -> "AAAA"), "fastener.transitions");
        assertRefused(changed("fastener.vocabulary.input", value -> "[1]"), "fastener.vocabulary.input[0]");
    }

    /** Else an engine of ours would compute something else than a plain ONNX Runtime program. */
    @Test
    void aGraphThatIsNotWhatTheMetadataSaysIsRefused() {
        assertRefused(
                changed("fastener.body", value -> value.replace("\"TANH\"", "\"SIGMOID\"")),
                "another program has changed the file");
        assertRefused(
                changed("fastener.text", value -> value.replace("\"padSide\":\"POST\"", "\"padSide\":\"PRE\"")),
                "another program has changed the file");
    }

    @Test
    void otherMetadataIsLeftAlone() {
        byte[] more = changed("note", value -> "by hand");
        assertThat(OnnxWriter.toBytes(OnnxReader.read(more, "more.onnx"))).isEqualTo(FILE);
    }

    /** Of a file that is whole, each flipped bit is noticed, unless it stands where the file says nothing about the model. */
    @Test
    void aFlippedBitIsNoticedOrChangesNothing() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] damaged = FILE.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                TaggerModel model = OnnxReader.read(damaged, "damaged.onnx");
                assertThat(OnnxWriter.toBytes(model)).isEqualTo(FILE);
            } catch (ModelFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(3_900);
    }

    @Test
    void aFileOfAnEarlierVersionHasNoChecksumAndIsRead() {
        byte[] earlier = changed("fastener.checksum", value -> null);
        assertThat(OnnxWriter.toBytes(OnnxReader.read(earlier, "earlier.onnx"))).isEqualTo(FILE);
        assertThat(OnnxReader.hasChecksum(earlier, "earlier.onnx")).isFalse();
        assertThat(OnnxReader.hasChecksum(FILE, "model.onnx")).isTrue();
        assertRefused(changed("fastener.checksum", value -> "crc32c:00000000"), "the file is damaged");
    }

    @Test
    void aNotationThatReadsNoTagIsTheFilesFault() {
        for (String separator : List.of("--", "", "\u0000")) {
            assertThatThrownBy(() -> Tagger.open(changed(
                            "fastener.tags",
                            value -> value.replace("\"separator\":\"-\"", "\"separator\":\"" + separator + "\""))))
                    .as(separator)
                    .isInstanceOf(ModelFormatException.class);
        }
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() {
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            TaggerModel inLayer = Models.letters(0);
            ((Dense) inLayer.body().get(0)).kernel().values()[3] = wrong;
            assertRefused(OnnxWriter.toBytes(inLayer), "expected numbers, found " + wrong + " at 3");
            TaggerModel inTransitions = Models.letters(0);
            Objects.requireNonNull(inTransitions.head().transitions()).start()[1] = wrong;
            if (wrong == Float.NEGATIVE_INFINITY) { // forbids a move
                assertThat(OnnxReader.read(OnnxWriter.toBytes(inTransitions), "m.onnx"))
                        .isNotNull();
            } else {
                assertRefused(OnnxWriter.toBytes(inTransitions), "expected numbers, found " + wrong);
            }
        }
    }

    @Test
    void anOnnxFileOfAnotherProgramIsNamedAsSuch() throws IOException {
        Onnx.Model ours = OnnxWriter.toOnnx(MODEL, 0);
        Onnx.Model other = new Onnx.Model(8, "pytorch", 20, ours.graph(), Map.of("author", "x"), null);
        assertThatThrownBy(() -> OnnxReader.read(encoded(other), "other.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(
                        "other.onnx: expected a model that Fastener wrote, found an ONNX file by pytorch without the"
                                + " metadata property fastener.format");
    }

    @Test
    void whatAFileSaysStaysOnOneLineOfTheMessage() {
        String hostile = "\n\u001b[31m" + "x".repeat(10_000);
        assertThatThrownBy(() -> OnnxReader.read(changed("fastener.format", value -> hostile), "changed.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .message()
                .hasSizeLessThan(1_000)
                .doesNotContain("\n", "\u001b");
    }

    @Test
    void filesOfOtherKindsAreRefusedInOneLine() throws IOException {
        Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
        Path text = Files.writeString(folder.resolve("text.onnx"), "华东师范大学\n".repeat(100));
        for (Path file : List.of(empty, text, folder)) {
            assertThatThrownBy(() -> OnnxReader.read(file))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> OnnxReader.read(folder.resolve("none.onnx"))).isInstanceOf(IOException.class);
    }

    @Test
    void streamsAndFilesGiveTheSameModel() throws IOException {
        Path file = folder.resolve("model.onnx");
        OnnxWriter.write(MODEL, file);
        assertThat(Files.readAllBytes(file)).isEqualTo(FILE);
        assertThat(OnnxWriter.toBytes(OnnxReader.read(file))).isEqualTo(FILE);
        assertThat(OnnxWriter.toBytes(OnnxReader.read(new ByteArrayInputStream(FILE), "stream")))
                .isEqualTo(FILE);
    }

    private static void assertRefused(byte[] file, String message) {
        assertThatThrownBy(() -> OnnxReader.read(file, "changed.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("changed.onnx: ")
                .hasMessageContaining(message);
    }

    /** The file with one metadata property changed; null takes it out. */
    private static byte[] changed(String key, UnaryOperator<String> change) {
        Onnx.Model model = OnnxWriter.toOnnx(MODEL, 0);
        Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
        String value = change.apply(metadata.getOrDefault(key, ""));
        if (value == null) {
            metadata.remove(key);
        } else {
            metadata.put(key, value);
        }
        return encoded(new Onnx.Model(
                model.irVersion(), model.producer(), model.opset(), model.graph(), metadata, model.foreign()));
    }

    private static byte[] encoded(Onnx.Model model) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            OnnxEncoder.encode(model, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Tiny, and with a part of each kind. */
    private static TaggerModel model() {
        Random random = new Random(SEED);
        int hidden = 2;
        List<RecurrentWeights> directions = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            float[] kernel = new float[4 * hidden * 4];
            for (int j = 0; j < kernel.length; j++) {
                kernel[j] = 0.5f * (random.nextInt(255) - 127);
            }
            directions.add(new RecurrentWeights(
                    new Matrix(4 * hidden, 4, kernel),
                    matrix(random, 4 * hidden, hidden),
                    matrix(random, 1, 4 * hidden).values(),
                    matrix(random, 1, 4 * hidden).values(),
                    new float[0]));
        }
        float[] scales = new float[2 * 4 * hidden];
        Arrays.fill(scales, 0.5f);
        return new TaggerModel(
                List.of(new Feature(
                        "input",
                        FeatureUnit.CHARACTER,
                        new Vocabulary(List.of("", "", "华", "东"), 0, 1),
                        matrix(random, 4, 2))),
                FeatureJoin.CONCAT,
                List.of(
                        new Parallel(
                                List.of(
                                        List.of(),
                                        List.of(new Convolution(
                                                3, 1, false, matrix(random, 6, 2), new float[2], Activation.RELU))),
                                Merge.CONCAT),
                        Recurrent.biLstm(directions.get(0), directions.get(1)),
                        new Dense(matrix(random, 4, 3), new float[3], Activation.LINEAR)),
                new Head(
                        Head.Decoding.VITERBI,
                        new Transitions(matrix(random, 3, 3), new float[3], new float[3]),
                        false,
                        true),
                new TagSet(List.of("O", "B-X", "I-X"), TagFormat.of(TagScheme.BIO)),
                TextRules.trained(TextRules.Unit.CHARACTER, 0),
                new Quantization(Map.of("body.1.W", new MatrixQuantization(Precision.INT8, scales, 0.5f))),
                null,
                Provenance.UNKNOWN);
    }

    private static Matrix matrix(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return new Matrix(rows, columns, values);
    }
}
