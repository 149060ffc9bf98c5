package dev.fastener.train;

import dev.fastener.model.Feature;
import dev.fastener.model.Matrix;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Quantization;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A model as training goes on with it: the same weights without padding, as all models that are trained here. */
final class Unpadded {
    private Unpadded() {}

    static TaggerModel of(TaggerModel model) {
        if (model.text().padding() instanceof PaddingRule.None) {
            return model;
        }
        return new TaggerModel(
                model.features().stream().map(Unpadded::of).toList(),
                model.join(),
                model.body(),
                model.head(),
                model.tags(),
                TextRules.trainedLike(model.text(), model.text().maxLength()),
                Quantization.NONE,
                null,
                model.provenance());
    }

    /** A source may pad with the id of a character, or of unknown text: there the pad becomes an id of its own. */
    private static Feature of(Feature feature) {
        Vocabulary vocabulary = feature.vocabulary();
        int pad = vocabulary.padId();
        if (pad != Vocabulary.NO_PAD
                && pad != vocabulary.unknownId()
                && vocabulary.entries().get(pad).isEmpty()) {
            return feature;
        }
        List<String> entries = new ArrayList<>(vocabulary.entries());
        entries.add("");
        Matrix embedding = feature.embedding();
        float[] rows = Arrays.copyOf(embedding.values(), entries.size() * embedding.columns());
        return new Feature(
                feature.name(),
                feature.unit(),
                new Vocabulary(entries, vocabulary.size(), vocabulary.unknownId()),
                new Matrix(entries.size(), embedding.columns(), rows));
    }
}
