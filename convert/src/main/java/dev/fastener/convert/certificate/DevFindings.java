package dev.fastener.convert.certificate;

import dev.fastener.convert.Reference;
import dev.fastener.engine.Engine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.vocab.Encoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a labelled corpus shows of a converted model.
 *
 * @param corpus name of its file
 * @param sentences all of them
 * @param comparisons of the written file with the source over some of them, one for each engine
 * @param scores over all of them, under the model's own rule of padding first
 */
public record DevFindings(String corpus, int sentences, List<Comparison> comparisons, List<PaddingScore> scores) {
    public DevFindings {
        comparisons = List.copyOf(comparisons);
        scores = List.copyOf(scores);
    }

    /**
     * Tries a model.
     *
     * @param reference the source's; null to compare with the model itself, in double precision
     * @param engines that run the file as it was written
     * @param rules models by their rules of padding in words, {@code model} first
     */
    public static DevFindings of(
            DevCorpus corpus,
            TaggerModel model,
            @Nullable Reference reference,
            List<Engine> engines,
            Map<String, TaggerModel> rules) {
        EncodedBatch encoded =
                new Encoder(model).encodeTokens(corpus.sentences()).batch();
        Recording rows = DevRows.of(model, encoded, reference);
        return new DevFindings(
                corpus.name(),
                corpus.sentences().size(),
                Certifier.compare(model, rows, engines),
                PaddingScores.of(rules, corpus.sentences()));
    }
}
