package dev.fastener.text;

import dev.fastener.scheme.EntitySpan;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Figures of one corpus, gathered sentence by sentence. Sentences count as equal where their tokens are; 64-bit hashes stand
 * for them, so that a corpus of any size can be looked at. Not thread-safe.
 */
public final class CorpusStatistics {
    private int[] lengths = new int[1024];
    private int sentences;
    private long tokens;
    private long entities;
    /** How many entities end at each token, [end]. */
    private long[] entityEnds = new long[1024];

    private final Map<String, Long> entitiesByType = new HashMap<>();
    private final Map<String, Long> tokenCounts = new HashMap<>();
    private final Map<Long, Integer> sentenceCounts = new HashMap<>();

    /** Takes one sentence into account. */
    public void add(LabelledSentence sentence) {
        int length = sentence.length();
        if (sentences == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * sentences);
        }
        lengths[sentences++] = length;
        tokens += length;
        long hash = length;
        for (int i = 0; i < length; i++) {
            String token = sentence.token(i);
            tokenCounts.merge(token, 1L, Long::sum);
            hash = mix(hash, token);
        }
        sentenceCounts.merge(hash, 1, Integer::sum);
        if (length >= entityEnds.length) {
            entityEnds = Arrays.copyOf(entityEnds, 2 * length);
        }
        for (EntitySpan entity : sentence.entities()) {
            entityEnds[entity.end()]++;
            entities++;
            entitiesByType.merge(entity.type(), 1L, Long::sum);
        }
    }

    private static long mix(long hash, String token) {
        long mixed = hash;
        for (int i = 0; i < token.length(); i++) {
            mixed = (mixed ^ token.charAt(i)) * 0x9e3779b97f4a7c15L;
            mixed ^= mixed >>> 32;
        }
        return (mixed ^ 0x10000) * 0x9e3779b97f4a7c15L;
    }

    public int sentences() {
        return sentences;
    }

    public long tokens() {
        return tokens;
    }

    public long entities() {
        return entities;
    }

    /** Most frequent first. */
    public Map<String, Long> entitiesByType() {
        Map<String, Long> sorted = new LinkedHashMap<>();
        entitiesByType.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** Different tokens. */
    public Set<String> vocabulary() {
        return tokenCounts.keySet();
    }

    /** Length that {@code share} of the sentences don't exceed; 0 gives the shortest, 1 the longest. */
    public int lengthQuantile(double share) {
        int[] sorted = sortedLengths();
        return sentences == 0 ? 0 : sorted[(int) Math.max(0, Math.ceil(share * sentences) - 1)];
    }

    private int[] sortedLengths() {
        int[] sorted = Arrays.copyOf(lengths, sentences);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Sentences whose tokens an earlier sentence of this corpus has. */
    public long duplicates() {
        return sentences - (long) sentenceCounts.size();
    }

    /** Sentences whose tokens a sentence of {@code other} has. */
    public long duplicatesOf(CorpusStatistics other) {
        return sentenceCounts.entrySet().stream()
                .filter(entry -> other.sentenceCounts.containsKey(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Share of this corpus' tokens that {@code train} has not. */
    public double outOfVocabularyRate(CorpusStatistics train) {
        long unknown = tokenCounts.entrySet().stream()
                .filter(entry -> !train.tokenCounts.containsKey(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return tokens == 0 ? 0 : (double) unknown / tokens;
    }

    /** Sentences of more than {@code maxLength} tokens. */
    public long longerThan(int maxLength) {
        return Arrays.stream(lengths, 0, sentences)
                .filter(length -> length > maxLength)
                .count();
    }

    /** Tokens beyond the first {@code maxLength} of their sentence. */
    public long tokensBeyond(int maxLength) {
        return Arrays.stream(lengths, 0, sentences)
                .mapToLong(length -> Math.max(0, length - maxLength))
                .sum();
    }

    /** Entities that end beyond the first {@code maxLength} tokens of their sentence. */
    public long entitiesBeyond(int maxLength) {
        return Arrays.stream(entityEnds, Math.min(entityEnds.length, maxLength + 1), entityEnds.length)
                .sum();
    }

    /** Share of padding in batches of {@code batchSize} sentences filled up to their longest, in file order. */
    public double paddingInFileOrder(int batchSize) {
        return padding(Arrays.copyOf(lengths, sentences), batchSize);
    }

    /** As {@link #paddingInFileOrder}, with the sentences sorted by length. */
    public double paddingSorted(int batchSize) {
        return padding(sortedLengths(), batchSize);
    }

    private double padding(int[] ordered, int batchSize) {
        long cells = 0;
        for (int from = 0; from < ordered.length; from += batchSize) {
            int to = Math.min(ordered.length, from + batchSize);
            cells += (long) (to - from) * Arrays.stream(ordered, from, to).max().orElse(0);
        }
        return cells == 0 ? 0 : 1 - (double) tokens / cells;
    }
}
