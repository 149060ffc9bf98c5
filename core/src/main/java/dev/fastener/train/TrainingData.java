package dev.fastener.train;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.TagFormat;
import dev.fastener.text.LabelledSentence;
import java.util.List;

/**
 * The sentences of a training.
 *
 * @param corpus name of the corpus, for the model's provenance
 * @param train sentences to learn from
 * @param dev sentences to choose the best epoch by
 * @param tagFormat scheme and notation of the model's tags
 * @param unit what a token is
 */
public record TrainingData(
        String corpus,
        List<LabelledSentence> train,
        List<LabelledSentence> dev,
        TagFormat tagFormat,
        TextRules.Unit unit) {
    public TrainingData {
        train = List.copyOf(train);
        dev = List.copyOf(dev);
        Require.that(train.stream().anyMatch(s -> s.length() > 0), "training sentences", "at least one", "none");
        Require.that(dev.stream().anyMatch(s -> s.length() > 0), "dev sentences", "at least one", "none");
        Require.that(
                train.stream().anyMatch(s -> !s.entities().isEmpty()),
                "training sentences",
                "at least one entity in them",
                "none");
    }
}
