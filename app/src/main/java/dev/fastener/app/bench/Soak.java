package dev.fastener.app.bench;

import dev.fastener.Entity;
import dev.fastener.engine.CpuQuota;
import dev.fastener.engine.Workspace;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * Many callers of one engine for minutes: calls of mixed sizes in random order, of scores and of entities by turns, each
 * compared with the same call made alone before.
 */
final class Soak {
    private static final int SAMPLES = 60;
    private static final long LEAST_SAMPLE_MILLIS = 250;
    private static final long SEED = 11;
    private static final double ROUNDING = 1e-5;

    /** A call and its result when it was made alone. */
    private record Call(
            List<LabelledSentence> sentences, EncodedTexts texts, TagScores scores, List<List<Entity>> entities) {}

    private final Subject subject;
    private final int callers;
    private final List<Call> calls = new ArrayList<>();
    private final CountDownLatch allStarted = new CountDownLatch(1);
    /** By System.nanoTime(); set before {@link #allStarted} lets the callers go. */
    private long end;

    /** @param largestBatch sentences of a call at most */
    Soak(Subject subject, TaggerModel model, List<LabelledSentence> sentences, int largestBatch, int callers) {
        this.subject = subject;
        this.callers = callers;
        Encoder encoder = new Encoder(model);
        SplittableRandom random = new SplittableRandom(SEED);
        try (Workspace workspace = subject.engine().newWorkspace()) {
            for (int from = 0; from < sentences.size(); ) {
                int to = Math.min(sentences.size(), from + random.nextInt(1, largestBatch + 1));
                List<LabelledSentence> some = sentences.subList(from, to);
                EncodedTexts texts = encoder.encodeTokens(some);
                TagScores scores = subject.engine().score(texts.batch(), workspace);
                calls.add(new Call(some, texts, scores, subject.entities(some)));
                from = to;
            }
        }
    }

    /** Once; an instance is one soak. */
    SoakReport run(double seconds) {
        List<Caller> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Caller caller = new Caller(new SplittableRandom(SEED + i));
            running.add(caller);
            caller.start();
        }
        CpuQuota before = CpuQuota.read();
        long start = System.nanoTime();
        end = start + (long) (seconds * 1e9);
        // Callers at work would hold up the start of further ones.
        allStarted.countDown();
        List<MemoryUse> memory = new ArrayList<>();
        try {
            long pause = Math.max(LEAST_SAMPLE_MILLIS, (long) (seconds * 1000 / SAMPLES));
            do {
                Thread.sleep(pause);
                memory.add(MemoryUse.now());
            } while (System.nanoTime() < end);
            for (Caller caller : running) {
                caller.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while soaking", e);
        }
        return report(running, (System.nanoTime() - start) / 1e9, memory, before);
    }

    private SoakReport report(List<Caller> ended, double seconds, List<MemoryUse> memory, CpuQuota before) {
        Histogram times = new Histogram();
        long sentences = 0;
        long errors = 0;
        long wrong = 0;
        double difference = 0;
        String firstError = "";
        for (Caller caller : ended) {
            times.add(caller.times);
            sentences += caller.sentences;
            errors += caller.errors;
            wrong += caller.wrong;
            difference = Math.max(difference, caller.maxDifference);
            firstError = firstError.isEmpty() ? caller.firstError : firstError;
        }
        CpuQuota after = CpuQuota.read();
        return new SoakReport(
                subject.setup(),
                subject.kernels(),
                callers,
                seconds,
                times,
                sentences,
                errors,
                firstError,
                wrong,
                difference,
                memory,
                after.periods() - before.periods(),
                after.throttledPeriods() - before.throttledPeriods());
    }

    private final class Caller extends Thread {
        private final SplittableRandom random;
        private final Histogram times = new Histogram();
        private long sentences;
        private long errors;
        private String firstError = "";
        private long wrong;
        private double maxDifference;

        Caller(SplittableRandom random) {
            super("soak caller");
            this.random = random;
        }

        @Override
        public void run() {
            try (Workspace workspace = subject.engine().newWorkspace()) {
                allStarted.await();
                while (System.nanoTime() < end) {
                    Call call = calls.get(random.nextInt(calls.size()));
                    try {
                        make(call, workspace);
                    } catch (RuntimeException | Error e) {
                        errors++;
                        firstError = firstError.isEmpty() ? String.valueOf(e) : firstError;
                    }
                    sentences += call.sentences.size();
                }
            } catch (InterruptedException e) {
                errors++;
                firstError = "interrupted";
            }
        }

        private void make(Call call, Workspace workspace) {
            long start = System.nanoTime();
            if (random.nextBoolean()) {
                List<List<Entity>> entities = subject.entities(call.sentences);
                times.add(System.nanoTime() - start);
                wrong += entities.equals(call.entities) ? 0 : 1;
            } else {
                TagScores scores = subject.engine().score(call.texts.batch(), workspace);
                times.add(System.nanoTime() - start);
                float[] expected = call.scores.values();
                Difference difference = Difference.of(expected, scores.values(), 0, expected.length);
                // Whoever calls, the arithmetic is the same, but for the order in which threads may add up.
                wrong += difference.scaled() <= ROUNDING ? 0 : 1;
                maxDifference = Math.max(maxDifference, difference.scaled());
            }
        }
    }
}
