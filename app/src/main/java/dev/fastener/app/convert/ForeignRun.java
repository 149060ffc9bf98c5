package dev.fastener.app.convert;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.certificate.RandomRows;
import dev.fastener.convert.onnx.SourceGraph;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Another program's ONNX file itself, run by ONNX Runtime: the judge of its conversion. Where our model has no pads, the source gets
 * each sentence without any, or, where it is told lengths, with its length. Not thread-safe.
 */
final class ForeignRun implements RandomRows.Source, AutoCloseable {
    private final String file;
    private final SourceGraph graph;
    private final OrtSession session;
    /** Whether the source is to get the sentence alone. */
    private final boolean unpadded;

    private ForeignRun(String file, SourceGraph graph, OrtSession session, TaggerModel model) {
        this.file = file;
        this.graph = graph;
        this.session = session;
        boolean padsBefore = model.text().padSide() == TextRules.Side.PRE;
        boolean told = !graph.lengths().name().isEmpty();
        this.unpadded = model.text().padding() instanceof PaddingRule.None && (!told || padsBefore);
    }

    /** Whether the source can be given what {@code model} computes: one that takes a single length sees its pads. */
    static boolean canJudge(SourceGraph graph, TaggerModel model) {
        return graph.steps() == 0 || !(model.text().padding() instanceof PaddingRule.None);
    }

    /**
     * Opens the file.
     *
     * @throws ConversionException where ONNX Runtime refuses it
     */
    static ForeignRun open(Path file, SourceGraph graph, TaggerModel model) {
        String name = String.valueOf(file.getFileName());
        Path folder = file.toAbsolutePath().getParent();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.addConfigEntry("session.model_external_initializers_file_folder_path", String.valueOf(folder));
            OrtSession session = OrtEnvironment.getEnvironment().createSession(graph.withEmissions(), options);
            return new ForeignRun(name, graph, session, model);
        } catch (OrtException e) {
            throw refused(name, e);
        }
    }

    @Override
    public float[] outputs(int[][] ids, int from, int real) {
        int[] row = ids[0];
        float[] scores = run(unpadded ? Arrays.copyOfRange(row, from, from + real) : row, real);
        if (!unpadded) {
            return scores;
        }
        int tags = scores.length / real;
        float[] outputs = new float[row.length * tags];
        System.arraycopy(scores, 0, outputs, from * tags, scores.length);
        return outputs;
    }

    private float[] run(int[] ids, int length) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            inputs.put(graph.ids().name(), tensor(ids, graph.ids().wide(), 1, ids.length));
            if (!graph.lengths().name().isEmpty()) {
                inputs.put(
                        graph.lengths().name(),
                        tensor(new int[] {length}, graph.lengths().wide(), 1));
            }
            try (OrtSession.Result result = session.run(inputs, Set.of(graph.emissions()))) {
                OnnxTensor scores = (OnnxTensor) result.get(0);
                FloatBuffer buffer = scores.getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                return values;
            }
        } catch (OrtException e) {
            throw refused(file, e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(int[] values, boolean wide, long... shape) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        return wide
                ? OnnxTensor.createTensor(
                        environment,
                        LongBuffer.wrap(Arrays.stream(values).asLongStream().toArray()),
                        shape)
                : OnnxTensor.createTensor(environment, IntBuffer.wrap(values), shape);
    }

    private static ConversionException refused(String file, OrtException e) {
        String message = String.valueOf(e.getMessage());
        return new ConversionException(
                file + ": ONNX Runtime can't run it: "
                        + message.lines().findFirst().orElse(""),
                e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw refused(file, e);
        }
    }
}
