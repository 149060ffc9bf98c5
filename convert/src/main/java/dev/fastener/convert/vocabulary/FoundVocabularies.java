package dev.fastener.convert.vocabulary;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one file holds: a vocabulary, tags, or both.
 *
 * @param vocabulary null where no dictionary of the file has its size
 * @param tags null where no dictionary of the file has their number
 * @param all every dictionary of the file and its size: "word2id: 4,321"
 */
public record FoundVocabularies(
        @Nullable FoundVocabulary vocabulary, @Nullable FoundTags tags, List<String> all) {
    public FoundVocabularies {
        all = List.copyOf(all);
    }
}
