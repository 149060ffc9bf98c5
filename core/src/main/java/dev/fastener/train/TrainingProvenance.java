package dev.fastener.train;

import dev.fastener.model.Provenance;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a trained model says about where it comes from. */
final class TrainingProvenance {
    private TrainingProvenance() {}

    static Provenance of(
            TrainingData data, @Nullable Teaching teaching, TrainOptions options, List<EpochResult> history) {
        Map<String, Double> scores = new HashMap<>();
        history.stream().max(Comparator.comparingDouble(EpochResult::devF1)).ifPresent(best -> {
            scores.put("dev.precision", best.devPrecision());
            scores.put("dev.recall", best.devRecall());
            scores.put("dev.f1", best.devF1());
            scores.put("dev.epoch", (double) best.epoch());
        });
        Map<String, String> settings = settings(options);
        if (options.budget() != null) {
            settings.put("budget", options.budget().toString());
        }
        if (teaching != null) {
            settings.put("teacherWeight", Float.toString(teaching.weight()));
            settings.put(
                    "unlabelledSentences",
                    Integer.toString(teaching.unlabelled().size()));
        }
        return new Provenance(
                data.corpus(),
                CorpusHash.sha256(data.train()),
                "",
                settings,
                scores,
                Map.of("java", Runtime.version().toString()));
    }

    /** All options that sway the weights, by name, but the budget: a training may be resumed with another one. */
    static Map<String, String> settings(TrainOptions options) {
        Map<String, String> settings = new HashMap<>();
        settings.put("architecture", options.architecture().toString());
        settings.put("regularisation", options.regularisation().toString());
        settings.put("optimisation", options.optimisation().toString());
        settings.put("batchSize", Integer.toString(options.batchSize()));
        settings.put("epochs", Integer.toString(options.epochs()));
        settings.put("patience", Integer.toString(options.patience()));
        settings.put("maxLength", Integer.toString(options.maxLength()));
        settings.put("minCount", Integer.toString(options.minCount()));
        settings.put("minBigramCount", Integer.toString(options.minBigramCount()));
        settings.put("seed", Long.toString(options.seed()));
        settings.put(
                "embeddings",
                options.embeddings() == null
                        ? ""
                        : String.valueOf(options.embeddings().getFileName()));
        return settings;
    }
}
