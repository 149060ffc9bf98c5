package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CorpusSplitTest {
    private static final List<LabelledSentence> SENTENCES =
            new Random(1).ints(1000, 0, 400).mapToObj(CorpusSplitTest::sentence).toList();

    private static LabelledSentence sentence(int number) {
        String text = Integer.toString(number);
        int[] starts = IntStream.range(0, text.length()).toArray();
        int[] ends = IntStream.rangeClosed(1, text.length()).toArray();
        return new LabelledSentence(text, starts, ends, List.of(), 1);
    }

    @Test
    void duplicatesAreOnOneSideAndNothingIsLost() {
        for (int seed = 0; seed < 50; seed++) {
            CorpusSplit split = CorpusSplit.of(SENTENCES, 0.1, 0.2, seed);
            assertThat(texts(split.train()))
                    .as("seed %d", seed)
                    .doesNotContainAnyElementsOf(texts(split.dev()))
                    .doesNotContainAnyElementsOf(texts(split.test()));
            assertThat(texts(split.dev())).doesNotContainAnyElementsOf(texts(split.test()));
            assertThat(split.dev()).hasSize(100);
            assertThat(split.test()).hasSize(200);
            List<LabelledSentence> all = new ArrayList<>(split.train());
            all.addAll(split.dev());
            all.addAll(split.test());
            assertThat(all).containsExactlyInAnyOrderElementsOf(SENTENCES);
        }
    }

    private static Set<String> texts(List<LabelledSentence> sentences) {
        Set<String> texts = new HashSet<>();
        sentences.forEach(sentence -> texts.add(sentence.text()));
        return texts;
    }

    @Test
    void theSeedDecides() {
        assertThat(CorpusSplit.of(SENTENCES, 0.1, 0, 7)).isEqualTo(CorpusSplit.of(SENTENCES, 0.1, 0, 7));
        assertThat(CorpusSplit.of(SENTENCES, 0.1, 0, 7).dev())
                .isNotEqualTo(CorpusSplit.of(SENTENCES, 0.1, 0, 8).dev());
    }

    @Test
    void sharesThatLeaveNothingToTrainOnAreRefused() {
        assertThatThrownBy(() -> CorpusSplit.of(SENTENCES, 0.5, 0.5, 1)).hasMessageContaining("0.5 and 0.5");
        assertThatThrownBy(() -> CorpusSplit.of(SENTENCES, -0.1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
