package dev.fastener.train;

import dev.fastener.model.TagSet;
import dev.fastener.model.TextRules;
import dev.fastener.text.LabelledSentence;
import java.util.List;

/**
 * What a student learns from beside the gold tags (Hinton et al. 2015). The loss of a sentence is (1 - weight) times the
 * negative log-likelihood of its gold tags plus weight times {@link dev.fastener.crf.DistillationLoss}; an unlabelled sentence
 * has the second part alone.
 *
 * @param tags the teacher's, which become the student's
 * @param text the teacher's rules, of which the student takes the unit and what is done to text before it is looked up
 * @param unlabelled sentences without gold tags, learned from in addition
 * @param marginals of each training sentence, then of each unlabelled one, the teacher's probabilities [tokens, tags]; zeros
 *     at tokens that the teacher doesn't read
 * @param weight of the teacher, 0 (gold alone) to 1 (the teacher alone)
 */
public record Teaching(
        TagSet tags, TextRules text, List<LabelledSentence> unlabelled, List<float[]> marginals, float weight) {
    public Teaching {
        unlabelled = List.copyOf(unlabelled);
        marginals = List.copyOf(marginals);
        Require.that(weight >= 0 && weight <= 1, "weight of the teacher", "0 to 1", weight);
    }
}
