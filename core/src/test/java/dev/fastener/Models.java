package dev.fastener;

import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Matrix;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagScores;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.List;

/** Taggers small enough to follow by hand: the emissions of a step are a row that its character chooses. */
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

    /** Tags upper-case letters as one ORG, digits as one LOC, all else as outside; BIO. */
    public static TaggerModel letters(int maxLength) {
        String[] entries = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".split("");
        return model(
                TextRules.trained(TextRules.Unit.CHARACTER, maxLength),
                List.of(feature("input", FeatureUnit.CHARACTER, vocabulary(entries))),
                List.of("O", "B-ORG", "I-ORG", "B-LOC", "I-LOC"),
                TagScheme.BIO);
    }

    /** Runs {@link #letters}: a step favours both tags of its type, and inside where the step before is of its type. */
    public static Engine lettersEngine() {
        return new Engine() {
            @Override
            public String name() {
                return "letters";
            }

            @Override
            public Workspace newWorkspace() {
                return () -> {};
            }

            @Override
            public TagScores score(EncodedBatch batch, Workspace workspace) {
                float[] values = new float[batch.steps() * 5];
                for (int s = 0; s < batch.sequences(); s++) {
                    int before = 0;
                    for (int step = batch.offsets()[s]; step < batch.offsets()[s + 1]; step++) {
                        int id = batch.ids()[0][step];
                        int type = id < 2 ? 0 : id < 28 ? 1 : 2;
                        values[step * 5 + (type == 0 ? 0 : type == before ? 2 * type : 2 * type - 1)] = 6;
                        before = type;
                    }
                }
                return new TagScores(5, batch.offsets(), new int[batch.sequences()], values);
            }

            @Override
            public void close() {}
        };
    }
}
