package dev.fastener.convert.certificate;

import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Compares engines with recordings of a source: each row as a sentence of its own, without its pads. Emissions are compared at
 * real steps, and the paths that both emissions lead to.
 */
final class Comparer {
    private final Recording recording;
    private final Decoder decoder;

    private final RealSteps real;

    Comparer(TaggerModel model, Recording recording) {
        this.recording = recording;
        this.decoder = new Decoder(model);
        this.real = new RealSteps(model, recording.ids());
    }

    Comparison compare(Engine engine, double tolerance) {
        double difference = 0;
        double scaled = 0;
        int equal = 0;
        int compared = 0;
        for (int row = 0; row < recording.ids().length; row++) {
            int length = real.end(row) - real.begin(row);
            if (length == 0) {
                continue;
            }
            int[] ids = Arrays.copyOfRange(recording.ids()[row], real.begin(row), real.end(row));
            EncodedBatch batch = new EncodedBatch(new int[][] {ids}, new int[] {0, length});
            TagScores found = score(engine, batch);
            @Nullable TagScores expected = expected(row, found);
            if (expected != null) {
                double rowDifference = 0;
                double largest = 1;
                for (int i = 0; i < expected.values().length; i++) {
                    double value = expected.values()[i];
                    rowDifference = Math.max(rowDifference, Math.abs(value - found.values()[i]));
                    largest = Math.max(largest, Math.abs(value));
                }
                difference = Math.max(difference, rowDifference);
                scaled = Math.max(scaled, rowDifference / largest);
            }
            equal += Arrays.equals(path(batch, found), expectedPath(row, batch, expected)) ? 1 : 0;
            compared++;
        }
        return new Comparison(
                engine.name(), difference, scaled, compared == 0 ? 1 : (double) equal / compared, compared, tolerance);
    }

    private static TagScores score(Engine engine, EncodedBatch batch) {
        try (Workspace workspace = engine.newWorkspace()) {
            return engine.score(batch, workspace);
        }
    }

    /** The recorded values in the place of those found, pads included where the head runs over them; null where there are none. */
    private @Nullable TagScores expected(int row, TagScores found) {
        if (recording.outputs() == null) {
            return null;
        }
        int tags = found.tags();
        int from = real.begin(row) - found.lead()[0];
        int rows = found.rows(0);
        float[] outputs = recording.outputs()[row];
        float[] values = Arrays.copyOf(found.values(), rows * tags);
        // Where the rows of the source were shorter than the longest, it had fewer pads than the model computes.
        int begin = Math.max(0, -from);
        int end = Math.min(rows, recording.ids()[row].length - from);
        System.arraycopy(outputs, (from + begin) * tags, values, begin * tags, (end - begin) * tags);
        return new TagScores(tags, new int[] {0, rows}, found.lead(), values);
    }

    private int[] expectedPath(int row, EncodedBatch batch, @Nullable TagScores expected) {
        if (recording.tags() != null) {
            return Arrays.copyOfRange(recording.tags()[row], real.begin(row), real.end(row));
        }
        return expected == null ? new int[0] : path(batch, expected);
    }

    private int[] path(EncodedBatch batch, TagScores scores) {
        int[] tags = new int[batch.steps()];
        DecodeWorkspace workspace = decoder.newWorkspace();
        decoder.tags(batch, scores, workspace, tags);
        return tags;
    }
}
