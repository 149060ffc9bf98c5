package dev.fastener.onnx;

import dev.fastener.io.AtomicFile;
import dev.fastener.model.Quantization;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.TaggerModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Writes a model as one ONNX file: opset 17, IR version 8, standard operators only; docs/model-file.md describes it. Equal
 * models give equal bytes. Thread-safe.
 */
public final class OnnxWriter {
    static final long IR_VERSION = 8;
    static final long OPSET = 17;
    static final String PRODUCER = "fastener";

    private OnnxWriter() {}

    /**
     * Writes {@code model} to {@code file}, whole or not at all; batch and sequence are free.
     *
     * @throws IOException where the file can't be written; it is then as it was
     */
    public static void write(TaggerModel model, Path file) throws IOException {
        AtomicFile.write(file, out -> writeTo(model, out));
    }

    /**
     * Writes {@code model} to {@code file} for sequences of {@code length} steps only, for runtimes that want fixed shapes.
     *
     * @throws IOException where the file can't be written; it is then as it was
     */
    public static void write(TaggerModel model, int length, Path file) throws IOException {
        Onnx.Model fixed = toOnnx(model, requirePositive(length));
        AtomicFile.write(file, out -> OnnxEncoder.encode(fixed, out));
    }

    /** Writes {@code model} to {@code out}, which stays open. */
    public static void writeTo(TaggerModel model, OutputStream out) throws IOException {
        OnnxEncoder.encode(toOnnx(model, 0), out);
    }

    /** The file of {@code model}. */
    public static byte[] toBytes(TaggerModel model) {
        return toBytes(toOnnx(model, 0));
    }

    /** The file of {@code model} for sequences of {@code length} steps only. */
    public static byte[] toBytes(TaggerModel model, int length) {
        return toBytes(toOnnx(model, requirePositive(length)));
    }

    /**
     * {@code model} for ONNX Runtime alone: its LSTMs and dense layers with weights in 8 bits, a scale for each output, and
     * inputs that are rounded to 8 bits at each run (operators DynamicQuantizeLSTM and DynamicQuantizeMatMul of
     * com.microsoft). Of a model that has narrow weights, only the layers whose weights are INT8; the others are as
     * {@link #toBytes(TaggerModel)} writes them. Nothing reads this back into a model.
     *
     * @throws IllegalArgumentException where the model has no LSTM
     */
    public static byte[] toDynamicallyQuantizedBytes(TaggerModel model) {
        Map<String, MatrixQuantization> stored = model.quantization().matrices();
        Onnx.Graph wide = GraphBuilder.build(model.withQuantization(Quantization.NONE), 0);
        Set<String> dynamic = DynamicQuantization.matrices(wide, stored);
        Map<String, MatrixQuantization> others = new HashMap<>(stored);
        others.keySet().removeAll(dynamic);
        Onnx.Model plain = withoutChecksum(model.withQuantization(new Quantization(others)), 0);
        return toBytes(new Onnx.Model(
                plain.irVersion(),
                plain.producer(),
                plain.opset(),
                DynamicQuantization.of(plain.graph(), dynamic),
                plain.metadata(),
                null));
    }

    private static byte[] toBytes(Onnx.Model model) {
        long weights = model.graph().initializers().stream()
                .mapToLong(tensor -> tensor.data().sizeBytes())
                .sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(weights + (1 << 16), 1 << 30));
        try {
            OnnxEncoder.encode(model, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static int requirePositive(int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length: expected at least 1 step, found " + length);
        }
        return length;
    }

    /** @param length second dimension of inputs and output; 0 where it is free */
    static Onnx.Model toOnnx(TaggerModel model, int length) {
        Onnx.Model plain = withoutChecksum(model, length);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(MetadataWriter.FORMAT_PROPERTY, MetadataWriter.FORMAT);
        // Before all else, so that a file which ends too early isn't taken for one of an earlier version.
        metadata.put(Checksum.PROPERTY, Checksum.of(plain.graph(), plain.metadata()));
        metadata.putAll(plain.metadata());
        return new Onnx.Model(IR_VERSION, PRODUCER, OPSET, plain.graph(), metadata, null);
    }

    /** Likewise, for what is changed or compared, but not written. */
    static Onnx.Model withoutChecksum(TaggerModel model, int length) {
        return new Onnx.Model(
                IR_VERSION, PRODUCER, OPSET, GraphBuilder.build(model, length), MetadataWriter.metadata(model), null);
    }
}
