package dev.fastener.vocab;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts in, ids out, by the rules of one model: cut into steps (raw text) or as the tokens are (labelled sentences), each
 * step looked up once per feature. What the first feature's vocabulary lacks is no step where its unknown id is {@link
 * Vocabulary#SKIP}; offsets point into the original text all the same. A text longer than the model's maximum becomes
 * several sequences, see {@link Pieces}. Immutable; thread-safe.
 */
public final class Encoder {
    /** Longest sequence of a model without a maximum; keeps the memory of one sequence in bounds. */
    private static final int LONGEST = 1 << 14;

    private final TextRules rules;
    private final Segmenter segmenter;
    private final List<Feature> features;
    /** By feature; null at bigrams. */
    private final StepLookup[] steps;
    /** By feature; null at all others. */
    private final BigramLookup[] bigrams;

    private final int longest;

    /**
     * @throws IllegalArgumentException where a feature after the first leaves unknown text out: a step has an id in each
     */
    public Encoder(TaggerModel model) {
        this.rules = model.text();
        this.features = model.features();
        this.segmenter = new Segmenter(rules.unit(), features.get(0).vocabulary());
        this.longest = rules.maxLength() == 0 ? LONGEST : rules.maxLength();
        Normalization normalization = new Normalization(rules);
        this.steps = new StepLookup[features.size()];
        this.bigrams = new BigramLookup[features.size()];
        for (int f = 0; f < steps.length; f++) {
            Feature feature = features.get(f);
            if (f > 0 && feature.vocabulary().unknownId() == Vocabulary.SKIP) {
                throw new IllegalArgumentException("feature " + feature.name()
                        + ": expected an id for unknown text, found none; only the first feature may skip it");
            }
            if (feature.unit() == FeatureUnit.BIGRAM) {
                bigrams[f] = new BigramLookup(feature.vocabulary(), normalization);
            } else {
                steps[f] = new StepLookup(feature.vocabulary(), normalization);
            }
        }
    }

    /** How this encoder cuts raw text into steps. */
    public Segmenter segmenter() {
        return segmenter;
    }

    /** Raw texts; starts and ends are UTF-16 offsets. */
    public EncodedTexts encode(List<String> texts) {
        Sequences sequences = new Sequences(features.size());
        Steps found = new Steps();
        for (int i = 0; i < texts.size(); i++) {
            segmenter.segment(texts.get(i), found);
            add(sequences, i, texts.get(i), found, null);
        }
        return sequences.encoded();
    }

    /** Tokenised texts, a step for each token; starts and ends are token numbers. */
    public EncodedTexts encodeTokens(List<LabelledSentence> sentences) {
        Sequences sequences = new Sequences(features.size());
        Steps found = new Steps();
        for (int i = 0; i < sentences.size(); i++) {
            LabelledSentence sentence = sentences.get(i);
            found.clear();
            for (int token = 0; token < sentence.length(); token++) {
                found.add(sentence.starts()[token], sentence.ends()[token]);
            }
            add(sequences, i, sentence.text(), found, sentence);
        }
        return sequences.encoded();
    }

    /** The ids of each feature for one text, and where each step stands. */
    private void add(Sequences sequences, int text, String content, Steps found, boolean tokens) {
        int[] kept = keep(content, found);
    }
}
