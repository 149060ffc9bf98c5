package dev.fastener;

import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Matrix;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.List;

/** Taggers small enough to follow by hand. */
public final class Models {
    private Models() {}

    /** Vocabulary of a pad, the unknown and {@code entries}. */
    public static Vocabulary vocabulary(String... entries) {
        List<String> all = new ArrayList<>(List.of("", ""));
        all.addAll(List.of(entries));
        return new Vocabulary(all, 0, 1);
    }

    public static Feature feature(String name, FeatureUnit unit, Vocabulary vocabulary) {
        return new Feature(name, unit, vocabulary, new Matrix(vocabulary.size(), 1, new float[vocabulary.size()]));
    }

    public static TaggerModel model(TextRules rules, List<Feature> features, List<String> labels, TagScheme scheme) {
        int tags = labels.size();
        int inputs = features.size();
        return new TaggerModel(
                features,
                FeatureJoin.CONCAT,
                List.of(new Dense(
                        new Matrix(inputs, tags, new float[inputs * tags]), new float[tags], Activation.LINEAR)),
                new Head(
                        Head.Decoding.VITERBI,
                        new Transitions(
                                new Matrix(tags, tags, new float[tags * tags]), new float[tags], new float[tags]),
                        false,
                        true),
                new TagSet(labels, TagFormat.of(scheme)),
                rules,
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }

    /**
     * Tags each run of upper-case letters as an ORG, of digits as a LOC, white space inside them or not; BIO. A letter scores
     * alike for begin and inside, and a transition prefers inside where it is legal.
     */
    public static TaggerModel letters(int maxLength) {
        Vocabulary vocabulary = vocabulary("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".split(""));
        float[] kinds = new float[vocabulary.size() * 3];
        for (int id = 1; id < vocabulary.size(); id++) {
            kinds[id * 3 + (id == vocabulary.unknownId() ? 0 : id < 28 ? 1 : 2)] = 1;
        }
        float[] kernel = {60, 0, 0, 0, 0, /**/ 0, 60, 60, 0, 0, /**/ 0, 0, 0, 60, 60};
        float[] moves = new float[25];
        for (int from = 1; from < 5; from++) {
            moves[from * 5 + (from < 3 ? 2 : 4)] = 4;
        }
        return new TaggerModel(
                List.of(new Feature("input", FeatureUnit.CHARACTER, vocabulary, new Matrix(38, 3, kinds))),
                FeatureJoin.CONCAT,
                List.of(new Dense(new Matrix(3, 5, kernel), new float[5], Activation.LINEAR)),
                new Head(
                        Head.Decoding.VITERBI,
                        new Transitions(new Matrix(5, 5, moves), new float[5], new float[5]),
                        false,
                        true),
                new TagSet(List.of("O", "B-ORG", "I-ORG", "B-LOC", "I-LOC"), TagFormat.of(TagScheme.BIO)),
                TextRules.trained(TextRules.Unit.CHARACTER, maxLength),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }
}
