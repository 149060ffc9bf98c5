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

    /** Tokens of the longest sentence. */
    public int longest() {
        return sentences.stream().mapToInt(LabelledSentence::length).max().orElse(0);
    }
}
