package dev.fastener.vocab;

import dev.fastener.model.FeatureUnit;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts pieces of text and numbers them: id 0 is the pad and 1 the unknown, which no text has; then the most frequent
 * first, equal ones in the order of their chars. Not thread-safe.
 */
public final class VocabularyBuilder {
    public static final int PAD = 0;
    public static final int UNKNOWN = 1;

    private final Map<String, Integer> counts = new HashMap<>();
    private final Normalization normalization;

    /** Of text as it is. */
    public VocabularyBuilder() {
        this(TextRules.trained(TextRules.Unit.CHARACTER, 0));
    }

    /** Of tokens as {@code rules} have them before they are looked up. */
    public VocabularyBuilder(TextRules rules) {
        normalization = new Normalization(rules);
    }

    public VocabularyBuilder add(String piece) {
        if (!piece.isEmpty()) {
            counts.merge(piece, 1, Integer::sum);
        }
        return this;
    }

    /** Adds each token. */
    public VocabularyBuilder addTokens(LabelledSentence sentence) {
        for (int i = 0; i < sentence.length(); i++) {
            add(token(sentence, i));
        }
        return this;
    }

    /** Adds each token joined with the one after it, the last with {@link FeatureUnit#END}. */
    public VocabularyBuilder addBigrams(LabelledSentence sentence) {
        for (int i = 0; i < sentence.length(); i++) {
            add(token(sentence, i) + (i + 1 < sentence.length() ? token(sentence, i + 1) : FeatureUnit.END));
        }
        return this;
    }

    private String token(LabelledSentence sentence, int i) {
        return normalization.apply(sentence.token(i));
    }

    /** How often {@code piece} was added. */
    public int count(String piece) {
        return counts.getOrDefault(piece, 0);
    }

    /** A vocabulary of what was added at least {@code minCount} times. */
    public Vocabulary build(int minCount) {
        List<String> entries = new ArrayList<>(List.of("", ""));
        counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= minCount)
                .sorted(Comparator.comparing((Map.Entry<String, Integer> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> entries.add(entry.getKey()));
        return new Vocabulary(entries, PAD, UNKNOWN);
    }
}
