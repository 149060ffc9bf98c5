package dev.fastener.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.engine.Calibration;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.FusedEngine;
import dev.fastener.engine.RandomTaggers;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Matrix;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizerTest {
    private static final int MODELS = 8;

    private static TaggerModel quantized(TaggerModel model, Precision precision, boolean compact) {
        return Quantizer.quantize(
                model,
                Plan.uniform(Parts.of(model), precision, compact),
                Calibration.activationScales(model, List.of(Calibration.randomIds(model))));
    }

    private static float[] scores(Engine engine, EncodedBatch batch) {
        try (engine;
                Workspace workspace = engine.newWorkspace()) {
            return engine.score(batch, workspace).values();
        }
    }

    private static double difference(float[] one, float[] other) {
        double largest = 0;
        double scale = 1;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
            scale = Math.max(scale, Math.abs(one[i]));
        }
        return largest / scale;
    }

    /** The writer takes only weights that are exactly what the narrow form stands for. */
    @ParameterizedTest
    @EnumSource
    void everyModelIsWrittenAndReadBackAsItWasRounded(Precision precision) {
        for (long seed = 0; seed < MODELS; seed++) {
            TaggerModel narrow = quantized(new RandomTaggers(seed).any(), precision, seed % 2 == 0);
            byte[] file = OnnxWriter.toBytes(narrow);
            TaggerModel read = OnnxReader.read(file, "seed " + seed);
            assertThat(OnnxWriter.toBytes(read)).as("seed " + seed).isEqualTo(file);
            assertThat(read.quantization().matrices().keySet())
                    .isEqualTo(narrow.quantization().matrices().keySet());
        }
    }

    @Test
    void aWeightIsRoundedToTheNearestOfItsRow() {
        Matrix wide = new Matrix(3, 4, new float[] {1, -0.5f, 0.26f, 0, /**/ -254, 1.1f, 3, 2.9f, /**/ 0, 0, 0, 0});
        NarrowWeights narrow = NarrowWeights.of(List.of(wide), Precision.INT8, false, false);
        assertThat(narrow.quantization().rowScales()).containsExactly(1 / 127f, 2, 0);
        for (int i = 0; i < 8; i++) {
            // The nearest of all 255 that the row's scale has.
            float scale = narrow.quantization().rowScales()[i / 4];
            double nearest = Double.POSITIVE_INFINITY;
            for (int k = -127; k <= 127; k++) {
                nearest = Math.min(nearest, Math.abs(wide.values()[i] - (double) scale * k));
            }
            double error = Math.abs(wide.values()[i] - narrow.matrices().get(0).values()[i]);
            assertThat(error).isCloseTo(nearest, within(1e-5));
        }
    }

    @Test
    void bfloat16IsTheNearestAndTiesAreEven() {
        // From the definition: of 1 + k / 256, k odd is a tie between two numbers of seven binary digits.
        Matrix wide = new Matrix(1, 5, new float[] {1 + 1 / 256f, 1 + 3 / 256f, -1 - 1 / 256f, 1.0040f, 3.3895e38f});
        assertThat(NarrowWeights.of(List.of(wide), Precision.BF16, false, false)
                        .matrices()
                        .get(0)
                        .values())
                .containsExactly(1, 1 + 4 / 256f, -1, 1 + 2 / 256f, Float.intBitsToFloat(0x7f7f0000));
    }

    @ParameterizedTest
    @EnumSource
    void emissionsStayNearThoseOfFp32(Precision precision) {
        for (long seed = 0; seed < MODELS; seed++) {
            RandomTaggers random = new RandomTaggers(seed);
            TaggerModel model = random.any();
            EncodedBatch batch = Calibration.randomIds(model);
            float[] wide = scores(new ScalarEngine(model), batch);
            // In double precision, with the rounded weights: what an engine of any other maker computes.
            float[] narrow = scores(new ScalarEngine(quantized(model, precision, true)), batch);
            double most = precision == Precision.INT16 ? 0.05 : 1;
            assertThat(difference(wide, narrow)).as("seed " + seed).isBetween(1e-9, most);
        }
    }

    @Test
    void theFirstLayersInputWeightsStayWideUnlessCompact() {
        TaggerModel model = recurrentFirst();
        Map<String, MatrixQuantization> plain =
                quantized(model, Precision.INT8, false).quantization().matrices();
        Map<String, MatrixQuantization> compact =
                quantized(model, Precision.INT8, true).quantization().matrices();
        assertThat(plain).containsKey("body.0.R").doesNotContainKeys("body.0.W", "embedding.input");
        assertThat(compact).containsKeys("body.0.R", "body.0.W", "embedding.input");
    }

    @Test
    void storedScalesGiveTheEmissionsThatTheEngineFindsByItself() {
        for (long seed = 0; seed < MODELS; seed++) {
            TaggerModel model = new RandomTaggers(seed).any();
            Plan plan = Plan.uniform(Parts.of(model), Precision.INT8, false);
            TaggerModel open = Quantizer.quantize(model, plan, Map.of());
            EncodedBatch batch = Calibration.randomIds(open);
            EngineOptions options = EngineOptions.forBulk().withThreads(1);
            Map<String, Float> scales = Calibration.activationScales(open, List.of(batch));
            TaggerModel stored = Quantizer.quantize(model, plan, scales);
            // One scale for both directions is stored, one for each is measured: near, not equal.
            assertThat(difference(
                            scores(new FusedEngine(open, options), batch),
                            scores(new FusedEngine(stored, options), batch)))
                    .as("seed " + seed)
                    .isLessThan(0.3);
            try (Engine engine = new FusedEngine(stored, options)) {
                assertThat(engine.name()).doesNotContain("calibrated");
            }
        }
    }

    @Test
    void scalesOfMoreTextAreNeverSmaller() {
        TaggerModel model = recurrentFirst();
        EncodedBatch all = Calibration.randomIds(model);
        EncodedBatch one = sequence(all, 0);
        EncodedBatch other = sequence(all, 1);
        Map<String, Float> first = Calibration.activationScales(model, List.of(one));
        Map<String, Float> second = Calibration.activationScales(model, List.of(other));
        Map<String, Float> both = Calibration.activationScales(model, List.of(one, other));
        assertThat(both).isNotEmpty();
        both.forEach((matrix, scale) ->
                assertThat(scale).as(matrix).isEqualTo(Math.max(first.get(matrix), second.get(matrix))));
    }

    @Test
    void narrowWeightsAreNotNarrowedAgain() {
        TaggerModel narrow = quantized(recurrentFirst(), Precision.INT8, false);
        assertThatThrownBy(() -> quantized(narrow, Precision.INT8, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a model in fp32, found body.");
    }

    @Test
    void theLayerThatSpoilsItIsWidenedAlone() {
        Parts parts = new Parts(List.of("body.0", "body.1", "body.2"), List.of("body.3"));
        Plan start = Plan.uniform(parts, Precision.INT8, true);
        Set<Plan> asked = new HashSet<>();
        Optional<Plan> found = Fallback.search(start, plan -> {
            assertThat(asked.add(plan)).isTrue();
            boolean good = plan.of("body.1").equals(Optional.of(Precision.INT16));
            return new Fallback.Verdict(good, good ? 1 : 0);
        });
        assertThat(found.orElseThrow().differenceFrom(start)).isEqualTo("body.1 in INT16");
    }

    @Test
    void twoLayersThatSpoilItAreFoundOneAfterTheOther() {
        Parts parts = new Parts(List.of("body.0", "body.1", "body.2", "body.3"), List.of());
        Plan start = Plan.uniform(parts, Precision.INT16, false);
        Optional<Plan> found = Fallback.search(start, plan -> {
            int good =
                    (plan.of("body.0").isEmpty() ? 1 : 0) + (plan.of("body.3").isEmpty() ? 1 : 0);
            return new Fallback.Verdict(good == 2, good);
        });
        assertThat(found.orElseThrow().differenceFrom(start)).isEqualTo("body.0 in FP32, body.3 in FP32");
    }

    @Test
    void whereHalfOfTheLayersWouldHaveToBeWiderThereIsNoPlan() {
        Parts parts = new Parts(List.of("body.0", "body.1"), List.of());
        List<Plan> asked = new ArrayList<>();
        assertThat(Fallback.search(Plan.uniform(parts, Precision.BF16, false), plan -> {
                    asked.add(plan);
                    return new Fallback.Verdict(false, 0);
                }))
                .isEmpty();
        assertThat(asked).hasSize(3);
    }

    private static EncodedBatch sequence(EncodedBatch batch, int s) {
        int[][] ids = Arrays.stream(batch.ids())
                .map(row -> Arrays.copyOfRange(row, batch.offsets()[s], batch.offsets()[s + 1]))
                .toArray(int[][]::new);
        return new EncodedBatch(ids, new int[] {0, batch.length(s)});
    }

    private static TaggerModel recurrentFirst() {
        for (long seed = 0; seed < 100; seed++) {
            TaggerModel model = new RandomTaggers(seed).any();
            if (model.body().get(0) instanceof Recurrent) {
                return model;
            }
        }
        throw new AssertionError("no model begins with a recurrent layer");
    }
}
