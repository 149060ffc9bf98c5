package dev.fastener.app.train;

import dev.fastener.Tagger;
import dev.fastener.app.tag.JoinedTexts;
import dev.fastener.app.tag.ScoreTable;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.EvaluationReport;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.Corpus;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.EpochResult;
import dev.fastener.train.TrainResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said at the end of a training: F1 by type, what it rests on, and what to do next. */
public final class Conclusion {
    /** Fewer entities than this make an F1 that a handful of them can turn. */
    private static final int FEW = 30;

    private static final int BATCH = 512;

    private Conclusion() {}

    static void print(TrainResult result, Sentences sentences, Path out, int threads) {
        int best = result.history().stream()
                .filter(EpochResult::best)
                .mapToInt(EpochResult::epoch)
                .max()
                .orElse(0);
        System.out.println(
                best == 0
                        ? out + ": stopped before the first epoch ended"
                        : out + ": the model of epoch " + best + " of "
                                + result.history().size());
        TaggerModel model = result.model();
        try (Tagger tagger =
                Tagger.of(model, Engines.fastest(model, EngineOptions.forBulk().withThreads(threads)))) {
            JoinedTexts texts = new JoinedTexts(tagger, model);
            print(sentences.dev(), evaluate(tagger, sentences.data().dev(), texts));
            Corpus test = sentences.test();
            if (test != null) {
                print(test.path().toString(), evaluate(tagger, test.sentences(), texts));
            }
        }
        System.out.printf(
                "%nNext:%n"
                        + "  %1$s eval --model %2$s --corpus TEST --errors errors.html    what it gets wrong%n"
                        + "  %1$s tag --model %2$s < TEXT                                 entities of new text%n"
                        + "  %1$s tag --model %2$s --least-confident 20 < TEXT            what to label next%n",
                System.getProperty("fastener.command", "fastener"), out);
    }

    private static void print(String name, EvaluationReport report) {
        System.out.printf("%n%s%n%s", name, ScoreTable.of(report));
        for (Map.Entry<String, Counts> type : report.strict().byType().entrySet()) {
            long gold = type.getValue().gold();
            if (gold < FEW) {
                System.out.printf(
                        Locale.ROOT,
                        "F1 of %s rests on %d %s%n",
                        type.getKey(),
                        gold,
                        gold == 1 ? "entity" : "entities");
            }
        }
    }

    /** Scores {@code tagger} on the sentences. */
    public static EvaluationReport evaluate(Tagger tagger, List<LabelledSentence> sentences) {
        return evaluate(tagger, sentences, null);
    }

    private static EvaluationReport evaluate(
            Tagger tagger, List<LabelledSentence> sentences, @Nullable JoinedTexts texts) {
        EvaluationReport report = new EvaluationReport();
        for (int from = 0; from < sentences.size(); from += BATCH) {
            List<LabelledSentence> batch = sentences.subList(from, Math.min(from + BATCH, sentences.size()));
            List<List<EntitySpan>> tagged = tagger.tagTokens(batch);
            if (texts != null) {
                texts.add(batch, tagged, report);
            }
            for (int i = 0; i < batch.size(); i++) {
                report.add(batch.get(i).length(), batch.get(i).entities(), tagged.get(i));
            }
        }
        return report;
    }
}
