package dev.fastener.train;

import dev.fastener.model.Feature;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Quantization;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;

/** A model as training goes on with it: the same weights without padding, as all models that are trained here. */
final class Unpadded {
    private Unpadded() {}

    static TaggerModel of(TaggerModel model) {
        if (model.text().padding() instanceof PaddingRule.None) {
            return model;
        }
        return new TaggerModel(
                model.features().stream().map(Feature::withPadOfItsOwn).toList(),
                model.join(),
                model.body(),
                model.head(),
                model.tags(),
                TextRules.trainedLike(model.text(), model.text().maxLength()),
                Quantization.NONE,
                null,
                model.provenance());
    }
}
