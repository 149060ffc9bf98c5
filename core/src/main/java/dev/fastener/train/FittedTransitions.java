package dev.fastener.train;

import dev.fastener.model.Matrix;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import dev.fastener.text.LabelledSentence;
import java.util.Arrays;
import java.util.List;

/**
 * Transitions, start and end scores of a CRF above a network that stays as it is. The emissions are computed once; what is
 * left is a convex problem, and its only minimum is found: no seed, no learning rate, the same result each time.
 *
 * @param sentences that were learned from
 * @param lossBefore mean over the sentences of the negative log-likelihood without transitions
 * @param lossAfter the same with them
 */
public record FittedTransitions(Transitions transitions, int sentences, double lossBefore, double lossAfter) {
    /**
     * Fits them.
     *
     * @param model whose head is not looked at; its last layer gives logits
     * @throws IllegalArgumentException where an entity needs a tag that the model lacks, or no sentence has a step
     */
    public static FittedTransitions fit(TaggerModel model, List<LabelledSentence> sentences) {
        int tags = model.tags().size();
        TransitionObjective objective = TransitionObjective.of(model, sentences);
        double[] none = new double[(tags + 2) * tags];
        double[] fitted = Lbfgs.minimise(objective, none);
        float[] scores = new float[fitted.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) fitted[i];
        }
        int square = tags * tags;
        Transitions transitions = new Transitions(
                new Matrix(tags, tags, Arrays.copyOf(scores, square)),
                Arrays.copyOfRange(scores, square, square + tags),
                Arrays.copyOfRange(scores, square + tags, square + 2 * tags));
        return new FittedTransitions(
                transitions, objective.sentences(), objective.meanLoss(none), objective.meanLoss(fitted));
    }
}
