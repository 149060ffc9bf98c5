package dev.fastener.onnxruntime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.fastener.engine.BatchCheck;
import dev.fastener.engine.CallsUnderWay;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineException;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.Side;
import dev.fastener.onnx.ModelFormatException;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a model of ours on ONNX Runtime. Thread-safe: one session is shared, buffers are in each thread's {@link Workspace}.
 * A batch is padded in groups of like length; pads cost time but change nothing.
 */
public final class OnnxRuntimeEngine implements Engine {
    private static final String OUTPUT = "output_1";

    private final TaggerModel model;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String name;
    private final OnnxRuntimeOptions.Batching batching;
    /** Steps of every run; 0 where they are free. */
    private final int fixedLength;

    private final CallsUnderWay calls = new CallsUnderWay("the engine", this::free);

    private OnnxRuntimeEngine(TaggerModel model, byte[] file, OnnxRuntimeOptions options) {
        this.model = model;
        this.environment = OnnxRuntime.environment();
        boolean narrow = options.weights() == OnnxRuntimeOptions.Weights.DYNAMIC_INT8;
        this.session = Sessions.open(narrow ? OnnxWriter.toDynamicallyQuantizedBytes(model) : file, options);
        this.name = "onnxruntime " + options.device();
        this.batching = options.batching();
        int length;
        try {
            NodeInfo input = session.getInputInfo().values().iterator().next();
            length = (int) Math.max(0, ((TensorInfo) input.getInfo()).getShape()[1]);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime can't describe the model's inputs: " + Sessions.line(e), e);
        }
        this.fixedLength = model.text().padding() instanceof PaddingRule.Visible
                ? model.text().maxLength()
                : length;
    }

    /**
     * An engine for {@code model}.
     *
     * @throws EngineException where ONNX Runtime can't be loaded or the device isn't there
     */
    public static OnnxRuntimeEngine open(TaggerModel model, OnnxRuntimeOptions options) {
        return new OnnxRuntimeEngine(model, OnnxWriter.toBytes(model), options);
    }

    /**
     * An engine for a file.
     *
     * @throws IOException where the file can't be read
     * @throws ModelFormatException where it is no model of ours
     * @throws EngineException where ONNX Runtime can't be loaded or the device isn't there
     */
    public static OnnxRuntimeEngine open(Path file, OnnxRuntimeOptions options) throws IOException {
        return open(OnnxReader.bytes(file), file.toString(), options);
    }

    /**
     * An engine for the bytes of a file.
     *
     * @param name of the source, for errors
     * @throws ModelFormatException where they are no model of ours
     * @throws EngineException where ONNX Runtime can't be loaded or the device isn't there
     */
    public static OnnxRuntimeEngine open(byte[] file, String name, OnnxRuntimeOptions options) {
        return new OnnxRuntimeEngine(OnnxReader.read(file, name), file, options);
    }

    /** What runs. */
    public TaggerModel model() {
        return model;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Workspace newWorkspace() {
        calls.begin();
        calls.end();
        return new OnnxRuntimeWorkspace(model.features().size());
    }

    @Override
    public TagScores score(EncodedBatch batch, Workspace workspace) {
        calls.begin();
        try {
            return scores(batch, (OnnxRuntimeWorkspace) workspace);
        } finally {
            calls.end();
        }
    }

    private TagScores scores(EncodedBatch batch, OnnxRuntimeWorkspace workspace) {
        BatchCheck.check(model, batch);
        boolean overPads = model.decodesPads();
        int sequences = batch.sequences();
        int tags = model.tags().size();
        int[] offsets = new int[sequences + 1];
        int[] lead = new int[sequences];
        for (int s = 0; s < sequences; s++) {
            int length = batch.length(s);
            if (fixedLength > 0 && length > fixedLength) {
                throw new IllegalArgumentException("batch: the model was written for sequences of " + fixedLength
                        + " steps, found one of " + length + "; write it without a fixed length");
            }
            offsets[s + 1] = offsets[s] + (overPads && length > 0 ? fixedLength : length);
            lead[s] = overPads ? padsBefore(length) : 0;
        }
        float[] values = new float[Math.multiplyExact(offsets[sequences], tags)];
        TagScores scores = new TagScores(tags, offsets, lead, values);
        boolean whole = batching == OnnxRuntimeOptions.Batching.WHOLE;
        for (int[] group : whole ? LengthGroups.whole(batch) : LengthGroups.of(batch)) {
            run(batch, group, workspace, scores);
        }
        return scores;
    }

    @Override
    public void close() {
        calls.close();
    }

    private void free() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime can't close the model: " + Sessions.line(e), e);
        }
    }

    /** Only visible pads need a side of their own: all other rules give a sentence the same emissions on either side. */
    private int padsBefore(int length) {
        boolean visible = model.text().padding() instanceof PaddingRule.Visible;
        return visible && length > 0 && model.text().padSide() == Side.PRE ? fixedLength - length : 0;
    }

    /** Scores the sequences of {@code group} in one call. */
    private void run(EncodedBatch batch, int[] group, OnnxRuntimeWorkspace workspace, TagScores scores) {
        int steps = fixedLength > 0 ? fixedLength : batch.length(group[0]);
        int tags = scores.tags();
        List<Feature> features = model.features();
        int padded = Math.multiplyExact(group.length, steps);
        FloatBuffer output = workspace.output(Math.multiplyExact(padded, tags));
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try (OnnxTensor emissions =
                OnnxTensor.createTensor(environment, output, new long[] {group.length, steps, tags})) {
            for (int f = 0; f < features.size(); f++) {
                IntBuffer ids = workspace.input(f, padded);
                fill(ids, batch, f, group, steps);
                inputs.put(
                        features.get(f).name(),
                        OnnxTensor.createTensor(environment, ids, new long[] {group.length, steps}));
            }
            session.run(inputs, Map.of(OUTPUT, emissions)).close();
        } catch (OrtException e) {
            throw new EngineException(
                    "ONNX Runtime can't run " + group.length + " sequences of " + steps + " steps on " + name + ": "
                            + Sessions.line(e),
                    e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
        for (int i = 0; i < group.length; i++) {
            int s = group[i];
            int skipped = model.decodesPads() ? 0 : padsBefore(batch.length(s));
            output.get(
                    (i * steps + skipped) * tags, scores.values(), scores.offsets()[s] * tags, scores.rows(s) * tags);
        }
    }

    private void fill(IntBuffer ids, EncodedBatch batch, int feature, int[] group, int steps) {
        int[] row = new int[steps];
        int pad = model.features().get(feature).vocabulary().padId();
        for (int s : group) {
            int length = batch.length(s);
            int before = padsBefore(length);
            Arrays.fill(row, pad);
            System.arraycopy(batch.ids()[feature], batch.offsets()[s], row, before, length);
            ids.put(row);
        }
        ids.flip();
    }
}
