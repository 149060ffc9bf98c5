package dev.fastener.app.tag;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.evaluation.EvaluationReport;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import dev.fastener.text.Segmenter;
import dev.fastener.text.Steps;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sentences of tokens scored once more as texts: what {@code tag} gets, and may cut otherwise. A sentence that it cuts into the
 * very tokens isn't tagged again. Not thread-safe.
 */
public final class JoinedTexts {
    private final Tagger tagger;
    private final Segmenter segmenter;
    private final Steps steps = new Steps();

    public JoinedTexts(Tagger tagger, TaggerModel model) {
        this.tagger = tagger;
        this.segmenter = new Encoder(model).segmenter();
    }

    /**
     * Adds sentences to a report.
     *
     * @param tagged entities found in the tokens of each
     */
    public void add(List<LabelledSentence> sentences, List<List<EntitySpan>> tagged, EvaluationReport report) {
        List<LabelledSentence> others = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            LabelledSentence sentence = sentences.get(i);
            if (isCutOtherwise(sentence)) {
                others.add(sentence);
            } else {
                report.addText(inText(sentence, sentence.entities()), inText(sentence, tagged.get(i)), false);
            }
        }
        List<List<Entity>> found =
                tagger.tagAll(others.stream().map(LabelledSentence::text).toList());
        for (int i = 0; i < others.size(); i++) {
            List<EntitySpan> entities = found.get(i).stream()
                    .map(entity -> new EntitySpan(entity.start(), entity.end(), entity.type()))
                    .toList();
            report.addText(inText(others.get(i), others.get(i).entities()), entities, true);
        }
    }

    private boolean isCutOtherwise(LabelledSentence sentence) {
        segmenter.segment(sentence.text(), steps);
        return !Arrays.equals(steps.starts(), sentence.starts()) || !Arrays.equals(steps.ends(), sentence.ends());
    }

    private static List<EntitySpan> inText(LabelledSentence sentence, List<EntitySpan> entities) {
        return entities.stream()
                .map(span ->
                        new EntitySpan(sentence.starts()[span.start()], sentence.ends()[span.end() - 1], span.type()))
                .toList();
    }
}
