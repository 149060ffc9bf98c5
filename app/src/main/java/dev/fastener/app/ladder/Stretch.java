package dev.fastener.app.ladder;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import java.util.Arrays;
import java.util.List;

/** Gives an engine that computes no padding the work of one that does: rows are filled up with real steps. */
final class Stretch {
    private Stretch() {}

    /** Each sequence as long as the longest; the steps that are added have an ordinary id, that of unknown text. */
    static EncodedBatch toLongest(EncodedBatch batch, TaggerModel model) {
        int longest = 0;
        for (int s = 0; s < batch.sequences(); s++) {
            longest = Math.max(longest, batch.length(s));
        }
        List<Feature> features = model.features();
        int[] offsets = new int[batch.sequences() + 1];
        int[][] ids = new int[features.size()][batch.sequences() * longest];
        for (int s = 0; s < batch.sequences(); s++) {
            offsets[s + 1] = offsets[s] + longest;
            for (int f = 0; f < ids.length; f++) {
                Arrays.fill(
                        ids[f],
                        offsets[s],
                        offsets[s + 1],
                        ordinary(features.get(f).vocabulary()));
                System.arraycopy(batch.ids()[f], batch.offsets()[s], ids[f], offsets[s], batch.length(s));
            }
        }
        return new EncodedBatch(ids, offsets);
    }

    /** An id that is no pad. */
    private static int ordinary(Vocabulary vocabulary) {
        if (vocabulary.unknownId() != Vocabulary.SKIP && vocabulary.unknownId() != vocabulary.padId()) {
            return vocabulary.unknownId();
        }
        return vocabulary.padId() == 0 ? Math.min(1, vocabulary.size() - 1) : 0;
    }
}
