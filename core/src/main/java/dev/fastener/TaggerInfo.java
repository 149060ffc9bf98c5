package dev.fastener;

import dev.fastener.model.Head;
import dev.fastener.model.Provenance;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.scheme.Tag;
import java.util.List;

/**
 * What a tagger is, for logs and pages.
 *
 * @param engine what runs: "core scalar"
 * @param types of entities, in the order of the model's tags
 * @param tags the labels
 * @param decoding how scores become tags
 * @param constrained whether only legal tag sequences are given
 * @param unit what a step is
 * @param maxLength longest sequence in steps, longer texts are cut at sentence ends; 0 where the model has no limit
 * @param provenance where the model comes from
 */
public record TaggerInfo(
        String engine,
        List<String> types,
        TagSet tags,
        Head.Decoding decoding,
        boolean constrained,
        TextRules.Unit unit,
        int maxLength,
        Provenance provenance) {
    public TaggerInfo {
        types = List.copyOf(types);
    }

    static TaggerInfo of(TaggerModel model, String engine) {
        List<String> types = model.tags().meanings().stream()
                .filter(tag -> !tag.equals(Tag.OUTSIDE))
                .map(Tag::type)
                .distinct()
                .toList();
        return new TaggerInfo(
                engine,
                types,
                model.tags(),
                model.head().decoding(),
                model.head().constrained(),
                model.text().unit(),
                model.text().maxLength(),
                model.provenance());
    }
}
