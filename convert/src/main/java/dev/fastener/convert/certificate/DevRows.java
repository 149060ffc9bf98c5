package dev.fastener.convert.certificate;

import dev.fastener.convert.Reference;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sentences of a corpus as rows, padded as the source pads, and what the source gives for them. */
public final class DevRows {
    private static final int MOST_ROWS = 64;
    private static final int MOST_IDS = 8000;

    private DevRows() {}

    /**
     * Computes them for some of the sentences, evenly chosen.
     *
     * @param sentences encoded by {@code model}
     * @param reference the source's; null to take the model itself, in double precision
     */
    public static Recording of(TaggerModel model, EncodedBatch sentences, @Nullable Reference reference) {
        int[] chosen = chosen(sentences, model.text().maxLength());
        int length = model.text().maxLength();
        for (int s : chosen) {
            length = Math.max(length, sentences.length(s));
        }
        boolean before = model.text().padSide() == TextRules.Side.PRE;
        int inputs = model.features().size();
        int[][][] ids = new int[inputs][chosen.length][length];
        float[][] outputs = new float[chosen.length][];
        RealSteps known = new RealSteps(new int[chosen.length], new int[chosen.length]);
        for (int row = 0; row < chosen.length; row++) {
            int s = chosen[row];
            int real = sentences.length(s);
            int from = before ? length - real : 0;
            known.begins()[row] = from;
            known.ends()[row] = from + real;
            int[][] all = new int[inputs][];
            for (int i = 0; i < inputs; i++) {
                all[i] = ids[i][row];
                Arrays.fill(
                        all[i], Math.max(0, model.features().get(i).vocabulary().padId()));
                System.arraycopy(sentences.ids()[i], sentences.offsets()[s], all[i], from, real);
            }
            outputs[row] =
                    reference == null ? RandomRows.outputs(model, all, from, real) : RandomRows.outputs(reference, all);
        }
        return Recording.of(ids, outputs, known);
    }

    /** As many as have at most {@link #MOST_IDS} ids when they are padded, none of them empty. */
    private static int[] chosen(EncodedBatch sentences, int maxLength) {
        int stride = Math.max(1, (sentences.sequences() + MOST_ROWS - 1) / MOST_ROWS);
        List<Integer> chosen = new ArrayList<>();
        int longest = maxLength;
        for (int s = 0; s < sentences.sequences() && chosen.size() < MOST_ROWS; s += stride) {
            int length = Math.max(longest, sentences.length(s));
            boolean fits = chosen.isEmpty() || (chosen.size() + 1L) * length <= MOST_IDS;
            if (sentences.length(s) > 0 && fits) {
                longest = length;
                chosen.add(s);
            }
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }
}
