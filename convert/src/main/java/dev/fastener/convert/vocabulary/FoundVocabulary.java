package dev.fastener.convert.vocabulary;

import dev.fastener.convert.Cut;
import dev.fastener.convert.Fact;
import dev.fastener.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a file.
 *
 * @param entries text of each id, as many as the embedding has rows; empty where an id has none, and at the pad and the unknown
 * @param padId id that fills batches up; null where the file doesn't tell
 * @param unknownId id of text that it lacks, or {@link Vocabulary#SKIP}; null where the file doesn't tell
 * @param unknownText what stood at unknownId in the file, "&lt;UNK&gt;", and is no text; empty where it has none
 * @param cut how text becomes entries; null where the file doesn't tell
 * @param facts what this rests on
 */
public record FoundVocabulary(
        List<String> entries,
        @Nullable Integer padId,
        @Nullable Integer unknownId,
        String unknownText,
        @Nullable Cut cut,
        List<Fact> facts) {
    public FoundVocabulary {
        entries = List.copyOf(entries);
        facts = List.copyOf(facts);
    }

    /** This one, which rests on one more fact. */
    FoundVocabulary with(Fact fact) {
        List<Fact> all = new ArrayList<>(facts);
        all.add(fact);
        return new FoundVocabulary(entries, padId, unknownId, unknownText, cut, all);
    }
}
