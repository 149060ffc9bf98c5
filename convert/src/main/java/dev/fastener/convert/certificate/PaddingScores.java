package dev.fastener.convert.certificate;

import dev.fastener.Tagger;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Scores a corpus under several rules of padding. */
public final class PaddingScores {
    /** Sentences that are tagged in one call. */
    private static final int BATCH = 1024;

    private PaddingScores() {}

    /**
     * The score of each model.
     *
     * @param models by their rules in words, the model's own first
     */
    public static List<PaddingScore> of(Map<String, TaggerModel> models, List<LabelledSentence> sentences) {
        List<PaddingScore> scores = new ArrayList<>();
        List<List<EntitySpan>> own = List.of();
        for (Map.Entry<String, TaggerModel> model : models.entrySet()) {
            List<List<EntitySpan>> found = tag(model.getValue(), sentences);
            own = own.isEmpty() ? found : own;
            Evaluation evaluation = new Evaluation();
            int alike = 0;
            for (int i = 0; i < found.size(); i++) {
                evaluation.add(sentences.get(i).entities(), found.get(i));
                alike += found.get(i).equals(own.get(i)) ? 1 : 0;
            }
            scores.add(new PaddingScore(model.getKey(), evaluation.scores().micro(), alike));
        }
        return scores;
    }

    private static List<List<EntitySpan>> tag(TaggerModel model, List<LabelledSentence> sentences) {
        List<List<EntitySpan>> found = new ArrayList<>(sentences.size());
        try (Tagger tagger = Tagger.of(model, Engines.fastest(model, EngineOptions.forBulk()))) {
            for (int from = 0; from < sentences.size(); from += BATCH) {
                found.addAll(tagger.tagTokens(sentences.subList(from, Math.min(sentences.size(), from + BATCH))));
            }
        }
        return found;
    }
}
