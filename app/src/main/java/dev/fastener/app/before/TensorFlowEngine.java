package dev.fastener.app.before;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.before.SourceProcess;
import dev.fastener.convert.graph.KerasGraph;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TensorFlow as an engine: it runs the source of a converted model, or for a model that was trained here the graph that tf.keras
 * exports for it; a batch padded to its longest sentence, or to the length that the source was made for. A call's time holds
 * the way through the pipe. One call runs at a time.
 */
public final class TensorFlowEngine implements Engine {
    private final TaggerModel model;
    private final SourceProcess source;
    /** Steps of every row; 0 where they are free. */
    private final int fixedLength;

    private TensorFlowEngine(TaggerModel model, SourceProcess source, int fixedLength) {
        this.model = model;
        this.source = source;
        this.fixedLength = fixedLength;
    }

    /**
     * Starts TensorFlow.
     *
     * @param file that {@code model} was converted from
     * @throws ConversionException where TensorFlow can't run it, or the model was converted from no such file
     */
    public static TensorFlowEngine open(Path file, TaggerModel model) {
        @Nullable SourceSignature signature = model.signature();
        if (signature == null || !TensorFlowFile.accepts(file)) {
            throw new ConversionException(
                    "--before: expected the SavedModel, checkpoint or frozen graph that the model was"
                            + " converted from, found "
                            + (signature == null
                                    ? "a model that was trained here; --before keras is for those"
                                    : file.toString()));
        }
        return new TensorFlowEngine(model, start(file, signature, model), fixedLength(model, signature));
    }

    /**
     * Starts TensorFlow with the graph that tf.keras exports for {@code model}, with TensorFlow's own choice of threads.
     *
     * @throws ConversionException where TensorFlow isn't there, or tf.keras' graph isn't known for such a model
     */
    public static TensorFlowEngine trained(TaggerModel model) {
        KerasGraph graph = KerasGraph.of(model);
        try {
            Path file = Files.createTempFile("fastener-keras", ".pb");
            try {
                graph.write(file);
                return new TensorFlowEngine(model, start(file, graph.signature(), model), 0);
            } finally {
                Files.delete(file); // TensorFlow has it in memory
            }
        } catch (IOException e) {
            throw new ConversionException("the graph of tf.keras can't be written: " + e.getMessage(), e);
        }
    }

    private static SourceProcess start(Path file, SourceSignature signature, TaggerModel model) {
        String output = signature.outputs().get(0).name();
        return TensorFlowFolder.start(file, signature, model.features().size(), output, List.of());
    }

    private static int fixedLength(TaggerModel model, SourceSignature signature) {
        List<Long> shape = signature.inputs().get(0).shape();
        long length = shape.size() == 2 ? shape.get(1) : -1;
        return length > 0
                ? Math.toIntExact(length)
                : model.text().padding() instanceof PaddingRule.Visible
                        ? model.text().maxLength()
                        : 0;
    }

    @Override
    public String name() {
        return "tensorflow " + source.version();
    }

    @Override
    public Workspace newWorkspace() {
        return () -> {};
    }

    @Override
    public synchronized TagScores score(EncodedBatch batch, Workspace workspace) {
        int sequences = batch.sequences();
        int steps = fixedLength;
        int[] lengths = new int[sequences];
        for (int s = 0; s < sequences; s++) {
            lengths[s] = batch.length(s);
            if (fixedLength > 0 && lengths[s] > fixedLength) {
                throw new IllegalArgumentException("batch: expected sequences of at most " + fixedLength
                        + " steps, the source's length, found one of " + lengths[s]);
            }
            steps = fixedLength > 0 ? fixedLength : Math.max(steps, lengths[s]);
        }
        boolean before = model.text().padSide() == Side.PRE;
        SourceProcess.Answer answer = source.score(rows(batch, steps, before), lengths);
        if (answer.tags() != model.tags().size()) {
            throw new ConversionException("--before: expected " + model.tags().size()
                    + " scores of a step, as many as the model has tags, found " + answer.tags());
        }
        return scores(batch, answer, steps, before);
    }

    /** [features][sequences][steps] */
    private int[][][] rows(EncodedBatch batch, int steps, boolean before) {
        int[][][] rows = new int[model.features().size()][batch.sequences()][steps];
        for (int f = 0; f < rows.length; f++) {
            int pad = Math.max(0, model.features().get(f).vocabulary().padId());
            for (int s = 0; s < rows[f].length; s++) {
                Arrays.fill(rows[f][s], pad);
                int from = before ? steps - batch.length(s) : 0;
                System.arraycopy(batch.ids()[f], batch.offsets()[s], rows[f][s], from, batch.length(s));
            }
        }
        return rows;
    }

    private TagScores scores(EncodedBatch batch, SourceProcess.Answer answer, int steps, boolean before) {
        boolean overPads = model.decodesPads();
        int sequences = batch.sequences();
        int tags = answer.tags();
        int[] offsets = new int[sequences + 1];
        int[] lead = new int[sequences];
        for (int s = 0; s < sequences; s++) {
            boolean whole = overPads && batch.length(s) > 0;
            offsets[s + 1] = offsets[s] + (whole ? steps : batch.length(s));
            lead[s] = whole && before ? steps - batch.length(s) : 0;
        }
        float[] values = new float[offsets[sequences] * tags];
        for (int s = 0; s < sequences; s++) {
            int rows = offsets[s + 1] - offsets[s];
            int from = before ? steps - rows : 0;
            System.arraycopy(answer.outputs()[s], from * tags, values, offsets[s] * tags, rows * tags);
        }
        return new TagScores(tags, offsets, lead, values);
    }

    @Override
    public void close() {
        source.close();
    }
}
