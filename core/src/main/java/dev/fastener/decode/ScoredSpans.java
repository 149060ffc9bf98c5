package dev.fastener.decode;

import dev.fastener.scheme.EntitySpan;
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
    static ScoredSpans withoutScores(List<EntitySpan> spans) {
        return new ScoredSpans(spans, new double[0], Double.NaN);
    }
}
