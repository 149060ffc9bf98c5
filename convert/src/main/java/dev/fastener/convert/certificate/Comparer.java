package dev.fastener.convert.certificate;

import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Head;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares engines with recordings of a source: each row as a sentence of its own, without its pads. Emissions are compared at
 * real steps, and the paths that both emissions lead to.
 */
final class Comparer {
    private final Recording recording;
    /** Whose tags have no score of a path. */
    private static final Set<Decoding> MARGINALS = Set.of(Decoding.MARGINAL, Decoding.MARGINAL_KERAS_CONTRIB);

    private final Decoder decoder;
    private final Head head;

    private final RealSteps real;

    Comparer(TaggerModel model, Recording recording) {
        this.recording = recording;
        this.decoder = new Decoder(model);
        this.head = model.head();
        this.real = recording.realSteps(model);
    }

    Comparison compare(Engine engine) {
        double difference = 0;
        double scaled = 0;
        int equal = 0;
        int tied = 0;
        int compared = 0;
        for (int row = 0; row < recording.ids().length; row++) {
            int length = real.end(row) - real.begin(row);
            if (length == 0) {
                continue;
            }
            int[][] ids = recording.steps(row, real.begin(row), real.end(row));
            EncodedBatch batch = new EncodedBatch(ids, new int[] {0, length});
            TagScores found = score(engine, batch);
            @Nullable TagScores expected = expected(row, found);
            double rowDifference = 0;
            if (expected != null) {
                double largest = 1;
                for (int i = 0; i < expected.values().length; i++) {
                    double value = expected.values()[i];
                    rowDifference = Math.max(rowDifference, Math.abs(value - found.values()[i]));
                    largest = Math.max(largest, Math.abs(value));
                }
                difference = Math.max(difference, rowDifference);
                scaled = Math.max(scaled, rowDifference / largest);
            }
            int[] path = path(batch, found);
            int[] expectedPath = expectedPath(row, batch, expected);
            if (Arrays.equals(path, expectedPath)) {
                equal++;
            } else if (expected != null
                    && !MARGINALS.contains(head.decoding())
                    && isTie(expected, path, expectedPath, rowDifference)) {
                tied++;
            }
            compared++;
        }
        return new Comparison(engine.name(), difference, scaled, compared, equal, tied);
    }

    /**
     * Whether two paths are equally good but for what the emissions differ by: no path that an exact decoder finds in the one
     * can be worse in the other by more than twice that at each step.
     */
    private boolean isTie(TagScores emissions, int[] path, int[] other, double difference) {
        double rounding = 1e-6 * Math.max(1, Math.abs(score(emissions, other)));
        return Math.abs(score(emissions, path) - score(emissions, other)) <= 2 * path.length * difference + rounding;
    }

    private double score(TagScores emissions, int[] path) {
        int tags = emissions.tags();
        int first = emissions.lead()[0];
        Transitions chain = head.transitions();
        double score = 0;
        for (int t = 0; t < path.length; t++) {
            score += emissions.values()[(first + t) * tags + path[t]];
            if (chain != null && t > 0) {
                score += chain.scores().values()[path[t - 1] * tags + path[t]];
            }
        }
        if (chain != null) {
            score += chain.start()[path[0]] + chain.end()[path[path.length - 1]];
        }
        return score;
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
