package dev.fastener.tune.latency;

import dev.fastener.Tagger;
import dev.fastener.TaggerOptions;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Precision;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Times models on the engine that will serve them, from tokens to entities. Holds a lock of all processes while it does, under
 * which workers pause.
 */
public final class Stopwatch {
    private static final long LEAST_NANOS = 300_000_000;
    private static final int LEAST_CALLS = 300;
    private static final int MOST_CALLS = 200_000;

    private final Conditions conditions;
    private final Precision precision;
    private final Path lock;
    private final List<List<LabelledSentence>> calls;

    /**
     * @param precision that the engine will serve with
     * @param lock file whose lock means that something is being timed
     */
    public Stopwatch(
            Conditions conditions, Precision precision, Path lock, List<LabelledSentence> sentences, long seed) {
        this.conditions = conditions;
        this.precision = precision;
        this.lock = lock;
        this.calls = calls(conditions, sentences, seed);
    }

    private static List<List<LabelledSentence>> calls(
            Conditions conditions, List<LabelledSentence> sentences, long seed) {
        List<LabelledSentence> texts = new ArrayList<>(
                sentences.stream().filter(sentence -> sentence.length() > 0).toList());
        Collections.shuffle(texts, new Random(seed));
        if (conditions.length() > 0) {
            texts.replaceAll(sentence -> ofLength(sentence, conditions.length()));
        }
        List<List<LabelledSentence>> calls = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += conditions.batch()) {
            List<LabelledSentence> call = new ArrayList<>();
            for (int i = from; i < from + conditions.batch(); i++) {
                call.add(texts.get(i % texts.size()));
            }
            calls.add(call);
        }
        return calls;
    }

    /** The sentence's own tokens, over again or cut off. */
    private static LabelledSentence ofLength(LabelledSentence sentence, int length) {
        int[] starts = new int[length];
        int[] ends = new int[length];
        for (int i = 0; i < length; i++) {
            starts[i] = sentence.starts()[i % sentence.length()];
            ends[i] = sentence.ends()[i % sentence.length()];
        }
        return new LabelledSentence(sentence.text(), starts, ends, List.of(), sentence.line());
    }

    public Conditions conditions() {
        return conditions;
    }

    /** Milliseconds of a call of {@code model}, over at least {@code leastCalls} calls after a warm-up. */
    public double millis(TaggerModel model, int leastCalls) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock();
                Tagger tagger = tagger(model)) {
            run(tagger, LEAST_CALLS, LEAST_NANOS);
            return conditions.percentile().millis(run(tagger, Math.max(leastCalls, LEAST_CALLS), LEAST_NANOS));
        }
    }

    private Tagger tagger(TaggerModel model) {
        EngineOptions options =
                EngineOptions.defaults().withThreads(conditions.threads()).withPrecision(precision);
        return Tagger.of(
                model,
                Engines.fastest(model, options),
                TaggerOptions.defaults().withThreads(conditions.threads()).withPrecision(precision));
    }

    /** Nanoseconds of each call. */
    private long[] run(Tagger tagger, int leastCalls, long leastNanos) {
        long[] nanos = new long[MOST_CALLS];
        long started = System.nanoTime();
        int done = 0;
        while (done < MOST_CALLS && (done < leastCalls || System.nanoTime() - started < leastNanos)) {
            long from = System.nanoTime();
            tagger.tagTokens(calls.get(done % calls.size()));
            nanos[done++] = System.nanoTime() - from;
        }
        return java.util.Arrays.copyOf(nanos, done);
    }
}
