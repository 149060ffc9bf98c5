package dev.fastener;

import java.util.List;

/**
 * The entities of one text and how sure the model is of the whole.
 *
 * @param entities in ascending order, not overlapping
 * @param confidence geometric mean over the steps of the probability of the tags, 0 to 1: the length-normalised confidence
 *     that picks what to label next (Shen et al. 2017, "Deep Active Learning for Named Entity Recognition"); 1 for a text
 *     without steps; NaN unless {@link TaggerOptions#confidences()} asks for it
 */
public record TaggedText(List<Entity> entities, double confidence) {
    public TaggedText {
        entities = List.copyOf(entities);
    }
}
