package dev.fastener.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemeDetectorTest {
    @ParameterizedTest
    @EnumSource
    void findsEverySchemeInEveryNotation(TagScheme scheme) {
        for (String separator : List.of("-", "_")) {
            for (boolean typeFirst : new boolean[] {false, true}) {
                TagFormat format = new TagFormat(scheme, separator, typeFirst);
                SchemeDetector detector = new SchemeDetector();
                for (int seed = 0; seed < 100; seed++) {
                    detector.add(format.labels(20, randomSpans(new Random(seed))));
                }
                assertThat(detector.detect()).isEqualTo(format);
            }
        }
    }

    @Test
    void aFewIllegalTagsDontMakeBioAnotherScheme() {
        SchemeDetector detector = new SchemeDetector();
        for (int i = 0; i < 20; i++) {
            detector.add(List.of("O", "B-PER", "I-PER", "O"));
        }
        detector.add(List.of("O", "I-PER", "O"));
        assertThat(detector.detect().scheme()).isEqualTo(TagScheme.BIO);
    }

    @Test
    void aCorpusWithoutEntitiesIsBio() {
        SchemeDetector detector = new SchemeDetector();
        detector.add(List.of("O", "O"));
        assertThat(detector.detect()).isEqualTo(TagFormat.of(TagScheme.BIO));
    }

    @Test
    void lettersOfTwoSchemesAreRefused() {
        assertThatThrownBy(() -> detect("B-X M-X E-X O B-X I-X"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mixed tag schemes")
                .hasMessageContaining("\"B-X\" (B 2 times), \"E-X\" (E 1 times)");
    }

    @Test
    void aLabelThatIsNoTagIsNamed() {
        assertThatThrownBy(() -> detect("O B-X I-X NN"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"NN\"");
    }

    @Test
    void tagsWithoutTypesAreKnown() {
        assertThat(detect("B M E S B E").scheme()).isEqualTo(TagScheme.BMES);
    }

    @Test
    void aColumnThatIsNotTheTagsIsRefused() {
        SchemeDetector detector = new SchemeDetector();
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= SchemeDetector.MAX_LABELS; i++) {
                        detector.id("word" + i);
                    }
                })
                .hasMessageContaining("more than 2000 different tags");
    }

    @Test
    void countsAreThoseOfTheLabels() {
        SchemeDetector detector = new SchemeDetector();
        for (int i = 0; i < 100; i++) {
            detector.add(List.of("O", "B-T" + i, "O"));
        }
        assertThat(detector.counts()).hasSize(101).containsEntry("O", 200L).containsEntry("B-T99", 1L);
    }

    @Test
    void smallLettersAreTagsWhereNoCapitalIs() {
        assertThat(detect("o b-per i-per")).isEqualTo(TagFormat.of(TagScheme.BIO));
        assertThat(detect("o per_b per_i")).isEqualTo(new TagFormat(TagScheme.BIO, "_", true));
        assertThat(detect("s b m e o").scheme()).isEqualTo(TagScheme.BMES);
        assertThat(detect("o b-per").parse("b-per")).isEqualTo(new Tag(Position.BEGIN, "per"));
        assertThatThrownBy(() -> detect("O B-PER i-PER")).hasMessageContaining("tags \"i-PER\"");
    }

    private static TagFormat detect(String labels) {
        SchemeDetector detector = new SchemeDetector();
        detector.add(List.of(labels.split(" ")));
        return detector.detect();
    }

    private static List<EntitySpan> randomSpans(Random random) {
        List<EntitySpan> spans = new ArrayList<>();
        int from = random.nextInt(3);
        while (from < 17) {
            int end = from + 1 + random.nextInt(3);
            spans.add(new EntitySpan(from, end, random.nextBoolean() ? "PER" : "village_group"));
            from = end + random.nextInt(3);
        }
        return spans;
    }
}
