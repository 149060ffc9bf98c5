package dev.fastener.train;

import dev.fastener.model.FeatureUnit;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.VocabularyBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** With a teacher, the tags and what is done to text before it is looked up are the teacher's. */
    static ModelShell of(TrainingData data, @Nullable Teaching teaching, TrainOptions options) {
        TextRules text = teaching == null
                ? TextRules.trained(data.unit(), options.maxLength())
                : TextRules.trainedLike(teaching.text(), options.maxLength());
        List<LabelledSentence> sentences = new ArrayList<>(data.train());
        if (teaching != null) {
            sentences.addAll(teaching.unlabelled());
        }
        List<Input> inputs = inputs(sentences, text, options);
        if (teaching != null) {
            return new ModelShell(
                    inputs, teaching.tags().labels(), teaching.tags().format(), text);
        }
        List<String> types = data.train().stream()
                .flatMap(sentence -> sentence.entities().stream())
                .map(EntitySpan::type)
                .distinct()
                .sorted()
                .toList();
        return new ModelShell(inputs, data.tagFormat().labelsOf(types), data.tagFormat(), text);
    }

    /** Of a training that goes on from {@code start}: its vocabularies and tags stay. */
    static ModelShell of(TaggerModel start, TrainingData data, Teaching teaching, TrainOptions options) {
        TextRules text = TextRules.trainedLike(start.text(), options.maxLength());
        VocabularyBuilder tokens = new VocabularyBuilder(text);
        VocabularyBuilder bigrams = new VocabularyBuilder(text);
        for (List<LabelledSentence> sentences : List.of(data.train(), teaching.unlabelled())) {
            for (LabelledSentence sentence : sentences) {
                tokens.addTokens(sentence);
                bigrams.addBigrams(sentence);
            }
        }
        List<Input> inputs = start.features().stream()
                .map(feature -> input(
                        feature.name(),
                        feature.unit(),
                        feature.vocabulary(),
                        feature.unit() == FeatureUnit.BIGRAM ? bigrams : tokens))
                .toList();
        return new ModelShell(inputs, start.tags().labels(), start.tags().format(), text);
    }

    private static List<Input> inputs(List<LabelledSentence> sentences, TextRules text, TrainOptions options) {
        FeatureUnit unit = text.unit().isWord() ? FeatureUnit.WORD : FeatureUnit.CHARACTER;
        VocabularyBuilder tokens = new VocabularyBuilder(text);
        VocabularyBuilder bigrams = new VocabularyBuilder(text);
        boolean hasBigrams = options.architecture().bigramDimension() > 0;
        for (LabelledSentence sentence : sentences) {
            tokens.addTokens(sentence);
            if (hasBigrams) {
                bigrams.addBigrams(sentence);
            }
        }
        List<Input> inputs = new ArrayList<>();
        inputs.add(input("input", unit, tokens.build(options.minCount()), tokens));
        if (hasBigrams) {
            inputs.add(input("input_bigram", FeatureUnit.BIGRAM, bigrams.build(options.minBigramCount()), bigrams));
        }
        return inputs;
    }

    private static Input input(String name, FeatureUnit unit, Vocabulary vocabulary, VocabularyBuilder counted) {
        boolean[] isRare = new boolean[vocabulary.size()];
        for (int id = 0; id < isRare.length; id++) {
            isRare[id] = id != vocabulary.padId()
                    && id != vocabulary.unknownId()
                    && counted.count(vocabulary.entries().get(id)) == 1;
        }
        return new Input(name, unit, vocabulary, isRare);
    }
}
