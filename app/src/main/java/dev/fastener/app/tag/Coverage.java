package dev.fastener.app.tag;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How many of a corpus' first tokens a model knows: where it is few, the two were cut or written differently. */
final class Coverage {
    /** Sentences looked at. */
    private static final int SAMPLE = 256;

    private final TaggerModel model;
    private final List<LabelledSentence> sample = new ArrayList<>();

    Coverage(TaggerModel model) {
        this.model = model;
    }

    void add(LabelledSentence sentence) {
        if (sample.size() < SAMPLE) {
            sample.add(sentence);
        }
    }

    /** What to say where the model knows less than half of the tokens. */
    Optional<String> warning() {
        int tokens = sample.stream().mapToInt(LabelledSentence::length).sum();
        EncodedBatch batch = new Encoder(model).encodeTokens(sample).batch();
        int unknown = model.features().get(0).vocabulary().unknownId();
        int known = 0;
        for (int step = 0; step < batch.steps(); step++) {
            known += batch.ids()[0][step] == unknown ? 0 : 1;
        }
        if (2L * known >= tokens) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "the model doesn't know %.0f %% of the corpus' tokens (\"%s\" is its first): were both cut into tokens in the same"
                        + " way, with the same --strip-segmentation and --encoding?",
                100.0 * (tokens - known) / tokens,
                firstToken()));
    }

    private String firstToken() {
        return sample.stream()
                .filter(sentence -> sentence.length() > 0)
                .map(sentence -> sentence.text().substring(sentence.starts()[0], sentence.ends()[0]))
                .findFirst()
                .orElse("");
    }
}
