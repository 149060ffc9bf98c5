package dev.fastener.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.convert.Reference;
import dev.fastener.convert.SourceFile;
import dev.fastener.model.TextRules;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference computes what real Keras recorded, over padded rows with their masks. */
class KerasReferenceTest {
    @ParameterizedTest
    @MethodSource("dev.fastener.convert.keras.KerasFileTest#models")
    void theReferenceGivesWhatKerasGave(String fixture) throws IOException {
        Reference reference = reference(fixture);
        if (reference == null) {
            return; // a layer that it doesn't know; see below
        }
        Recording recording = Recording.of(fixture);
        for (int s = 0; s < recording.outputs().length; s++) {
            int steps = recording.ids()[0][s].length;
            int before = recording.side() == TextRules.Side.PRE ? recording.length() - steps : 0;
            int[][] rows = new int[recording.ids().length][recording.length()];
            for (int input = 0; input < rows.length; input++) {
                System.arraycopy(recording.ids()[input][s], 0, rows[input], before, steps);
            }
            double[] found = reference.outputs(rows);
            int tags = recording.outputs()[s][0].length;
            for (int i = 0; i < found.length; i++) {
                double expected = recording.outputs()[s][i / tags][i % tags];
                assertThat(found[i])
                        .as("%s, sentence %d, step %d, tag %d", fixture, s, i / tags, i % tags)
                        .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    private static @Nullable Reference reference(String fixture) {
        SourceFile file = KerasFile.read(Recording.FOLDER.resolve(fixture));
        return file.reference(file.readings().get(0));
    }

    @Test
    void manyModelsHaveAReference() throws IOException {
        assertThat(KerasFileTest.models().filter(fixture -> reference(fixture) != null))
                .hasSizeGreaterThan(10);
    }
}
