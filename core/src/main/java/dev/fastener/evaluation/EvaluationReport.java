package dev.fastener.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * All figures of one evaluation, sentence by sentence: strict F1, and what conlleval says about the same entities written in
 * BIO. Not thread-safe.
 */
public final class EvaluationReport {
    private static final TagFormat BIO = TagFormat.of(TagScheme.BIO);

    private final Evaluation evaluation = new Evaluation();
    private final Conlleval conlleval = new Conlleval();
    private long sentences;
    private Counts text = Counts.NONE;
    private long sentencesCutOtherwise;

    /** Adds one sentence of {@code tokens} tokens. */
    public void add(int tokens, List<EntitySpan> gold, List<EntitySpan> predicted) {
        add(gold, predicted, BIO.labels(tokens, gold), BIO.labels(tokens, predicted));
    }

    /** Adds one sentence whose labels are known as they were written; conlleval sees those. */
    public void add(
            List<EntitySpan> gold, List<EntitySpan> predicted, List<String> goldLabels, List<String> predictedLabels) {
        evaluation.add(gold, predicted);
        conlleval.add(goldLabels, predictedLabels);
        sentences++;
    }

    /**
     * Adds one sentence once more, as the text that a tagger gets: entities count where the same chars are of the same type.
     *
     * @param gold in chars of the text
     * @param predicted likewise
     * @param cutOtherwise whether the text is cut into other steps than the tokens of the corpus
     */
    public void addText(List<EntitySpan> gold, List<EntitySpan> predicted, boolean cutOtherwise) {
        text = text.plus(Evaluation.of(gold, predicted));
        sentencesCutOtherwise += cutOtherwise ? 1 : 0;
    }

    /** Figures of the sentences as texts. */
    public Counts onText() {
        return text;
    }

    /** Sentences whose text is cut into other steps than their tokens; 0 too where no text was added. */
    public long sentencesCutOtherwise() {
        return sentencesCutOtherwise;
    }

    public EntityScores strict() {
        return evaluation.scores();
    }

    public Conlleval conlleval() {
        return conlleval;
    }

    public long sentences() {
        return sentences;
    }

    /** Writes the figures as one JSON object; shares are 0 to 1, conlleval's too. The stream stays open. */
    public void writeJson(OutputStream out) throws IOException {
        EntityScores strict = strict();
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("sentences", sentences);
            json.writeNumberField("tokens", conlleval.tokens());
            json.writeObjectFieldStart("micro");
            writeShares(json, strict.micro());
            json.writeNumberField("support", strict.micro().gold());
            json.writeEndObject();
            json.writeObjectFieldStart("macro");
            json.writeNumberField("f1", strict.macroF1());
            json.writeEndObject();
            json.writeObjectFieldStart("byType");
            for (Map.Entry<String, Counts> type : strict.byType().entrySet()) {
                json.writeObjectFieldStart(type.getKey());
                writeShares(json, type.getValue());
                json.writeNumberField("support", type.getValue().gold());
                json.writeEndObject();
            }
            json.writeEndObject();
            if (sentencesCutOtherwise > 0) {
                json.writeObjectFieldStart("onText");
                writeShares(json, text);
                json.writeNumberField("sentencesCutOtherwise", sentencesCutOtherwise);
                json.writeEndObject();
            }
            json.writeObjectFieldStart("conlleval");
            json.writeNumberField("accuracy", conlleval.accuracy());
            writeShares(json, conlleval.scores().micro());
            json.writeEndObject();
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void writeShares(JsonGenerator json, Counts counts) throws IOException {
        json.writeNumberField("precision", counts.precision());
        json.writeNumberField("recall", counts.recall());
        json.writeNumberField("f1", counts.f1());
    }
}
