package dev.fastener.train;

import dev.fastener.model.FeatureUnit;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.VocabularyBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * All of a model but its weights, found out from the training sentences. The labels are those that the scheme has for each
 * type, not only those that occur: so every entity of a type can be tagged whatever its length.
 *
 * @param inputs the features
 * @param labels "O" first, then by type in alphabetical order
 */
record ModelShell(List<Input> inputs, List<String> labels, TagFormat tagFormat, TextRules text) {
    /**
     * One feature.
     *
     * @param isRare by id: whether training has it once, so that it may be read as unknown
     */
    record Input(String name, FeatureUnit unit, Vocabulary vocabulary, boolean[] isRare) {}

    static ModelShell of(TrainingData data, TrainOptions options) {
        List<String> types = data.train().stream()
                .flatMap(sentence -> sentence.entities().stream())
                .map(EntitySpan::type)
                .distinct()
                .sorted()
                .toList();
        FeatureUnit unit = data.unit() == TextRules.Unit.WORD ? FeatureUnit.WORD : FeatureUnit.CHARACTER;
        VocabularyBuilder tokens = new VocabularyBuilder();
        VocabularyBuilder bigrams = new VocabularyBuilder();
        boolean hasBigrams = options.architecture().bigramDimension() > 0;
        for (LabelledSentence sentence : data.train()) {
            tokens.addTokens(sentence);
            if (hasBigrams) {
                bigrams.addBigrams(sentence);
            }
        }
        List<Input> inputs = new ArrayList<>();
        inputs.add(input("input", unit, tokens, options.minCount()));
        if (hasBigrams) {
            inputs.add(input("input_bigram", FeatureUnit.BIGRAM, bigrams, options.minBigramCount()));
        }
        return new ModelShell(
                inputs,
                data.tagFormat().labelsOf(types),
                data.tagFormat(),
                TextRules.trained(data.unit(), options.maxLength()));
    }

    private static Input input(String name, FeatureUnit unit, VocabularyBuilder counted, int minCount) {
        Vocabulary vocabulary = counted.build(minCount);
        boolean[] isRare = new boolean[vocabulary.size()];
        for (int id = VocabularyBuilder.UNKNOWN + 1; id < isRare.length; id++) {
            isRare[id] = counted.count(vocabulary.entries().get(id)) == 1;
        }
        return new Input(name, unit, vocabulary, isRare);
    }
}
