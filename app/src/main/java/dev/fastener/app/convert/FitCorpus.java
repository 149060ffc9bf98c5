package dev.fastener.app.convert;

import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.CorpusHash;
import dev.fastener.train.FittedTransitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Transitions that are learned from a corpus, because the model's file lacks them.
 *
 * @param fact what a certificate says of them
 */
record FitCorpus(FittedTransitions fitted, Fact fact) {
    static FitCorpus of(Path file, TaggerModel network) throws IOException {
        List<LabelledSentence> sentences =
                LabelledFile.read(file, network.text().unit());
        FittedTransitions fitted;
        try {
            fitted = FittedTransitions.fit(network, sentences);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
        }
        String value = String.format(
                Locale.ROOT,
                "fitted to %s (sha256 %s), the network frozen: loss of its %,d sentences from %.3f to %.3f",
                file.getFileName(),
                CorpusHash.sha256(sentences),
                fitted.sentences(),
                fitted.lossBefore(),
                fitted.lossAfter());
        return new FitCorpus(fitted, new Fact("transitions", value, Origin.GIVEN));
    }
}
