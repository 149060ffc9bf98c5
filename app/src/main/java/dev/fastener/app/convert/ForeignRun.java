package dev.fastener.app.convert;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Reference;
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
final class ForeignRun implements Reference, AutoCloseable {
    private final String file;
    private final SourceGraph graph;
    private final OrtSession session;
    private final int pad;
    private final boolean padsBefore;
    /** Whether the source is to get the sentence alone. */
    private final boolean unpadded;

    private ForeignRun(String file, SourceGraph graph, OrtSession session, TaggerModel model) {
        this.file = file;
        this.graph = graph;
        this.session = session;
        this.pad = model.features().get(0).vocabulary().padId();
        this.padsBefore = model.text().padSide() == TextRules.Side.PRE;
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
    public double[] outputs(int[][] ids) {
        int[] row = ids[0];
        int first = 0;
        int end = row.length;
        while (padsBefore && first < end && row[first] == pad) {
            first++;
        }
        while (!padsBefore && end > first && row[end - 1] == pad) {
            end--;
        }
        int[] given = unpadded ? Arrays.copyOfRange(row, first, end) : row;
        float[] scores = run(given, end - first);
        double[] outputs = new double[scores.length / given.length * row.length];
        int at = unpadded ? first * (scores.length / given.length) : 0;
        for (int i = 0; i < scores.length; i++) {
            outputs[at + i] = scores[i];
        }
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
