package dev.fastener.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.LabelledSentence;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The fit beside a sum over all paths, one after the other. */
class FittedTransitionsTest {
    private static final int TAGS = 3;

    /** Emissions of a, b and c. */
    private static final float[] EMISSIONS = {
        0, 0, 0, /**/ 1, 0.2f, -0.3f, /**/ -0.5f, 0.9f, 0.8f, /**/ 0.1f, 0.3f, 0.4f
    };

    private static final List<LabelledSentence> SENTENCES = List.of(
            sentence("abca", new EntitySpan(1, 3, "X")),
            sentence("bb", new EntitySpan(0, 1, "X"), new EntitySpan(1, 2, "X")),
            sentence("a"),
            sentence("c?ab", new EntitySpan(0, 2, "X")));

    /** Steps and tags of {@link #SENTENCES} by hand: the question mark is no step. */
    private static final int[][] STEPS = {{1, 2, 3, 1}, {2, 2}, {1}, {3, 1, 2}};

    private static final int[][] GOLD = {{0, 1, 2, 0}, {1, 1}, {0}, {1, 0, 0}};

    private static LabelledSentence sentence(String text, EntitySpan... entities) {
        int[] starts = IntStream.range(0, text.length()).toArray();
        return new LabelledSentence(
                text, starts, IntStream.rangeClosed(1, text.length()).toArray(), List.of(entities), 7);
    }

    private static TaggerModel model() {
        Vocabulary vocabulary = new Vocabulary(List.of("", "a", "b", "c"), 0, Vocabulary.SKIP);
        return new TaggerModel(
                List.of(new Feature("input", FeatureUnit.CHARACTER, vocabulary, new Matrix(4, TAGS, EMISSIONS))),
                FeatureJoin.CONCAT,
                List.of(new Dense(
                        new Matrix(TAGS, TAGS, new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}),
                        new float[TAGS],
                        Activation.LINEAR)),
                new Head(Head.Decoding.ARGMAX, null, false, false),
                new TagSet(List.of("O", "B-X", "I-X"), TagFormat.of(TagScheme.BIO)),
                TextRules.trained(TextRules.Unit.CHARACTER, 0),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }

    private static double[] point(FittedTransitions fitted) {
        double[] point = new double[TAGS * TAGS + 2 * TAGS];
        for (int i = 0; i < point.length; i++) {
            int at = i - TAGS * TAGS;
            point[i] = at < 0
                    ? fitted.transitions().scores().values()[i]
                    : at < TAGS
                            ? fitted.transitions().start()[at]
                            : fitted.transitions().end()[at - TAGS];
        }
        return point;
    }

    private static double score(double[] point, int[] steps, int[] path) {
        double score = point[TAGS * TAGS + path[0]] + point[TAGS * TAGS + TAGS + path[path.length - 1]];
        for (int t = 0; t < path.length; t++) {
            score += EMISSIONS[steps[t] * TAGS + path[t]] + (t == 0 ? 0 : point[path[t - 1] * TAGS + path[t]]);
        }
        return score;
    }

    private static double meanLoss(double[] point) {
        double sum = 0;
        for (int s = 0; s < STEPS.length; s++) {
            int length = STEPS[s].length;
            double all = 0;
            for (int n = 0; n < Math.round(Math.pow(TAGS, length)); n++) {
                int[] path = new int[length];
                for (int t = 0, rest = n; t < length; t++, rest /= TAGS) {
                    path[t] = rest % TAGS;
                }
                all += Math.exp(score(point, STEPS[s], path));
            }
            sum += Math.log(all) - score(point, STEPS[s], GOLD[s]);
        }
        return sum / STEPS.length;
    }

    private static double objective(double[] point) {
        double squares = 0;
        for (double value : point) {
            squares += value * value;
        }
        return meanLoss(point) + squares / 2 / STEPS.length;
    }

    @Test
    void theFitIsTheMinimum() {
        FittedTransitions fitted = FittedTransitions.fit(model(), SENTENCES);
        double[] point = point(fitted);
        for (int i = 0; i < point.length; i++) {
            double at = point[i];
            point[i] = at + 1e-4;
            double above = objective(point);
            point[i] = at - 1e-4;
            double below = objective(point);
            point[i] = at;
            assertThat((above - below) / 2e-4).as("slope %d", i).isCloseTo(0, within(1e-4));
        }
        assertThat(fitted.sentences()).isEqualTo(4);
        assertThat(fitted.lossBefore()).isCloseTo(meanLoss(new double[point.length]), within(1e-6));
        assertThat(fitted.lossAfter()).isCloseTo(meanLoss(point), within(1e-6)).isLessThan(fitted.lossBefore());
    }

    @Test
    void theSameSentencesGiveTheSameTransitions() {
        assertThat(point(FittedTransitions.fit(model(), SENTENCES)))
                .containsExactly(point(FittedTransitions.fit(model(), SENTENCES)));
    }

    @Test
    void anEntityWithoutATagIsNamed() {
        List<LabelledSentence> other = List.of(sentence("ab", new EntitySpan(0, 1, "Y")));
        assertThatThrownBy(() -> FittedTransitions.fit(model(), other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 7")
                .hasMessageContaining("B-Y");
    }
}
