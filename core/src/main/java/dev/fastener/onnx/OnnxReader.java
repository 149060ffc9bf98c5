package dev.fastener.onnx;

import dev.fastener.model.TaggerModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Reads a file that {@link OnnxWriter} wrote: the model is bit for bit the one that was written, and writing it again gives
 * the same bytes. The graph is compared with the one that the metadata stands for, so that no engine of ours can compute
 * something else than ONNX Runtime does with the same file. Memory is bounded by the file's size. Thread-safe.
 */
public final class OnnxReader {
    /** The most that one protobuf file may hold, and room for what stands around the graph. */
    static final long LARGEST_BYTES = Integer.MAX_VALUE - (1 << 20);

    private OnnxReader() {}

    /**
     * Reads a file.
     *
     * @throws IOException where it can't be read
     * @throws ModelFormatException where it is no model of ours
     */
    public static TaggerModel read(Path file) throws IOException {
        return read(bytes(file), file.toString());
    }

    /**
     * The bytes of a file, for whoever needs them beside the model.
     *
     * @throws IOException where it can't be read
     * @throws ModelFormatException where it is larger than an ONNX file may be
     */
    public static byte[] bytes(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ModelFormatException(file.toString(), "", "expected a model file, found a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            requireSize(file.toString(), Files.size(file));
            return bytes(in, file.toString());
        }
    }

    /**
     * Reads to the end of {@code in}, which stays open.
     *
     * @param name of the source, for errors
     * @throws IOException where it can't be read
     * @throws ModelFormatException where it is no model of ours
     */
    public static TaggerModel read(InputStream in, String name) throws IOException {
        return read(bytes(in, name), name);
    }

    private static byte[] bytes(InputStream in, String name) throws IOException {
        byte[] file = in.readNBytes((int) LARGEST_BYTES + 1);
        requireSize(name, file.length);
        return file;
    }

    private static void requireSize(String name, long sizeBytes) {
        if (sizeBytes > LARGEST_BYTES) {
            throw new ModelFormatException(
                    name, "", "expected at most " + LARGEST_BYTES + " bytes, the most that an ONNX file may hold");
        }
    }

    /**
     * Reads the bytes of a file.
     *
     * @param name of the source, for errors
     * @throws ModelFormatException where they are no model of ours
     */
    public static TaggerModel read(byte[] file, String name) {
        if (file.length == 0) {
            throw new ModelFormatException(name, "", "expected an ONNX model, found an empty file");
        }
        String other = otherKind(file);
        if (!other.isEmpty()) {
            throw new ModelFormatException(name, "", "expected an ONNX model, found " + other);
        }
        Onnx.Model found = OnnxDecoder.decode(name, file);
        String format = found.metadata().get(MetadataWriter.FORMAT_PROPERTY);
        if (format == null) {
            String producer = found.producer().isEmpty() ? "" : " by " + found.producer();
            throw new ModelFormatException(
                    name,
                    "",
                    "expected a model that Fastener wrote, found an ONNX file" + producer
                            + " without the metadata property fastener.format");
        }
        if (!format.equals(MetadataWriter.FORMAT)) {
            throw new ModelFormatException(
                    name,
                    MetadataWriter.FORMAT_PROPERTY,
                    "expected " + MetadataWriter.FORMAT + ", found \"" + format + "\"; use a newer Fastener");
        }
        if (found.foreign() != null) {
            throw new ModelFormatException(name, "", "expected only what Fastener writes, found " + found.foreign());
        }
        TaggerModel model = MetadataReader.read(name, found);
        requireSame(name, model, found);
        requireUndamaged(name, found);
        return model;
    }

    /** Whether damage to the values in a file is noticed when it is read; files of earlier versions hold no checksum. */
    public static boolean hasChecksum(byte[] file, String name) {
        return OnnxDecoder.decode(name, file).metadata().containsKey(Checksum.PROPERTY);
    }

