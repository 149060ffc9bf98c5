package dev.fastener.convert.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.EncodedBatch;
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
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A network that gives the ids 1, 2 and 3 the tags 0, 1 and 2, and whose transitions know that tag 2 continues tag 1. */
class PlausibilityTest {
    private static final Transitions LEARNED = new Transitions(
            new Matrix(3, 3, new float[] {1, 0, -3, /**/ 0, -1, 2, /**/ 0, -1, 1}), new float[3], new float[3]);

    private static Plausibility look(List<String> labels, @Nullable Transitions transitions, int... ids) {
        TaggerModel model = new TaggerModel(
                List.of(new Feature(
                        "input",
                        FeatureUnit.CHARACTER,
                        new Vocabulary(List.of("", "a", "b", "c"), 0, Vocabulary.SKIP),
                        new Matrix(4, 3, new float[] {0, 0, 0, /**/ 9, 0, 0, /**/ 0, 9, 0, /**/ 0, 0, 9}))),
                FeatureJoin.CONCAT,
                List.of(new Dense(
                        new Matrix(3, 3, new float[] {1, 0, 0, /**/ 0, 1, 0, /**/ 0, 0, 1}),
                        new float[3],
                        Activation.LINEAR)),
                new Head(transitions == null ? Head.Decoding.ARGMAX : Head.Decoding.VITERBI, transitions, false, false),
                new TagSet(labels, TagFormat.of(TagScheme.BIO)),
                TextRules.trained(TextRules.Unit.CHARACTER, 0),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
        return Plausibility.of(
                model, new ScalarEngine(model), new EncodedBatch(new int[][] {ids}, new int[] {0, ids.length}));
    }

    @Test
    void transitionsSpeakForTheOrderOfTheTags() {
        Plausibility right = look(List.of("O", "B-X", "I-X"), LEARNED, 1, 1, 2, 3);
        assertThat(right.legalAbove()).isEqualTo(1);
        assertThat(right.warning(0.2, Double.NaN)).isEmpty();
        Plausibility wrong = look(List.of("O", "I-X", "B-X"), LEARNED, 1, 1, 2, 3);
        assertThat(wrong.legalAbove()).isZero();
        assertThat(wrong.warning(0.2, Double.NaN))
                .hasValueSatisfying(text -> assertThat(text).contains("legal ones", "--tags"));
    }

    @Test
    void withoutTransitionsThePathsSpeak() {
        int[] text = {1, 1, 1, 2, 3, 3, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1};
        Plausibility right = look(List.of("O", "B-X", "I-X"), null, text);
        assertThat(right).isEqualTo(new Plausibility(Double.NaN, 0, 20, 16, 16, 0, 2));
        assertThat(right.warning(0.2, Double.NaN)).isEmpty();
        Plausibility wrong = look(List.of("B-X", "I-X", "O"), null, text);
        assertThat(wrong.outside()).isEqualTo(2);
        assertThat(look(List.of("B-X", "O", "I-X"), null, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1)
                        .warning(0.2, Double.NaN))
                .hasValueSatisfying(
                        warning -> assertThat(warning).contains("92 % of the steps have one tag, and only 0 % are O"));
        assertThat(look(List.of("B-X", "O", "I-X"), null, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1)
                        .warning(0.2, 0.8))
                .hasValueSatisfying(
                        warning -> assertThat(warning).contains("0 % of the steps are O, but 80 % of the corpus's"));
    }

    @Test
    void addressesHaveNoStepOutside() {
        Plausibility address = look(List.of("O", "B-X", "I-X"), LEARNED, 2, 3, 3, 2, 3, 2, 2, 3);
        assertThat(address.outside()).isZero();
        assertThat(address.warning(0.2, Double.NaN)).isEmpty();
        assertThat(address.warning(0.2, 0.02)).isEmpty();
    }

    @Test
    void manyIllegalMovesAreNoticed() {
        int[] ids = new int[100];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i % 3 == 0 ? 3 : 1; // an inside tag after outside, again and again
        }
        Plausibility paths = look(List.of("O", "B-X", "I-X"), null, ids);
        assertThat(paths.illegal()).isEqualTo(34);
        assertThat(paths.entities()).isEqualTo(34);
        assertThat(paths.warning(0.5, Double.NaN)).isPresent();
    }
}
