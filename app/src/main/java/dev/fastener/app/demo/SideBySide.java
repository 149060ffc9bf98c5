package dev.fastener.app.demo;

import dev.fastener.Tagger;
import dev.fastener.app.bench.Contestant;
import dev.fastener.app.bench.Timing;
import dev.fastener.app.bench.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Times taggers on the same sentences, by turns. A time is that of text in, entities out. */
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
        List<Contestant> contestants = new ArrayList<>();
        for (Tagger tagger : taggers) {
            contestants.add(new Batches(tagger, 1));
            contestants.add(new Batches(tagger, BATCH));
        }
        long end = System.nanoTime() + budgetNanos;
        List<Timing> timings = Turns.measure(
                contestants,
                1,
                0,
                rounds -> rounds < FEWEST_ROUNDS || (rounds < MOST_ROUNDS && System.nanoTime() < end));
        List<Times> times = new ArrayList<>();
        for (int i = 0; i < timings.size(); i += 2) {
            times.add(new Times(
                    timings.get(i).passMillis() / sentences.size(),
                    timings.get(i + 1).passMillis() / sentences.size(),
                    timings.get(i).rounds()));
        }
        return times;
    }

    private final class Batches implements Contestant {
        private final Tagger tagger;
        private final int size;

        Batches(Tagger tagger, int size) {
            this.tagger = tagger;
            this.size = size;
        }

        @Override
        public int calls() {
            return (sentences.size() + size - 1) / size;
        }

        @Override
        public IntConsumer newCaller() {
            return call -> {
                int from = call * size;
                tagger.tagAll(sentences.subList(from, Math.min(from + size, sentences.size())));
            };
        }
    }
}