    private static void requireUndamaged(String name, Onnx.Model found) {
        String stored = found.metadata().get(Checksum.PROPERTY);
        String computed = Checksum.of(found.graph(), found.metadata());
        if (stored != null && !stored.equals(computed)) {
            throw new ModelFormatException(
                    name,
                    Checksum.PROPERTY,
                    "expected " + stored + ", found " + computed
                            + ": the file is damaged, take another copy of it (who changed it"
                            + " on purpose takes this property out)");
        }
    }

    /** What is no ONNX file by its first bytes; empty where it may be one. */
    private static String otherKind(byte[] file) {
        if (startsWith(file, 0x89, 'H', 'D', 'F')) {
            return "an HDF5 file, as Keras 1 and 2 write";
        } else if (startsWith(file, 'P', 'K', 3, 4)) {
            return "a zip file, as Keras 3 and PyTorch write";
        } else if (startsWith(file, 0x1f, 0x8b)) {
            return "a gzip file; unpack it";
        }
        return "";
    }

    private static boolean startsWith(byte[] file, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= file.length || file[i] != (byte) magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Throws unless {@code found} is what {@link OnnxWriter} makes of {@code model}. */
    private static void requireSame(String name, TaggerModel model, Onnx.Model found) {
        List<String> dims = found.graph().inputs().isEmpty()
                ? List.of()
                : found.graph().inputs().get(0).dims();
        int length = 0;
        if (dims.size() == 2 && dims.get(1).matches("[1-9][0-9]{0,8}")) {
            length = Integer.parseInt(dims.get(1));
        }
        Onnx.Model expected;
        try {
            expected = OnnxWriter.withoutChecksum(model, length);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(name, "metadata", String.valueOf(e.getMessage()));
        }
        requireEqual(name, "IR version", expected.irVersion(), found.irVersion());
        requireEqual(name, "opset", expected.opset(), found.opset());
        requireEqual(
                name,
                "metadata properties",
                expected.metadata().keySet(),
                found.metadata().keySet().stream()
                        .filter(key -> key.startsWith("fastener.") && !key.equals(Checksum.PROPERTY))
                        .collect(Collectors.toSet()));
        Onnx.Graph right = expected.graph();
        Onnx.Graph graph = found.graph();
        requireEqual(name, "inputs", right.inputs(), graph.inputs());
        requireEqual(name, "outputs", right.outputs(), graph.outputs());
        requireEqual(
                name, "number of nodes", right.nodes().size(), graph.nodes().size());
        for (int i = 0; i < right.nodes().size(); i++) {
            requireEqual(name, "node " + i, right.nodes().get(i), graph.nodes().get(i));
        }
        Map<String, Onnx.Tensor> tensors = new HashMap<>();
        graph.initializers().forEach(tensor -> tensors.put(tensor.name(), tensor));
        requireEqual(
                name,
                "initializers",
                right.initializers().stream().map(Onnx.Tensor::name).collect(Collectors.toSet()),
                tensors.keySet());
        for (Onnx.Tensor tensor : right.initializers()) {
            Onnx.Tensor other = Objects.requireNonNull(tensors.get(tensor.name()));
            String where = "initializer " + tensor.name();
            requireEqual(name, where, tensor.type(), other.type());
            requireEqual(name, where, tensor.dims(), other.dims());
            Comparison comparison = new Comparison((Onnx.Bytes) other.data());
            try {
                tensor.data().writeTo(comparison);
            } catch (IOException e) {
                throw new ModelFormatException(name, where, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void requireEqual(String name, String where, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new ModelFormatException(
                    name,
                    where,
                    "another program has changed the file: expected " + expected + " as the metadata says, found "
                            + found);
        }
    }

    /** Throws where what is written isn't what stands in the file. */
    private static final class Comparison extends OutputStream {
        private final Onnx.Bytes file;
        private int position;

        Comparison(Onnx.Bytes file) {
            this.file = file;
            this.position = file.offset();
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int difference = Arrays.mismatch(
                    bytes,
                    offset,
                    offset + length,
                    file.array(),
                    position,
                    Math.min(position + length, file.offset() + file.length()));
            if (difference >= 0) {
                throw new IOException("another program has changed the file: expected other values at byte "
                        + (position + difference));
            }
            position += length;
        }
    }
}
