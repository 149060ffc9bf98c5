package dev.fastener.slim;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.Matrix;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Takes out of a model's vocabularies what known text doesn't have: such entries are unknown from then on. On known text the
 * ids change and the embeddings that they stand for don't, so every score stays the same. A vocabulary whose unknown text is
 * no step ({@link Vocabulary#SKIP}) stays whole: an entry taken out of it would be a step less.
 */
public final class VocabularyPruning {
    private static final int BATCH = 512;

    private VocabularyPruning() {}

    /**
     * Prunes.
     *
     * @param model without narrow weights
     * @param known the text whose entries stay
     */
    public static TaggerModel prune(TaggerModel model, List<LabelledSentence> known) {
        BitSet[] used = used(model, known);
        List<Feature> features = new ArrayList<>();
        for (int f = 0; f < used.length; f++) {
            features.add(prune(model.features().get(f), used[f]));
        }
        return model.withFeatures(features);
    }

    /** Ids that the known text has, by feature. */
    private static BitSet[] used(TaggerModel model, List<LabelledSentence> known) {
        BitSet[] used = new BitSet[model.features().size()];
        for (int f = 0; f < used.length; f++) {
            used[f] = new BitSet();
        }
        Encoder encoder = new Encoder(model);
        for (int from = 0; from < known.size(); from += BATCH) {
            EncodedBatch batch = encoder.encodeTokens(known.subList(from, Math.min(known.size(), from + BATCH)))
                    .batch();
            for (int f = 0; f < used.length; f++) {
                for (int step = 0; step < batch.steps(); step++) {
                    used[f].set(batch.ids()[f][step]);
                }
            }
        }
        return used;
    }

    private static Feature prune(Feature feature, BitSet used) {
        Vocabulary vocabulary = feature.vocabulary();
        if (vocabulary.unknownId() == Vocabulary.SKIP) {
            return feature;
        }
        used.set(vocabulary.unknownId());
        if (vocabulary.padId() != Vocabulary.NO_PAD) {
            used.set(vocabulary.padId());
        }
        int dimension = feature.embedding().columns();
        float[] embedding = new float[used.cardinality() * dimension];
        List<String> entries = new ArrayList<>();
        for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
            System.arraycopy(
                    feature.embedding().values(), id * dimension, embedding, entries.size() * dimension, dimension);
            entries.add(vocabulary.entries().get(id));
        }
        Vocabulary pruned =
                new Vocabulary(entries, renumbered(vocabulary.padId(), used), renumbered(vocabulary.unknownId(), used));
        return new Feature(feature.name(), feature.unit(), pruned, new Matrix(entries.size(), dimension, embedding));
    }

    /** How many ids below {@code id} stay; -1 stays -1. */
    private static int renumbered(int id, BitSet used) {
        return id < 0 ? id : used.get(0, id).cardinality();
    }
}
