package dev.fastener.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.fastener.kernel.FusedTiers;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fused engine against the scalar engine's double precision, over drawn models and batches. */
class FusedEngineTest {
    private static final int MODELS = 45;

    /** Of this machine. */
    static Stream<String> tiers() {
        return FusedTiers.absences().entrySet().stream()
                .filter(tier -> tier.getValue().isEmpty())
                .map(Map.Entry::getKey);
    }

    private static TagScores score(TaggerModel model, EngineOptions options, EncodedBatch batch) {
        try (Engine engine = new FusedEngine(model, options);
                Workspace workspace = engine.newWorkspace()) {
            return engine.score(batch, workspace);
        }
    }

    /** A tier may leave unusual activations to the others; see the engine's choice. */
    private static boolean computes(String tier, TaggerModel model, Precision precision) {
        return FusedNetwork.supports(model, FusedTiers.available(tier).get(0), precision);
    }

    private static EngineOptions options(String tier) {
        return EngineOptions.defaults().withKernels(tier).withWarmUpMillis(0);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void anyModelGivesTheScalarEnginesEmissions(String tier) {
        for (int seed = 0; seed < MODELS; seed++) {
            RandomTaggers make = new RandomTaggers(seed);
            Random random = new Random(seed);
            TaggerModel model = make.any();
            if (!computes(tier, model, Precision.AUTO)) {
                continue;
            }
            int threads = 1 + random.nextInt(4);
            EngineOptions options =
                    options(tier).withThreads(threads).withTableMegabytes(random.nextInt(3) == 0 ? 0 : 256);
            String what = "tier " + tier + ", seed " + seed + ", threads " + threads + ": " + describe(model);
            try (Engine engine = new FusedEngine(model, options);
                    Workspace workspace = engine.newWorkspace()) {
                for (int count : new int[] {1, 3, 0, 20}) {
                    EncodedBatch batch = make.batch(model, make.lengths(count, 40));
                    assertClose(
                            what + ", " + count + " sequences",
                            engine.score(batch, workspace),
                            expected(model, batch),
                            1e-5);
                }
            }
        }
    }

    /** They start from the states after their pads, which are in a table, instead of computing the pads. */
    @ParameterizedTest
    @MethodSource("tiers")
    void sentencesBehindVisiblePadsAreAsIfThePadsWereComputed(String tier) {
        for (int seed = 0; seed < 24; seed++) {
            RandomTaggers make = new RandomTaggers(seed);
            TaggerModel model = make.withVisiblePads(seed % 2 == 0 ? TextRules.Side.PRE : TextRules.Side.POST);
            if (!computes(tier, model, Precision.AUTO)) {
                continue;
            }
            int threads = 1 + seed % 3;
            int tableMegabytes = seed % 5 == 0 ? 0 : 256;
            EngineOptions options = options(tier).withThreads(threads).withTableMegabytes(tableMegabytes);
            EncodedBatch batch =
                    make.batch(model, make.lengths(9, Math.min(30, model.text().maxLength())));
            assertClose(
                    "tier " + tier + ", seed " + seed + ", threads " + threads + ": " + describe(model),
                    score(model, options, batch),
                    expected(model, batch),
                    1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void sixteenBitsAreWithinTheirTolerance(String tier) {
        for (int seed = 0; seed < MODELS / 3; seed++) {
            RandomTaggers make = new RandomTaggers(seed);
            TaggerModel model = make.any();
            if (!computes(tier, model, Precision.INT16)) {
                continue;
            }
            EncodedBatch batch = make.batch(model, make.lengths(9, 40));
            TagScores found = score(model, options(tier).withPrecision(Precision.INT16), batch);
            assertClose(
                    "tier " + tier + ", seed " + seed + ": " + describe(model), found, expected(model, batch), 1e-4);
        }
    }

    /**
     * Precision, padding rule, stack, merge, batch and threads are drawn. The integer sums are the same; what is left is the
     * rounding of activations, and steps of an input that tips over.
     */
    @ParameterizedTest
    @MethodSource("tiers")
    void narrowWeightsGiveTheScalarTiersEmissions(String tier) {
        Precision[] precisions = {Precision.INT8, Precision.BF16, Precision.INT16};
        for (int seed = 0; seed < 3 * MODELS; seed++) {
            RandomTaggers make = new RandomTaggers(seed);
            Random random = new Random(seed);
            TaggerModel model = make.any();
            Precision precision = precisions[seed % precisions.length];
            if (!computes(tier, model, precision)) {
                continue;
            }
            EncodedBatch batch = make.batch(model, make.lengths(1 + random.nextInt(9), 30));
            int threads = 1 + random.nextInt(3);
            TagScores found =
                    score(model, options(tier).withPrecision(precision).withThreads(threads), batch);
            TagScores specified = score(model, options("scalar").withPrecision(precision), batch);
            assertClose(precision + " " + tier + ", seed " + seed + ": " + describe(model), found, specified, 1e-2);
        }
    }

    @Test
    void eightBitsAreNearFullPrecision() {
        for (int layers = 1; layers <= 3; layers++) {
            RandomTaggers make = new RandomTaggers(layers);
            TaggerModel model = make.biLstm(200, 50, 64, layers, 13);
            EncodedBatch batch = make.batch(model, make.lengths(9, 60));
            EngineOptions options = EngineOptions.defaults().withPrecision(Precision.INT8);
            assertClose(layers + " layers", score(model, options, batch), expected(model, batch), 1e-2);
            try (Engine engine = new FusedEngine(model, options)) {
                assertThat(engine.name()).contains("int8, calibrated on a sample");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void theLongestSentenceIsAsExactAsAShortOne(String tier) {
        RandomTaggers make = new RandomTaggers(5);
        TaggerModel model = make.biLstm(90, 23, 27, 2, 9);
        EncodedBatch batch = make.batch(model, 3, 2427, 300, 1);
        assertClose("tier " + tier, score(model, options(tier), batch), expected(model, batch), 1e-5);
    }

    /** Bitwise: each value is summed up in one order, whichever tile its row is in. */
    @ParameterizedTest
    @MethodSource("tiers")
    void aSentenceDoesNotDependOnItsBatchOrTheThreads(String tier) {
        RandomTaggers make = new RandomTaggers(11);
        for (Precision precision : new Precision[] {Precision.FP32, Precision.INT16, Precision.INT8}) {
            TaggerModel model = make.biLstm(90, 50, 80, 2, 9);
            EncodedBatch batch = make.batch(model, make.lengths(37, 40));
            TagScores together =
                    score(model, options(tier).withPrecision(precision).withThreads(3), batch);
            try (Engine engine = new FusedEngine(
                            model, options(tier).withPrecision(precision).withThreads(1));
                    Workspace workspace = engine.newWorkspace()) {
                for (int s = 0; s < batch.sequences(); s++) {
                    int from = batch.offsets()[s];
                    int to = batch.offsets()[s + 1];
                    int[] ids = Arrays.copyOfRange(batch.ids()[0], from, to);
                    EncodedBatch alone = new EncodedBatch(new int[][] {ids}, new int[] {0, ids.length});
                    assertThat(engine.score(alone, workspace).values())
                            .as("%s %s, sentence %d", tier, precision, s)
                            .isEqualTo(Arrays.copyOfRange(together.values(), from * 9, to * 9));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void manyCallersShareOneEngine(String tier) throws Exception {
        RandomTaggers make = new RandomTaggers(3);
        TaggerModel model = make.biLstm(90, 16, 17, 2, 9);
        List<EncodedBatch> batches = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            batches.add(make.batch(model, make.lengths(1 + i * 2, 40)));
        }
        ExecutorService callers = Executors.newFixedThreadPool(6);
        try (Engine engine = new FusedEngine(model, options(tier).withThreads(2))) {
            List<Future<Void>> calls = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
                int first = caller;
                calls.add(callers.submit(() -> {
                    try (Workspace workspace = engine.newWorkspace()) {
                        for (int i = 0; i < 60; i++) {
                            EncodedBatch batch = batches.get((first + i) % batches.size());
                            assertClose("call " + i, engine.score(batch, workspace), expected(model, batch), 1e-5);
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> call : calls) {
                call.get(60, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void aCallAllocatesNothingButItsResult(String tier) {
        RandomTaggers make = new RandomTaggers(8);
        TaggerModel model = make.biLstm(90, 16, 32, 2, 9);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        EncodedBatch[] batches = {make.batch(model, 20), make.batch(model, 9, 30, 7, 8, 12, 5, 40, 3)};
        try (Engine engine = new FusedEngine(model, options(tier).withThreads(2))) {
            for (EncodedBatch batch : batches) {
                Workspace workspace = engine.newWorkspace();
                long result = 4L * batch.steps() * 9 + 4L * batch.sequences() + 200;
                long least = Long.MAX_VALUE;
                // The interpreter and the compilers' early code box vectors; what is left after them is the engine's
                // own.
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (least > result && System.nanoTime() < end) {
                    long before = threads.getThreadAllocatedBytes(thread);
                    for (int call = 0; call < 100; call++) {
                        engine.score(batch, workspace);
                    }
                    least = Math.min(least, (threads.getThreadAllocatedBytes(thread) - before) / 100);
                }
                assertThat(least)
                        .as("bytes of a call, %s, %d steps", tier, batch.steps())
                        .isLessThanOrEqualTo(result);
                workspace.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void badInputIsRefusedAndTheEngineGoesOn(String tier) {
        RandomTaggers make = new RandomTaggers(8);
        TaggerModel model = make.biLstm(90, 16, 17, 1, 9);
        EncodedBatch good = make.batch(model, 5, 300);
        try (Engine engine = new FusedEngine(model, options(tier).withThreads(2));
                Workspace workspace = engine.newWorkspace()) {
            for (int id : new int[] {-1, 0, 90, Integer.MAX_VALUE}) {
                EncodedBatch bad = new EncodedBatch(new int[][] {{1, id}}, new int[] {0, 2});
                assertThatThrownBy(() -> engine.score(bad, workspace))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("found " + id + " at step 1");
            }
            assertThat(engine.score(new EncodedBatch(new int[1][0], new int[] {0}), workspace)
                            .values())
                    .isEmpty();
            assertThat(engine.score(new EncodedBatch(new int[1][0], new int[] {0, 0, 0}), workspace)
                            .rows(1))
                    .isZero();
            assertClose("afterwards", engine.score(good, workspace), expected(model, good), 1e-5);
        }
    }

    @Test
    void badOptionsAreRefused() {
        TaggerModel model = new RandomTaggers(8).biLstm(90, 16, 17, 1, 9);
        assertThatThrownBy(() -> EngineOptions.defaults().withThreads(-1)).hasMessageContaining("found -1");
        assertThatThrownBy(() -> new FusedEngine(model, EngineOptions.defaults().withKernels("fast")))
                .hasMessageContaining("expected scalar, vector or native, found \"fast\"");
        assertThatThrownBy(() -> Precision.of("int4"))
                .hasMessage("precision: expected auto, fp32, int16, bf16 or int8, found \"int4\"");
    }

    static String describe(TaggerModel model) {
        StringBuilder text = new StringBuilder(model.text().padding() + " "
                + model.text().padSide() + " " + (model.head().overPads() ? "over pads " : "") + model.join());
        model.body()
                .forEach(layer -> text.append(" ")
                        .append(layer.getClass().getSimpleName())
                        .append(
                                layer instanceof Recurrent r
                                        ? " " + r.cell() + " " + r.merge() + " " + r.directions()
                                        : "")
                        .append(" ")
                        .append(layer.inputSize())
                        .append("->")
                        .append(layer.outputSize()));
        return text.toString();
    }

    static TagScores expected(TaggerModel model, EncodedBatch batch) {
        return new ScalarEngine(model).score(batch, () -> {});
    }

    /** |a - b| at most tolerance * max(1, largest |b| of the sequence). */
    static void assertClose(String what, TagScores found, TagScores expected, double tolerance) {
        assertThat(found.offsets()).as(what).isEqualTo(expected.offsets());
        assertThat(found.lead()).as(what).isEqualTo(expected.lead());
        int tags = expected.tags();
        for (int s = 0; s < expected.sequences(); s++) {
            int from = expected.offsets()[s] * tags;
            int to = expected.offsets()[s + 1] * tags;
            double largest = 1;
            for (int i = from; i < to; i++) {
                largest = Math.max(largest, Math.abs(expected.values()[i]));
            }
            for (int i = from; i < to; i++) {
                double difference = Math.abs(found.values()[i] - expected.values()[i]);
                assertThat(difference)
                        .as("%s: sequence %d, row %d, tag %d", what, s, (i - from) / tags, i % tags)
                        .isLessThanOrEqualTo(tolerance * largest);
            }
        }
    }
}
