package dev.fastener.app.quantize;

import dev.fastener.Tagger;
import dev.fastener.TaggerOptions;
import dev.fastener.app.bench.Contestant;
import dev.fastener.app.bench.Timing;
import dev.fastener.app.bench.Turns;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Times of single sentences, tokens in, entities out, on one thread, all candidates by turns. */
final class Latency {
    private static final int SENTENCES = 200;
    private static final int FEWEST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 100;
    private static final long WARM_UP_NANOS = 300_000_000;
    private static final long NANOS_PER_CANDIDATE = 1_000_000_000;

    private Latency() {}

    /** Milliseconds a sentence that half of all calls took at most, and 99 of a hundred; in the order of the candidates. */
    record Millis(double p50, double p99) {}

    static List<Millis> measure(List<Candidate> candidates, TestText text) {
        List<LabelledSentence> sentences =
                text.sentences().stream().limit(SENTENCES).toList();
        List<Tagger> taggers = new ArrayList<>();
        try {
            for (Candidate candidate : candidates) {
                taggers.add(Tagger.of(
                        candidate.model(),
                        candidate.runner().open(candidate.model(), 1),
                        TaggerOptions.defaults().withThreads(1)));
            }
            long start = System.nanoTime();
            long budget = candidates.size() * (WARM_UP_NANOS + NANOS_PER_CANDIDATE);
            List<Timing> timings = Turns.measure(
                    taggers.stream().map(tagger -> oneByOne(tagger, sentences)).toList(),
                    1,
                    WARM_UP_NANOS,
                    rounds -> rounds < FEWEST_ROUNDS || (rounds < MOST_ROUNDS && System.nanoTime() - start < budget));
            return timings.stream()
                    .map(timing -> timing.callMillis(0.5, 0.99))
                    .map(millis -> new Millis(millis[0], millis[1]))
                    .toList();
        } finally {
            taggers.forEach(Tagger::close);
        }
    }

    private static Contestant oneByOne(Tagger tagger, List<LabelledSentence> sentences) {
        return new Contestant() {
            @Override
            public int calls() {
                return sentences.size();
            }

            @Override
            public IntConsumer newCaller() {
                return call -> tagger.tagTokens(sentences.subList(call, call + 1));
            }
        };
    }
}
