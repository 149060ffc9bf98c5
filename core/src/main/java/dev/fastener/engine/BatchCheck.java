package dev.fastener.engine;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TaggerModel;

/** What every engine demands of a batch before it computes. */
public final class BatchCheck {
    private BatchCheck() {}

    /**
     * Throws an IllegalArgumentException unless {@code batch} has the features of {@code model}, ids below the
     * vocabularies' sizes, no pad where pads don't exist, and no sequence longer than visible padding allows.
     */
    public static void check(TaggerModel model, EncodedBatch batch) {
        if (batch.ids().length != model.features().size()) {
            throw new IllegalArgumentException(
                    "batch: expected ids of " + model.features().size() + " features, found " + batch.ids().length);
        }
        PaddingRule rule = model.text().padding();
        for (int f = 0; f < batch.ids().length; f++) {
            Feature feature = model.features().get(f);
            int size = feature.vocabulary().size();
            // Only the first feature's ids tell pads from steps.
            int forbidden = f == 0 && rule instanceof PaddingRule.None
                    ? feature.vocabulary().padId()
                    : -1;
            int[] ids = batch.ids()[f];
            for (int step = 0; step < batch.steps(); step++) {
                if (ids[step] < 0 || ids[step] >= size || ids[step] == forbidden) {
                    throw new IllegalArgumentException("batch: expected ids of " + feature.name() + " from 0 to "
                            + (size - 1) + (forbidden < 0 ? "" : " but the pad, " + forbidden) + ", found "
                            + ids[step] + " at step " + step);
                }
            }
        }
        if (rule instanceof PaddingRule.Visible) {
            for (int s = 0; s < batch.sequences(); s++) {
                if (batch.length(s) > model.text().maxLength()) {
                    throw new IllegalArgumentException("batch: expected sequences of at most "
                            + model.text().maxLength() + " steps, the length that visible padding fills up to, found "
                            + batch.length(s));
                }
            }
        }
    }
}
