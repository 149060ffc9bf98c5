package dev.fastener.convert.certificate;

import dev.fastener.convert.Reference;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows of seeded random ids of all lengths, padded as the model pads, and what a source gives for them. */
public final class RandomRows {
    private static final int MOST_ROWS = 64;
    private static final int MOST_IDS = 4000;

    /** Where the source's length is free. */
    private static final int LENGTH = 60;

    /** What a source gives for one padded row. */
    @FunctionalInterface
    public interface Source {
        /**
         * @param ids [inputs][length]
         * @param from where the sentence begins
         * @param real its steps
         * @return [length * tags]
         */
        float[] outputs(int[][] ids, int from, int real);
    }

    private RandomRows() {}

    /**
     * Computes them.
     *
     * @param pads the source's ids that fill up, of each input
     * @param reference the source's; null to take the model itself, in double precision
     */
    public static Recording of(TaggerModel model, int[] pads, @Nullable Reference reference) {
        return of(
                model,
                pads,
                reference == null
                        ? (ids, from, real) -> outputs(model, ids, from, real)
                        : (ids, from, real) -> outputs(reference, ids));
    }

    /**
     * Asks a source for them, row by row.
     *
     * @param pads the source's ids that fill up, of each input
     */
    public static Recording of(TaggerModel model, int[] pads, Source source) {
        int length = model.text().maxLength() == 0 ? LENGTH : model.text().maxLength();
        int rows = Math.max(2, Math.min(MOST_ROWS, MOST_IDS / length));
        Random random = new Random(1);
        boolean before = model.text().padSide() == TextRules.Side.PRE;
        int inputs = model.features().size();
        int[][][] ids = new int[inputs][rows][length];
        float[][] outputs = new float[rows][];
        RealSteps known = new RealSteps(new int[rows], new int[rows]);
        for (int row = 0; row < rows; row++) {
            // The first row is full, the second as short as can be.
            int real = row == 0 ? length : row == 1 ? 1 : 1 + random.nextInt(length);
            int from = before ? length - real : 0;
            known.begins()[row] = from;
            known.ends()[row] = from + real;
            int[][] all = new int[inputs][];
            for (int i = 0; i < inputs; i++) {
                Arrays.fill(ids[i][row], pads[i]);
                for (int t = from; t < from + real; t++) {
                    ids[i][row][t] = real(random, model.features().get(i).vocabulary());
                }
                all[i] = ids[i][row];
            }
            outputs[row] = source.outputs(all, from, real);
        }
        return Recording.of(ids, outputs, known);
    }

    private static int real(Random random, Vocabulary vocabulary) {
        int id = random.nextInt(vocabulary.size());
        boolean isPad = id == vocabulary.padId() && !vocabulary.padIsText();
        return isPad ? (id + 1) % vocabulary.size() : id;
    }

    static float[] outputs(Reference reference, int[][] ids) {
        double[] exact = reference.outputs(ids);
        float[] outputs = new float[exact.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) exact[i];
        }
        return outputs;
    }

    static float[] outputs(TaggerModel model, int[][] ids, int from, int real) {
        int[][] own = new int[ids.length][];
        for (int i = 0; i < own.length; i++) {
            own[i] = Arrays.copyOfRange(ids[i], from, from + real);
        }
        ScalarEngine engine = new ScalarEngine(model);
        try (Workspace workspace = engine.newWorkspace()) {
            TagScores scores = engine.score(new EncodedBatch(own, new int[] {0, real}), workspace);
            float[] outputs = new float[ids[0].length * scores.tags()];
            // A row may have fewer pads than the model computes.
            int first = from - scores.lead()[0];
            int begin = Math.max(0, -first);
            int end = Math.min(scores.rows(0), ids[0].length - first);
            System.arraycopy(
                    scores.values(),
                    begin * scores.tags(),
                    outputs,
                    (first + begin) * scores.tags(),
                    (end - begin) * scores.tags());
            return outputs;
        }
    }
}
