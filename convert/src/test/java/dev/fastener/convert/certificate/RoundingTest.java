package dev.fastener.convert.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Matrix;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A network whose outputs are small differences of large values, which 32-bit floats get wrong. */
class RoundingTest {
    private static final int WIDTH = 64;

    private static TaggerModel model(float scale) {
        Random random = new Random(1);
        float[] rows = new float[4 * WIDTH];
        for (int i = WIDTH; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian() * scale;
        }
        float[] kernel = new float[WIDTH * 3];
        for (int i = 0; i < kernel.length; i += 3) {
            kernel[i] = (float) random.nextGaussian();
            kernel[i + 1] = kernel[i] + 1e-4f * (float) random.nextGaussian();
            kernel[i + 2] = kernel[i] + 1e-4f * (float) random.nextGaussian();
        }
        float[] bias = {0, 0, 0};
        return new TaggerModel(
                List.of(new Feature(
                        "input",
                        FeatureUnit.CHARACTER,
                        new Vocabulary(List.of("", "a", "b", "c"), 0, Vocabulary.SKIP),
                        new Matrix(4, WIDTH, rows))),
                FeatureJoin.CONCAT,
                List.of(
                        new Dense(new Matrix(WIDTH, 3, kernel), bias, Activation.LINEAR),
                        new Dense(
                                new Matrix(3, 3, new float[] {1, 0, 1, /**/ -1, 1, 0, /**/ 0, -1, -1}),
                                bias,
                                Activation.TANH)),
                new Head(Head.Decoding.ARGMAX, null, false, false),
                new TagSet(List.of("O", "B-X", "I-X"), TagFormat.of(TagScheme.BIO)),
                TextRules.trained(TextRules.Unit.CHARACTER, 0),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }

    private static Recording shifted(Recording exact, float by) {
        float[][] outputs = exact.outputs().clone();
        for (int row = 0; row < outputs.length; row++) {
            outputs[row] = outputs[row].clone();
            for (int i = 0; i < outputs[row].length; i++) {
                outputs[row][i] += i % 2 == 0 ? by : -by;
            }
        }
        return new Recording(
                exact.ids(), exact.further(), outputs, exact.tags(), exact.texts(), exact.pad(), exact.known());
    }

    private static List<Comparison> compare(TaggerModel model, float by) {
        Recording source = shifted(
                RandomRows.of(model, new int[] {0}, (ids, from, real) -> RandomRows.outputs(model, ids, from, real)),
                by);
        try (Engine engine = Engines.fastest(model, EngineOptions.forBulk())) {
            return Certifier.compare(model, source, List.of(engine));
        }
    }

    @Test
    void aNetworkThatIsComputedExactlyKeepsTheUsualBound() {
        Comparison comparison = compare(model(0.1f), 5e-5f).get(0);
        assertThat(comparison.bound()).isEqualTo(Rounding.USUAL);
        assertThat(comparison.passed()).isFalse();
    }

    @Test
    void aNetworkOnWhichFloatsDriftMayDifferByTwiceTheirDrift() {
        TaggerModel model = model(30);
        Comparison comparison = compare(model, 5e-5f).get(0);
        assertThat(comparison.bound()).isBetween(1e-4, 1e-3);
        assertThat(comparison.passed()).as("%s", comparison).isTrue();
    }

    @Test
    void aWrongReadingMakesNoBoundWider() {
        assertThat(compare(model(0.1f), 9e-4f).get(0).bound()).isEqualTo(Rounding.USUAL);
        assertThat(compare(model(30), 0.01f).get(0).passed()).isFalse();
    }
}
