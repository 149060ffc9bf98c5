package dev.fastener.convert.certificate;

import dev.fastener.text.LabelledSentence;
import java.util.List;

/**
 * Labelled sentences that a conversion is tried on.
 *
 * @param name of their file
 */
public record DevCorpus(String name, List<LabelledSentence> sentences) {
    public DevCorpus {
        sentences = List.copyOf(sentences);
    }

    /** Share of the tokens that are outside of entities. */
    double outside() {
        long inside = sentences.stream()
                .flatMap(sentence -> sentence.entities().stream())
                .mapToLong(span -> span.end() - span.start())
                .sum();
        long tokens = sentences.stream().mapToLong(LabelledSentence::length).sum();
        return 1 - (double) inside / Math.max(1, tokens);
    }

    /** Tokens of the longest sentence. */
    public int longest() {
        return sentences.stream().mapToInt(LabelledSentence::length).max().orElse(0);
    }
}
