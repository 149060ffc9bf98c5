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
import java.util.Map;
import java.util.stream.Collectors;

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
     * com.microsoft); narrow embeddings stay narrow. Nothing reads this back into a model.
     *
     * @throws IllegalArgumentException where the model has no LSTM
     */
    public static byte[] toDynamicallyQuantizedBytes(TaggerModel model) {
        // Weights as such, in fp32, are what is narrowed.
        Map<String, MatrixQuantization> embeddings = model.quantization().matrices().entrySet().stream()
                .filter(matrix -> matrix.getKey().startsWith("embedding."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Onnx.Model wide = toOnnx(model.withQuantization(new Quantization(embeddings)), 0);
        return toBytes(new Onnx.Model(
                wide.irVersion(),
                wide.producer(),
                wide.opset(),
                DynamicQuantization.of(wide.graph()),
                wide.metadata(),
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
        return new Onnx.Model(
                IR_VERSION, PRODUCER, OPSET, GraphBuilder.build(model, length), MetadataWriter.metadata(model), null);
    }
}
