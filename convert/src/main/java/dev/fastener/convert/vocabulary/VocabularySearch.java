package dev.fastener.convert.vocabulary;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.vocabulary.VocabularyFile.Fit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a vocabulary and tags beside a model: in files of the usual names; then in all others, where just one fits exactly;
 * then for a vocabulary that is smaller than the embedding, in files of the usual names.
 */
public final class VocabularySearch {
    private final Path model;
    private final int rows;
    private final int tags;
    private @Nullable FoundVocabulary vocabulary;
    private @Nullable FoundTags labels;

    private VocabularySearch(Path model, int rows, int tags) {
        this.model = model;
        this.rows = rows;
        this.tags = tags;
    }

    /**
     * What lies beside {@code model}.
     *
     * @param rows of the embedding; 0 where no vocabulary is looked for
     * @param tags outputs of a step; 0 where no tags are looked for
     */
    public static FoundVocabularies beside(Path model, int rows, int tags) {
        VocabularySearch search = new VocabularySearch(model, rows, tags);
        search.usualNames();
        search.otherNames();
        search.fewerIds();
        return new FoundVocabularies(search.vocabulary, search.labels, List.of());
    }

    private int missingRows() {
        return vocabulary == null ? rows : 0;
    }

    private int missingTags() {
        return labels == null ? tags : 0;
    }

    private void usualNames() {
        for (Path file : missingRows() + missingTags() == 0 ? List.<Path>of() : VocabularyFile.beside(model)) {
            @Nullable FoundVocabularies found = fitting(file, missingRows(), missingTags(), Fit.ALL_ROWS);
            if (found != null) {
                vocabulary = vocabulary == null ? found.vocabulary() : vocabulary;
                labels = labels == null ? found.tags() : labels;
            }
        }
    }

    /** A name that tells nothing is as good as none: what is taken is said, and several are none. */
    private void otherNames() {
        if (missingRows() + missingTags() == 0) {
            return;
        }
        List<FoundVocabulary> vocabularies = new ArrayList<>();
        List<FoundTags> tagSets = new ArrayList<>();
        for (Path file : VocabularyFile.othersBeside(model)) {
            @Nullable FoundVocabularies found = fitting(file, missingRows(), missingTags(), Fit.ALL_ROWS);
            if (found != null && found.vocabulary() != null) {
                vocabularies.add(found.vocabulary().with(foundAs("vocabulary", file)));
            }
            if (found != null && found.tags() != null) {
                tagSets.add(found.tags().with(foundAs("tags", file)));
            }
        }
        vocabulary = vocabularies.size() == 1 ? vocabularies.get(0) : vocabulary;
        labels = tagSets.size() == 1 ? tagSets.get(0) : labels;
    }

    private void fewerIds() {
        List<FoundVocabulary> smaller = new ArrayList<>();
        for (Path file : missingRows() == 0 ? List.<Path>of() : VocabularyFile.beside(model)) {
            @Nullable FoundVocabularies found = fitting(file, rows, 0, Fit.FEWER_IDS);
            if (found != null && found.vocabulary() != null) {
                smaller.add(found.vocabulary());
            }
        }
        vocabulary = smaller.size() == 1 ? smaller.get(0) : vocabulary;
    }

    private static Fact foundAs(String what, Path file) {
        return Fact.assumed(
                what + " file",
                "the only file beside the model that fits, " + file.getFileName()
                        + ", although its name doesn't say so",
                what.equals("tags") ? "--tags" : "--vocab");
    }

    private static @Nullable FoundVocabularies fitting(Path file, int rows, int tags, Fit fit) {
        if (rows + tags == 0) {
            return null;
        }
        try {
            return VocabularyFile.read(file, rows, tags, fit);
        } catch (ConversionException e) {
            return null; // a file that holds something else
        }
    }
}
