package dev.fastener.app.bench;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** In what order sentences come, which decides how much of a padded batch is padding. */
public enum Order {
    /** As they stand in the corpus. */
    CORPUS,
    /** The longest first: nearly no padding. */
    SORTED,
    /** The corpus' tokens in sentences of one length: no padding at all. Their entities are not the corpus'. */
    FULL;

    /** @param fullLength tokens of a sentence in full order */
    public List<LabelledSentence> arrange(BenchCorpus corpus, int fullLength) {
        return switch (this) {
            case CORPUS -> corpus.sentences();
            case SORTED ->
                corpus.sentences().stream()
                        .sorted(Comparator.comparingInt(LabelledSentence::length)
                                .reversed())
                        .toList();
            case FULL -> full(corpus, fullLength);
        };
    }

    /** As many sentences as the corpus has, its tokens one after another and again from the first. */
    private static List<LabelledSentence> full(BenchCorpus corpus, int length) {
        List<String> tokens = new ArrayList<>();
        corpus.sentences().forEach(sentence -> tokens.addAll(sentence.tokens()));
        String between =
                corpus.unit() == TextRules.Unit.CHARACTER || corpus.unit() == TextRules.Unit.CODE_POINT ? "" : " ";
        List<LabelledSentence> sentences = new ArrayList<>();
        int next = 0;
        for (int s = 0; s < corpus.sentences().size(); s++) {
            StringBuilder text = new StringBuilder();
            int[] starts = new int[length];
            int[] ends = new int[length];
            for (int i = 0; i < length; i++) {
                text.append(i == 0 ? "" : between);
                starts[i] = text.length();
                text.append(tokens.get(next));
                ends[i] = text.length();
                next = (next + 1) % tokens.size();
            }
            List<EntitySpan> none = List.of();
            sentences.add(new LabelledSentence(text.toString(), starts, ends, none, s + 1));
        }
        return sentences;
    }
}
