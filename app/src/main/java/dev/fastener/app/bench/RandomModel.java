package dev.fastener.app.bench;

import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Transitions;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.Architecture;
import dev.fastener.train.TrainOptions;
import dev.fastener.vocab.VocabularyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A tagger that nobody trained: its speed is that of a trained one of its shape, its tags mean nothing. Recurrent weights are
 * spread as PyTorch's are before training, the others so that activations are of the size that trained models have.
 */
public final class RandomModel {
    private static final float EMBEDDING = 0.5f;
    private static final float TRANSITION = 0.5f;

    private final SplittableRandom random;

    private RandomModel(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The same seed, architecture and corpus give the same model. */
    public static TaggerModel of(Architecture architecture, BenchCorpus corpus, long seed) {
        return new RandomModel(seed).model(architecture, corpus);
    }

    private TaggerModel model(Architecture architecture, BenchCorpus corpus) {
        VocabularyBuilder tokens = new VocabularyBuilder();
        VocabularyBuilder bigrams = new VocabularyBuilder();
        for (LabelledSentence sentence : corpus.sentences()) {
            tokens.addTokens(sentence);
            bigrams.addBigrams(sentence);
        }
        FeatureUnit unit = corpus.unit().isWord() ? FeatureUnit.WORD : FeatureUnit.CHARACTER;
        List<Feature> features = new ArrayList<>();
        features.add(feature("input", unit, tokens, architecture.embeddingDimension()));
        if (architecture.bigramDimension() > 0) {
            features.add(feature("input_bigram", FeatureUnit.BIGRAM, bigrams, architecture.bigramDimension()));
        }
        List<String> labels = corpus.tagFormat()
                .labelsOf(corpus.sentences().stream()
                        .flatMap(sentence -> sentence.entities().stream())
                        .map(EntitySpan::type)
                        .distinct()
                        .sorted()
                        .toList());
        int tags = labels.size();
        List<Layer> body = new ArrayList<>();
        int size = architecture.embeddingDimension() + architecture.bigramDimension();
        for (int layer = 0; layer < architecture.layers(); layer++) {
            body.add(recurrent(architecture, size));
            size = 2 * architecture.hiddenSize();
        }
        float spread = (float) Math.sqrt(6.0 / (size + tags));
        body.add(new Dense(matrix(size, tags, spread), new float[tags], Activation.LINEAR));
        Transitions transitions =
                new Transitions(matrix(tags, tags, TRANSITION), vector(tags, TRANSITION), vector(tags, TRANSITION));
        return new TaggerModel(
                features,
                FeatureJoin.CONCAT,
                body,
                new Head(Head.Decoding.VITERBI, transitions, false, true),
                new TagSet(labels, corpus.tagFormat()),
                TextRules.trained(corpus.unit(), 0),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }

    private Feature feature(String name, FeatureUnit unit, VocabularyBuilder counted, int dimension) {
        var vocabulary = counted.build(
                unit == FeatureUnit.BIGRAM ? TrainOptions.defaults().minBigramCount() : 1);
        return new Feature(name, unit, vocabulary, matrix(vocabulary.size(), dimension, EMBEDDING));
    }

    private Recurrent recurrent(Architecture architecture, int inputs) {
        return new Recurrent(
                architecture.cell(),
                direction(architecture, inputs),
                direction(architecture, inputs),
                Merge.CONCAT,
                Activation.TANH,
                Activation.SIGMOID);
    }

    private RecurrentWeights direction(Architecture architecture, int inputs) {
        int hidden = architecture.hiddenSize();
        int rows = architecture.cell().gates() * hidden;
        float spread = (float) (1 / Math.sqrt(hidden));
        return new RecurrentWeights(
                matrix(rows, inputs, spread),
                matrix(rows, hidden, spread),
                vector(rows, spread),
                vector(rows, spread),
                new float[0]);
    }

    private Matrix matrix(int rows, int columns, float spread) {
        return new Matrix(rows, columns, vector(Math.multiplyExact(rows, columns), spread));
    }

    /** Uniform between -spread and spread. */
    private float[] vector(int size, float spread) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (spread * (2 * random.nextDouble() - 1));
        }
        return values;
    }
}
