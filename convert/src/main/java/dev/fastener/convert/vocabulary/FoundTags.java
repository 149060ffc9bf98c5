package dev.fastener.convert.vocabulary;

import dev.fastener.convert.Fact;
import dev.fastener.scheme.TagFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The tags of a file.
 *
 * @param labels by id
 * @param format their scheme and notation, as far as labels alone tell
 * @param facts what this rests on
 */
public record FoundTags(List<String> labels, TagFormat format, List<Fact> facts) {
    public FoundTags {
        labels = List.copyOf(labels);
        facts = List.copyOf(facts);
    }

    /** This one, which rests on one more fact. */
    FoundTags with(Fact fact) {
        List<Fact> all = new ArrayList<>(facts);
        all.add(fact);
        return new FoundTags(labels, format, all);
    }
}
