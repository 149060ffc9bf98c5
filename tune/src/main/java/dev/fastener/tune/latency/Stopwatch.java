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
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Times models on the engine that will serve them, from tokens to entities. Holds a lock of all processes while it does, under
 * which workers pause. Other programs of the machine don't pause: so each call is made in several rounds and counts with the
 * least of its times, and a percentile is one over calls, not over interruptions.
 */
public final class Stopwatch {
    private static final int LEAST_ROUNDS = 7;
    private static final int MOST_ROUNDS = 100;
    private static final int MOST_CALLS = 1000;
    /** On either side of the call that the percentile falls on. */
    private static final int NEIGHBOURS = 5;

    private static final long WARM_UP_NANOS = 200_000_000;
    private static final long LEAST_NANOS = 300_000_000;

    private final Conditions conditions;
    private final Precision precision;
    private final Path lock;
    private final List<List<LabelledSentence>> calls;

    /**
     * What calls took.
     *
     * @param millis the percentile over all calls, each with the least of its times
     * @param disturbedMillis the percentile over all times, with whatever interrupted them
     * @param times how many there are
     */
    public record Measurement(double millis, double disturbedMillis, int times) {}

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
        for (int from = 0; from < texts.size() && calls.size() < MOST_CALLS; from += conditions.batch()) {
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

    /** Times all calls, at least {@code leastTimes} times in all. */
    public Measurement measure(TaggerModel model, int leastTimes) throws IOException {
        Rounds rounds = run(model, calls, leastTimes);
        return new Measurement(
                conditions.percentile().millis(rounds.least()),
                conditions.percentile().millis(rounds.all()),
                rounds.all().length);
    }

    /**
     * Milliseconds of the call that the percentile falls on, quickly: the time of a call grows with its tokens, so only those
     * of about as many tokens as that one are made.
     */
    public double typicalMillis(TaggerModel model) throws IOException {
        List<List<LabelledSentence>> ascending = new ArrayList<>(calls);
        ascending.sort(Comparator.comparingInt(
                call -> call.stream().mapToInt(LabelledSentence::length).sum()));
        int place = conditions.percentile().place(ascending.size());
        int reach = Math.min(NEIGHBOURS, Math.min(place, ascending.size() - 1 - place));
        return Percentile.P50.millis(run(model, ascending.subList(place - reach, place + reach + 1), 0)
                .least());
    }

    /**
     * Nanoseconds.
     *
     * @param least of each call
     * @param all of each call in each round
     */
    private record Rounds(long[] least, long[] all) {}

    private Rounds run(TaggerModel model, List<List<LabelledSentence>> timed, int leastTimes) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock();
                Tagger tagger = tagger(model)) {
            rounds(tagger, timed, 0, 1, WARM_UP_NANOS);
            return rounds(tagger, timed, leastTimes, LEAST_ROUNDS, LEAST_NANOS);
        }
    }

    private static Rounds rounds(
            Tagger tagger, List<List<LabelledSentence>> timed, int leastTimes, int leastRounds, long leastNanos) {
        long[] least = new long[timed.size()];
        Arrays.fill(least, Long.MAX_VALUE);
        long[] all = new long[0];
        long started = System.nanoTime();
        for (int round = 0;
                round < leastRounds
                        || all.length < leastTimes
                        || (round < MOST_ROUNDS && System.nanoTime() - started < leastNanos);
                round++) {
            int done = all.length;
            all = Arrays.copyOf(all, done + timed.size());
            for (int call = 0; call < timed.size(); call++) {
                long from = System.nanoTime();
                tagger.tagTokens(timed.get(call));
                all[done + call] = System.nanoTime() - from;
                least[call] = Math.min(least[call], all[done + call]);
            }
        }
        return new Rounds(least, all);
    }

    private Tagger tagger(TaggerModel model) {
        EngineOptions options =
                EngineOptions.defaults().withThreads(conditions.threads()).withPrecision(precision);
        return Tagger.of(
                model,
                Engines.fastest(model, options),
                TaggerOptions.defaults().withThreads(conditions.threads()).withPrecision(precision));
    }
}
