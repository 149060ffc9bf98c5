package dev.fastener.convert.vocabulary;

import dev.fastener.convert.Cut;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceText;
import dev.fastener.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The vocabulary that a layer of the source holds. */
public final class LayerVocabulary {
    private LayerVocabulary() {}

    /** What {@code layer} says of text. Its pads are id 0; where an unknown entry is an error in the source, it is left out. */
    public static FoundVocabulary of(SourceText layer) {
        List<Fact> facts = new ArrayList<>();
        String where = "in the layer " + layer.layer();
        facts.add(fact(
                "vocabulary",
                String.format(Locale.ROOT, "%,d entries %s", layer.entries().size(), where)));
        int unknown = layer.unknownId() < 0 ? Vocabulary.SKIP : layer.unknownId();
        facts.add(
                unknown == Vocabulary.SKIP
                        ? Fact.assumed("unknown", "left out, where the source fails", "--unk")
                        : fact("unknown", "id " + unknown + " " + where));
        boolean isText = layer.kind() == SourceText.Kind.TEXT_VECTORIZATION;
        return new FoundVocabulary(layer.entries(), 0, unknown, "", isText ? Cut.of(layer) : null, facts);
    }

    private static Fact fact(String name, String value) {
        return new Fact(name, value, Origin.READ);
    }
}
