package dev.fastener.app.demo;

import dev.fastener.Tagger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times taggers on the same sentences, by turns: whatever slows the machine down for a while slows all of them. A time is
 * that of text in, entities out.
 */
final class SideBySide {
    /** Sentences of one batch, in the order of the corpus. */
    static final int BATCH = 32;

    private static final int FEWEST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 50;

    private final List<Tagger> taggers;
    private final List<String> sentences;

    SideBySide(List<Tagger> taggers, List<String> sentences) {
        this.taggers = taggers;
        this.sentences = sentences;
    }

    /** Medians in milliseconds a sentence. */
    record Times(double singleMillis, double batchMillis, int rounds) {}

    /** One entry for each tagger; at least three rounds, then as many as fit into {@code budgetNanos}. */
    List<Times> measure(long budgetNanos) {
        List<List<Double>> single = new ArrayList<>();
        List<List<Double>> batch = new ArrayList<>();
        for (Tagger tagger : taggers) {
            single.add(new ArrayList<>());
            batch.add(new ArrayList<>());
            inSingles(tagger);
            inBatches(tagger);
        }
        long end = System.nanoTime() + budgetNanos;
        int rounds = 0;
        while (rounds < FEWEST_ROUNDS || (rounds < MOST_ROUNDS && System.nanoTime() < end)) {
            for (int i = 0; i < taggers.size(); i++) {
                single.get(i).add(inSingles(taggers.get(i)));
            }
            for (int i = 0; i < taggers.size(); i++) {
                batch.get(i).add(inBatches(taggers.get(i)));
            }
            rounds++;
        }
        List<Times> times = new ArrayList<>();
        for (int i = 0; i < taggers.size(); i++) {
            times.add(new Times(median(single.get(i)), median(batch.get(i)), rounds));
        }
        return times;
    }

    private double inSingles(Tagger tagger) {
        long start = System.nanoTime();
        for (String sentence : sentences) {
            tagger.tag(sentence);
        }
        return millisPerSentence(start);
    }

    private double inBatches(Tagger tagger) {
        long start = System.nanoTime();
        for (int i = 0; i < sentences.size(); i += BATCH) {
            tagger.tagAll(sentences.subList(i, Math.min(i + BATCH, sentences.size())));
        }
        return millisPerSentence(start);
    }

    private double millisPerSentence(long start) {
        return (System.nanoTime() - start) / 1e6 / sentences.size();
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
