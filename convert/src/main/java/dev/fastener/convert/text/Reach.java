package dev.fastener.convert.text;

import dev.fastener.convert.Cut;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Matrix;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.LongTexts;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Which entries of a vocabulary a text can reach: those that are one step with their own id where they are a text by themselves.
 *
 * @param reachable how many can be reached
 * @param unreachable those that can't, in their order
 */
record Reach(int reachable, List<String> unreachable) {
    Reach {
        unreachable = List.copyOf(unreachable);
    }

    static Reach of(Vocabulary vocabulary, Cut cut, boolean digitsToZero) {
        List<String> entries =
                vocabulary.entries().stream().filter(entry -> !entry.isEmpty()).toList();
        EncodedTexts encoded = new Encoder(model(vocabulary, cut, digitsToZero)).encode(entries);
        int[] steps = new int[entries.size()];
        int[] last = new int[entries.size()];
        for (int s = 0; s < encoded.batch().sequences(); s++) {
            int text = encoded.texts()[s];
            steps[text] += encoded.batch().length(s);
            last[text] = encoded.batch().ids()[0][encoded.batch().offsets()[s + 1] - 1];
        }
        List<String> unreachable = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            boolean isReached =
                    steps[i] == 1 && vocabulary.entries().get(last[i]).equals(entries.get(i));
            if (!isReached) {
                unreachable.add(entries.get(i));
            }
        }
        return new Reach(entries.size() - unreachable.size(), unreachable);
    }

    /** A tagger with nothing but that vocabulary; its pad is an id more, so that all entries stay. */
    static TaggerModel model(Vocabulary vocabulary, Cut cut, boolean digitsToZero) {
        Feature feature = new Feature(
                        "input",
                        cut.isOfWords() ? FeatureUnit.WORD : FeatureUnit.CHARACTER,
                        new Vocabulary(vocabulary.entries(), Vocabulary.NO_PAD, vocabulary.unknownId()),
                        new Matrix(vocabulary.size(), 1, new float[vocabulary.size()]))
                .withPadOfItsOwn();
        return new TaggerModel(
                List.of(feature),
                FeatureJoin.CONCAT,
                List.of(new Dense(new Matrix(1, 1, new float[1]), new float[1], Activation.LINEAR)),
                new Head(Head.Decoding.ARGMAX, null, false, false),
                new TagSet(List.of("O"), TagFormat.of(TagScheme.BIO)),
                new TextRules(
                        cut.segmentation(),
                        cut.lowercase(),
                        digitsToZero,
                        false,
                        new PaddingRule.None(),
                        Side.POST,
                        Side.POST,
                        0,
                        LongTexts.SPLIT),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }
}
