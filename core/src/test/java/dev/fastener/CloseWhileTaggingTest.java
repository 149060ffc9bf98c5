package dev.fastener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.FusedEngine;
import dev.fastener.engine.RandomTaggers;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.engine.Workspace;
import dev.fastener.kernel.FusedTiers;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Closed while many threads use it: calls under way end as ever, later ones throw, and nothing is used after it was freed. */
class CloseWhileTaggingTest {
    private static final int ROUNDS = 25;
    private static final int THREADS = 8;
    private static final TaggerModel MODEL = new RandomTaggers(5).biLstm(200, 24, 48, 2, 5);

    /** Of this machine, and the engine that computes everything. */
    static Stream<String> engines() {
        return Stream.concat(
                Stream.of("specification"),
                FusedTiers.absences().entrySet().stream()
                        .filter(tier -> tier.getValue().isEmpty())
                        .map(Map.Entry::getKey));
    }

    private static Engine engine(String name) {
        EngineOptions options = EngineOptions.defaults().withWarmUpMillis(0).withThreads(2);
        return name.equals("specification")
                ? new ScalarEngine(MODEL)
                : new FusedEngine(MODEL, options.withKernels(name));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aTagger(String name) throws Exception {
        List<LabelledSentence> sentences = List.of(sentence(200), sentence(30), sentence(3));
        List<List<EntitySpan>> expected;
        try (Tagger tagger = Tagger.of(MODEL, engine(name))) {
            expected = tagger.tagTokens(sentences);
        }
        for (int round = 0; round < ROUNDS; round++) {
            Tagger tagger = Tagger.of(MODEL, engine(name));
            closedAmidst(tagger, () -> tagger.tagTokens(sentences), expected, "the tagger is closed");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void anEngine(String name) throws Exception {
        EncodedBatch batch = new RandomTaggers(6).batch(MODEL, 200, 30, 3);
        float[] expected;
        try (Engine engine = engine(name);
                Workspace workspace = engine.newWorkspace()) {
            expected = engine.score(batch, workspace).values();
        }
        for (int round = 0; round < ROUNDS; round++) {
            Engine engine = engine(name);
            closedAmidst(
                    engine,
                    () -> {
                        try (Workspace workspace = engine.newWorkspace()) {
                            return engine.score(batch, workspace).values();
                        }
                    },
                    expected,
                    "the engine is closed");
        }
    }

    /** Closes {@code what} while threads call it; each call gives what is expected, or the error. */
    private static <T> void closedAmidst(AutoCloseable what, Supplier<T> call, T expected, String error)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch calling = new CountDownLatch(THREADS);
            List<Future<Integer>> calls = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                calls.add(threads.submit(() -> callsUntilClosed(call, expected, error, calling)));
            }
            calling.await();
            what.close();
            for (Future<Integer> made : calls) {
                assertThat(made.get()).isPositive();
            }
        } finally {
            threads.shutdown();
        }
        assertThatThrownBy(call::get).isInstanceOf(IllegalStateException.class).hasMessage(error);
        what.close();
    }

    private static <T> int callsUntilClosed(Supplier<T> call, T expected, String error, CountDownLatch calling) {
        for (int made = 0; ; made++) {
            T found;
            try {
                found = call.get();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage(error);
                return made;
            }
            if (made == 0) {
                calling.countDown();
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    private static LabelledSentence sentence(int tokens) {
        int[] starts = IntStream.range(0, tokens).toArray();
        int[] ends = IntStream.rangeClosed(1, tokens).toArray();
        return new LabelledSentence("x".repeat(tokens), starts, ends, List.of(), 1);
    }
}
