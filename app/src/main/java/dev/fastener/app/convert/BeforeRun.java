package dev.fastener.app.convert;

import dev.fastener.app.before.TensorFlowFolder;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.before.SourceProcess;
import dev.fastener.convert.certificate.RandomRows;
import dev.fastener.convert.certificate.Recording;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TaggerModel;
import java.nio.file.Path;
import java.util.List;

/**
 * What the source gives in TensorFlow for random rows.
 *
 * @param facts how it was run
 */
record BeforeRun(Recording recording, List<Fact> facts) {

    /**
     * Runs it.
     *
     * @param file that {@code network} was read from and {@code model} made of
     * @param pads the source's ids that fill up, of each input
     * @throws ConversionException where TensorFlow can't run it, or gives something else than scores of the network's tags
     */
    static BeforeRun of(Path file, SourceNetwork network, TaggerModel model, int[] pads, BeforeOptions options) {
        if (!TensorFlowFile.accepts(file)) {
            throw ConversionException.ofLines(
                    "--before: TensorFlow runs SavedModels, checkpoints and frozen graphs, found "
                            + file.getFileName()
                            + ", a file of Keras; record the source in Python instead and give --recorded:\n"
                            + Recorder.lines().indent(2).stripTrailing());
        }
        SourceSignature signature = network.signature();
        String output = options.output == null ? signature.outputs().get(0).name() : options.output;
        try (SourceProcess source =
                TensorFlowFolder.start(file, signature, network.inputs().size(), output, options.feeds)) {
            Recording recording =
                    RandomRows.of(model, pads, (ids, from, real) -> outputs(source, ids, real, network.tags()));
            return new BeforeRun(
                    recording,
                    List.of(
                            new Fact(
                                    "results compared with",
                                    "TensorFlow " + source.version() + " running the source, output " + output,
                                    Fact.Origin.READ),
                            new Fact(
                                    "TensorFlow was fed with",
                                    source.fed(),
                                    options.feeds.isEmpty() ? Fact.Origin.READ : Fact.Origin.GIVEN)));
        }
    }

    /** One row at a time: whatever the order of batch and steps, there is one order then. */
    private static float[] outputs(SourceProcess source, int[][] ids, int real, int tags) {
        int[][][] rows = new int[ids.length][][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new int[][] {ids[i]};
        }
        SourceProcess.Answer answer = source.score(rows, new int[] {real});
        if (answer.tags() != tags) {
            throw new ConversionException(
                    "--output: expected " + tags + " scores of a step, as many as the network gives," + " found "
                            + answer.tags() + "; name the tensor that the CRF or the argmax reads");
        }
        return answer.outputs()[0];
    }
}
