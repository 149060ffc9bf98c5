package dev.fastener.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineException;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.ModelFormatException;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.onnxruntime.OnnxRuntimeOptions.Batching;
import dev.fastener.onnxruntime.OnnxRuntimeOptions.Execution;
import dev.fastener.onnxruntime.OnnxRuntimeOptions.Optimization;
import dev.fastener.onnxruntime.OnnxRuntimeOptions.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeEngineTest {
    private static final TaggerModel MODEL =
            Objects.requireNonNull(HandMadeModels.all(24).get("stacked"));
    private static final OnnxRuntimeOptions OPTIONS =
            OnnxRuntimeOptions.defaults().withThreads(1);

    @TempDir
    Path folder;

    @Test
    void manyThreadsShareOneEngine() throws Exception {
        List<EncodedBatch> batches = new ArrayList<>();
        Random random = new Random(24);
        for (int i = 0; i < 40; i++) {
            batches.add(batch(random, 1 + random.nextInt(6)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Engine engine = OnnxRuntimeEngine.open(MODEL, OPTIONS)) {
            List<Future<float[]>> together = new ArrayList<>();
            for (EncodedBatch batch : batches) {
                together.add(threads.submit(() -> score(engine, batch)));
            }
            for (int i = 0; i < batches.size(); i++) {
                assertThat(together.get(i).get()).as("batch %d", i).isEqualTo(score(engine, batches.get(i)));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aWorkspaceServesBatchesOfAllSizes() {
        Random random = new Random(25);
        try (Engine engine = OnnxRuntimeEngine.open(MODEL, OPTIONS);
                Workspace workspace = engine.newWorkspace()) {
            for (int size : new int[] {1, 7, 0, 3, 20, 1}) {
                EncodedBatch batch = batch(random, size);
                assertThat(engine.score(batch, workspace).values()).isEqualTo(score(engine, batch));
            }
        }
    }

    @Test
    void optionsChangeTheSpeedOnly() {
        EncodedBatch batch = batch(new Random(26), 5);
        float[] expected;
        try (Engine engine = OnnxRuntimeEngine.open(MODEL, OPTIONS)) {
            expected = score(engine, batch);
        }
        List<OnnxRuntimeOptions> all = new ArrayList<>();
        for (Optimization optimization : Optimization.values()) {
            for (Execution execution : Execution.values()) {
                all.add(OPTIONS.withOptimization(optimization).withExecution(execution));
            }
        }
        for (Batching batching : Batching.values()) {
            all.add(OPTIONS.withBatching(batching).withThreads(2).withSpinning(true));
        }
        for (OnnxRuntimeOptions options : all) {
            try (Engine engine = OnnxRuntimeEngine.open(MODEL, options)) {
                assertThat(difference(expected, score(engine, batch)))
                        .as("%s", options)
                        .isLessThan(1e-5f);
            }
        }
    }

    @Test
    void lstmsInEightBitsAreNearlyRight() {
        EncodedBatch batch = batch(new Random(27), 9);
        float[] expected;
        try (Engine engine = OnnxRuntimeEngine.open(MODEL, OPTIONS)) {
            expected = score(engine, batch);
        }
        try (Engine engine = OnnxRuntimeEngine.open(MODEL, OPTIONS.withWeights(Weights.DYNAMIC_INT8))) {
            // Between rounding and an error of layout, such as transposed weights.
            assertThat(difference(expected, score(engine, batch))).isBetween(1e-5f, 0.05f);
        }
    }

    private static float difference(float[] expected, float[] actual) {
        float largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
        }
        return largest;
    }

    @Test
    void cudaWithoutItsArtifactIsAnErrorThatNamesIt() {
        assumeFalse(OnnxRuntime.providers().contains("cuda"), "this artifact has CUDA");
        assertThatThrownBy(() -> OnnxRuntimeEngine.open(MODEL, OPTIONS.withDevice("cuda:0")))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime_gpu")
                .hasMessageContaining("cuDNN")
                .hasMessageNotContaining("\n");
    }

    @Test
    void unknownDevicesAreRefused() {
        for (String device : List.of("gpu", "cuda:x", "", "cpu:", "CUDA:99999")) {
            assertThatThrownBy(() -> OnnxRuntimeEngine.open(MODEL, OPTIONS.withDevice(device)))
                    .as(device)
                    .isInstanceOf(EngineException.class)
                    .hasMessageStartingWith("device");
        }
    }

    @Test
    void filesAreOpenedAsTheyAre() throws IOException {
        Path file = folder.resolve("model.onnx");
        OnnxWriter.write(MODEL, 12, file);
        EncodedBatch batch = batch(new Random(27), 3);
        try (Engine fixed = OnnxRuntimeEngine.open(file, OPTIONS);
                Engine free = OnnxRuntimeEngine.open(MODEL, OPTIONS)) {
            assertThat(score(fixed, batch)).isEqualTo(score(free, batch));
            EncodedBatch longer = new EncodedBatch(
                    new int[][] {new int[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}}, new int[] {0, 13});
            assertThatThrownBy(() -> score(fixed, longer))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sequences of 12 steps, found one of 13");
        }
        Files.write(file, new byte[] {8, 8});
        assertThatThrownBy(() -> OnnxRuntimeEngine.open(file, OPTIONS)).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void aBadBatchLeavesTheEngineWorking() {
        EncodedBatch good = batch(new Random(28), 2);
        try (Engine engine = OnnxRuntimeEngine.open(MODEL, OPTIONS)) {
            float[] before = score(engine, good);
            assertThatThrownBy(() -> score(engine, new EncodedBatch(new int[][] {{999}}, new int[] {0, 1})))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(score(engine, good)).isEqualTo(before);
        }
    }

    @Test
    void theLibraryTellsItsVersionAndProviders() {
        assertThat(OnnxRuntime.version()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(OnnxRuntime.providers()).contains("cpu");
    }

    @Test
    void groupsCostLeast() {
        Random random = new Random(29);
        for (int round = 0; round < 200; round++) {
            int count = random.nextInt(8);
            int[] offsets = new int[count + 1];
            for (int s = 0; s < count; s++) {
                offsets[s + 1] = offsets[s] + random.nextInt(30);
            }
            EncodedBatch batch = new EncodedBatch(new int[][] {new int[offsets[count]]}, offsets);
            List<int[]> groups = LengthGroups.of(batch);
            long cost = 0;
            int members = 0;
            for (int[] group : groups) {
                cost += (long) batch.length(group[0]) * (group.length + LengthGroups.STEP_COST);
                members += group.length;
                for (int s : group) {
                    assertThat(batch.length(s)).isBetween(1, batch.length(group[0]));
                }
            }
            int[] lengths = IntStream.range(0, count)
                    .map(batch::length)
                    .filter(length -> length > 0)
                    .map(length -> -length)
                    .sorted()
                    .map(length -> -length)
                    .toArray();
            assertThat(members).isEqualTo(lengths.length);
            assertThat(cost).as("round %d", round).isEqualTo(cheapest(lengths, 0));
        }
    }

    /** Over all ways to cut the descending lengths from {@code from} on. */
    private static long cheapest(int[] lengths, int from) {
        if (from == lengths.length) {
            return 0;
        }
        long least = Long.MAX_VALUE;
        for (int to = from + 1; to <= lengths.length; to++) {
            least = Math.min(
                    least, (long) lengths[from] * (to - from + LengthGroups.STEP_COST) + cheapest(lengths, to));
        }
        return least;
    }

    private static EncodedBatch batch(Random random, int sequences) {
        int[] offsets = new int[sequences + 1];
        for (int s = 0; s < sequences; s++) {
            offsets[s + 1] = offsets[s] + random.nextInt(12);
        }
        int[] ids = random.ints(offsets[sequences], 1, 10).toArray();
        return new EncodedBatch(new int[][] {ids}, offsets);
    }

    private static float[] score(Engine engine, EncodedBatch batch) {
        try (Workspace workspace = engine.newWorkspace()) {
            return engine.score(batch, workspace).values();
        }
    }
}
