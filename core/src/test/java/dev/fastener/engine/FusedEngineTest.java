package dev.fastener.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fused engine against the scalar engine's double precision, over drawn models and batches. */
class FusedEngineTest {
    private static final int MODELS = 60;

    static Stream<String> tiers() {
        return Stream.of("scalar", "vector");
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void anyModelGivesTheScalarEnginesEmissions(String tier) {
        for (int seed = 0; seed < MODELS; seed++) {
            RandomTaggers make = new RandomTaggers(seed);
            Random random = new Random(seed);
            TaggerModel model = make.any();
            int threads = 1 + random.nextInt(4);
            EngineOptions options = EngineOptions.defaults()
                    .withKernels(tier)
                    .withThreads(threads)
                    .withTableMegabytes(random.nextInt(3) == 0 ? 0 : 256)
                    .withWarmUpMillis(0);
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

    static String describe(TaggerModel model) {
        StringBuilder text = new StringBuilder(model.text().padding() + " "
                + model.text().padSide() + " " + (model.head().overPads() ? "over pads " : "") + model.join());
        model.body()
                .forEach(layer -> text.append(" ")
                        .append(layer.getClass().getSimpleName())
                        .append(
                                layer instanceof dev.fastener.model.Recurrent r
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
