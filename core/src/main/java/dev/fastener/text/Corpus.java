package dev.fastener.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole labelled corpus in memory. Immutable; thread-safe.
 *
 * @param layout what was found out about the file
 * @param sentences in file order
 * @param problems the oddities met
 */
public record Corpus(Path path, CorpusLayout layout, List<LabelledSentence> sentences, CorpusProblems problems) {
    public Corpus {
        sentences = List.copyOf(sentences);
    }

    /**
     * Reads a corpus.
     *
     * @throws CorpusFormatException where it can't be read; the message says where, what was expected and what was found
     */
    public static Corpus read(Path path, CorpusOptions options) throws IOException {
        CorpusReader reader = CorpusReader.open(path, options);
        List<LabelledSentence> sentences = new ArrayList<>();
        CorpusProblems problems = reader.read(sentences::add);
        if (sentences.isEmpty()) {
            throw new CorpusFormatException(path.toString(), 0, "holds no labelled sentence");
        }
        return new Corpus(path, reader.layout(), sentences, problems);
    }
}
