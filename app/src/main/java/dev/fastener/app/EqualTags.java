package dev.fastener.app;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.LabelledSentence;
import java.util.List;

/** How many tokens two taggers give the same tag, whatever their own tags are: both are read as BIO. */
public final class EqualTags {
    private static final TagFormat BIO = TagFormat.of(TagScheme.BIO);

    private EqualTags() {}

    /**
     * The share of all tokens, 0 to 1; 1 where there are none.
     *
     * @param one what the one found in each sentence
     * @param other what the other found
     */
    public static double share(
            List<LabelledSentence> sentences, List<List<EntitySpan>> one, List<List<EntitySpan>> other) {
        long tokens = 0;
        long equal = 0;
        for (int s = 0; s < sentences.size(); s++) {
            List<String> before = BIO.labels(sentences.get(s).length(), one.get(s));
            List<String> after = BIO.labels(sentences.get(s).length(), other.get(s));
            for (int t = 0; t < before.size(); t++) {
                equal += before.get(t).equals(after.get(t)) ? 1 : 0;
            }
            tokens += before.size();
        }
        return tokens == 0 ? 1 : (double) equal / tokens;
    }
}
