package dev.fastener.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TagFormatTest {
    @Test
    void typesThatHoldTheSeparatorAreSplitAtTheLetter() {
        assertThat(new TagFormat(TagScheme.BIO, "_", false).parse("B_village_group"))
                .isEqualTo(new Tag(Position.BEGIN, "village_group"));
        assertThat(new TagFormat(TagScheme.BIO, "-", false).parse("I-creative-work"))
                .isEqualTo(new Tag(Position.INSIDE, "creative-work"));
        assertThat(new TagFormat(TagScheme.BMES, "-", true).parse("PER-NOM-S"))
                .isEqualTo(new Tag(Position.SINGLE, "PER-NOM"));
        assertThat(TagFormat.of(TagScheme.BIO).parse("B-PER.NOM").type()).isEqualTo("PER.NOM");
    }

    @Test
    void everyLabelOfEverySchemeComesBack() {
        for (TagScheme scheme : TagScheme.values()) {
            for (boolean typeFirst : new boolean[] {false, true}) {
                TagFormat format = new TagFormat(scheme, "_", typeFirst);
                for (String label : format.labelsOf(List.of("a_b", ""))) {
                    assertThat(format.label(format.parse(label))).isEqualTo(label);
                }
            }
        }
    }

    @Test
    void aLabelOfAnotherSchemeIsRefusedByName() {
        TagFormat format = TagFormat.of(TagScheme.BIO);
        for (String label : List.of("M-ORG", "B_ORG", "", "ORG", "O-ORG", "m-ORG")) {
            assertThatThrownBy(() -> format.parse(label))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tag \"" + label + "\"")
                    .hasMessageContaining("B I O");
        }
    }

    @Test
    void overlappingSpansAreRefused() {
        TagFormat format = TagFormat.of(TagScheme.BIO);
        List<EntitySpan> overlapping = List.of(new EntitySpan(0, 3, "X"), new EntitySpan(2, 4, "X"));
        assertThatThrownBy(() -> format.labels(5, overlapping)).isInstanceOf(IllegalArgumentException.class);
        List<EntitySpan> beyond = List.of(new EntitySpan(0, 3, "X"));
        assertThatThrownBy(() -> format.labels(2, beyond)).isInstanceOf(IllegalArgumentException.class);
    }
}
