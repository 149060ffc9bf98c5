package dev.fastener.vocab;

import dev.fastener.model.Feature;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.LongTexts;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Vocabulary;
import dev.fastener.text.Chars;
import dev.fastener.text.LabelledSentence;
import dev.fastener.text.Segmenter;
import dev.fastener.text.Steps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts in, ids out, by the rules of one model: cut into steps (raw text) or as the tokens are (labelled sentences), each
 * step looked up once per feature. What the first feature's vocabulary lacks is no step where its unknown id is {@link
 * Vocabulary#SKIP}; offsets point into the original text all the same. A text longer than the model's maximum becomes
 * several sequences, see {@link Pieces}, or is cut as the source cuts it. Immutable; thread-safe.
 */
public final class Encoder {
    /** Longest sequence of a model without a maximum; keeps the memory of one sequence in bounds. */
    private static final int LONGEST = 1 << 12;

    private final TextRules rules;
    private final Segmenter segmenter;
    private final List<Feature> features;
    /** By feature; null at bigrams. */
    private final @Nullable StepLookup[] lookups;
    /** By feature; null at all others. */
    private final @Nullable BigramLookup[] bigrams;

    private final int longest;

    /**
     * @throws IllegalArgumentException where a bigram or a feature after the first leaves unknown text out: a step has an id in each
     */
    public Encoder(TaggerModel model) {
        this.rules = model.text();
        this.features = model.features();
        this.segmenter = new Segmenter(rules.segmentation(), features.get(0).vocabulary());
        this.longest = rules.maxLength() == 0 ? LONGEST : rules.maxLength();
        Normalization normalization = new Normalization(rules);
        boolean withoutMarks = rules.unit() != TextRules.Unit.CODE_POINT && rules.unit() != TextRules.Unit.SEPARATED;
        this.lookups = new StepLookup[features.size()];
        this.bigrams = new BigramLookup[features.size()];
        for (int f = 0; f < lookups.length; f++) {
            Feature feature = features.get(f);
            boolean isBigram = feature.unit() == FeatureUnit.BIGRAM;
            if ((f > 0 || isBigram) && feature.vocabulary().unknownId() == Vocabulary.SKIP) {
                throw new IllegalArgumentException(
                        "feature " + feature.name()
                                + ": expected an id for unknown text, found none; only the first feature, and no bigram, may skip it");
            }
            if (isBigram) {
                bigrams[f] = new BigramLookup(feature.vocabulary(), normalization, withoutMarks);
            } else {
                lookups[f] = new StepLookup(feature.vocabulary(), normalization, withoutMarks);
            }
        }
    }

    /** How this encoder cuts raw text into steps. */
    public Segmenter segmenter() {
        return segmenter;
    }

    /** Raw texts; starts and ends are UTF-16 offsets. */
    public EncodedTexts encode(List<String> texts) {
        Sequences sequences = new Sequences(features.size(), expectedSteps(texts));
        Steps found = new Steps();
        Steps kept = new Steps();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            segmenter.segment(text, found);
            kept.clear();
            for (int step = 0; step < found.size(); step++) {
                int id = id(0, text, found.start(step), found.end(step));
                if (id != Vocabulary.SKIP) {
                    kept.add(found.start(step), found.end(step));
                    sequences.addStep(id, found.start(step), found.end(step));
                }
            }
            endText(sequences, i, text, kept);
        }
        return sequences.encoded();
    }

    /** As many as there are chars, or where steps are words a quarter of that. */
    private int expectedSteps(List<String> texts) {
        long chars = 0;
        for (String text : texts) {
            chars += text.length();
        }
        return (int) Math.min(rules.unit().isWord() ? chars / 4 : chars, 1 << 20);
    }

    /** Tokenised texts, a step for each token; starts and ends are token numbers. */
    public EncodedTexts encodeTokens(List<LabelledSentence> sentences) {
        int tokens = sentences.stream().mapToInt(LabelledSentence::length).sum();
        Sequences sequences = new Sequences(features.size(), tokens);
        Steps kept = new Steps();
        for (int i = 0; i < sentences.size(); i++) {
            LabelledSentence sentence = sentences.get(i);
            String text = sentence.text();
            kept.clear();
            for (int token = 0; token < sentence.length(); token++) {
                int start = sentence.starts()[token];
                int end = sentence.ends()[token];
                int id = id(0, text, start, end);
                if (id != Vocabulary.SKIP) {
                    kept.add(start, end);
                    sequences.addStep(id, token, token + 1);
                }
            }
            endText(sequences, i, text, kept);
        }
        return sequences.encoded();
    }

    /** Cuts the steps of one text, which are the last of {@code sequences}, into pieces and looks up the other features. */
    private void endText(Sequences sequences, int index, String text, Steps kept) {
        int base = sequences.steps() - kept.size();
        if (rules.longTexts() == LongTexts.CUT && kept.size() > longest) {
            int first = rules.truncationSide() == Side.PRE ? kept.size() - longest : 0;
            kept.keep(first, first + longest);
            sequences.keep(base, first, first + longest);
        }
        int from = 0;
        while (from < kept.size()) {
            int end = Pieces.end(text, kept, from, longest);
            for (int f = 0; f < lookups.length; f++) {
                if (bigrams[f] != null) {
                    addBigrams(sequences, f, bigrams[f], text, kept, from, end, base);
                } else if (f > 0) {
                    addSteps(sequences, f, text, kept, from, end, base);
                }
            }
            sequences.endSequence(index, base + end);
            from = end;
        }
    }

    private static void addBigrams(
            Sequences sequences, int f, BigramLookup lookup, String text, Steps kept, int from, int end, int base) {
        for (int step = from; step < end; step++) {
            boolean last = step + 1 == end;
            int nextStart = last ? -1 : kept.start(step + 1);
            int nextEnd = last ? -1 : kept.end(step + 1);
            sequences.setId(f, base + step, lookup.id(text, kept.start(step), kept.end(step), nextStart, nextEnd));
        }
    }

    private void addSteps(Sequences sequences, int f, String text, Steps kept, int from, int end, int base) {
        boolean isRun =
                features.get(f).unit() == FeatureUnit.WORD && !rules.unit().isWord();
        int runEnd = -1;
        int id = 0;
        for (int step = from; step < end; step++) {
            int start = kept.start(step);
            if (!isRun || start >= runEnd) { // the steps of one run share its id: a long run is read once
                id = id(f, text, start, kept.end(step));
                runEnd = isRun ? runEnd(text, start) : -1;
            }
            sequences.setId(f, base + step, id);
        }
    }

    /** Id of the step [start, end) by feature {@code f}; of a bigram only that it is a step. */
    private int id(int f, String text, int start, int end) {
        StepLookup lookup = lookups[f];
        if (lookup == null) {
            return 0;
        }
        FeatureUnit unit = features.get(f).unit();
        if (unit == FeatureUnit.CHARACTER && rules.unit().isWord()) {
            return lookup.id(text, start, Segmenter.character(text, start, end));
        }
        if (unit == FeatureUnit.WORD && !rules.unit().isWord()) {
            return lookup.id(text, runStart(text, start), runEnd(text, end));
        }
        return lookup.id(text, start, end);
    }

    private static int runStart(String text, int start) {
        int i = start;
        while (i > 0 && !Chars.isWhiteSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    private static int runEnd(String text, int end) {
        int i = end;
        while (i < text.length() && !Chars.isWhiteSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
