package dev.fastener.decode;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.vocab.EncodedTexts;
import java.util.List;

/**
 * The entities of one sequence and how sure the model is of them. The array is shared, not copied.
 *
 * @param spans in steps of the sequence, ascending
 * @param probabilities [spans], that the tags over the span are exactly those and the entity is not longer; empty where not asked for
 * @param logPathProbability natural logarithm of the probability that all tags are exactly those; 0 for no steps, NaN where
 *     not asked for
 */
public record ScoredSpans(List<EntitySpan> spans, double[] probabilities, double logPathProbability) {
    /**
     * Entity {@code i} in what the sequence was made from: UTF-16 units of a text, tokens of a tokenised one.
     *
     * @param sequence number of this sequence in {@code texts}
     */
    public EntitySpan inSource(EncodedTexts texts, int sequence, int i) {
        EntitySpan span = spans.get(i);
        int first = texts.batch().offsets()[sequence];
        return new EntitySpan(texts.starts()[first + span.start()], texts.ends()[first + span.end() - 1], span.type());
    }

    static ScoredSpans withoutScores(List<EntitySpan> spans) {
        return new ScoredSpans(spans, new double[0], Double.NaN);
    }
}
