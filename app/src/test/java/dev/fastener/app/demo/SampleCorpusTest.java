package dev.fastener.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SampleCorpusTest {
    private static SampleCorpus corpus;

    @BeforeAll
    static void generate() throws IOException {
        corpus = SampleCorpus.generate(1, 3000, 400, 400);
    }

    @Test
    void namesOfDevAndTestAreNeverInTrain() {
        assertThat(names(corpus.dev())).doesNotContainAnyElementsOf(names(corpus.train()));
        assertThat(names(corpus.test()))
                .doesNotContainAnyElementsOf(names(corpus.train()))
                .doesNotContainAnyElementsOf(names(corpus.dev()));
    }

    @Test
    void theDemoSentenceAndItsUniversityAreNowhere() {
        for (List<LabelledSentence> part : List.of(corpus.train(), corpus.dev(), corpus.test())) {
            assertThat(part).noneMatch(sentence -> sentence.text().contains("华东师范大学"));
        }
    }

    @Test
    void theSameSeedGivesTheSameSentences() throws IOException {
        assertThat(texts(SampleCorpus.generate(1, 3000, 400, 400).test())).isEqualTo(texts(corpus.test()));
        assertThat(texts(SampleCorpus.generate(2, 50, 10, 10).train()))
                .isNotEqualTo(texts(SampleCorpus.generate(1, 50, 10, 10).train()));
    }

    @Test
    void noSentenceOccursTwiceAndNoSlotIsLeft() {
        List<String> all = List.of(corpus.train(), corpus.dev(), corpus.test()).stream()
                .flatMap(part -> texts(part).stream())
                .toList();
        assertThat(all).doesNotHaveDuplicates().noneMatch(text -> text.matches(".*[{}\\s].*"));
    }

    @Test
    void everyTypeIsInEveryPartAndSomeSentencesHoldNone() {
        for (List<LabelledSentence> part : List.of(corpus.train(), corpus.dev(), corpus.test())) {
            assertThat(part.stream()
                            .flatMap(sentence -> sentence.entities().stream())
                            .map(entity -> entity.type())
                            .distinct())
                    .containsExactlyInAnyOrder("PER", "ORG", "LOC", "TIME", "PRODUCT", "TITLE", "DISEASE", "DRUG");
            assertThat(part).anyMatch(sentence -> sentence.entities().isEmpty());
        }
    }

    private static List<String> texts(List<LabelledSentence> sentences) {
        return sentences.stream().map(LabelledSentence::text).toList();
    }

    private static Set<String> names(List<LabelledSentence> sentences) {
        return sentences.stream()
                .flatMap(sentence -> sentence.entities().stream()
                        .map(entity -> sentence.text().substring(entity.start(), entity.end())))
                .collect(Collectors.toSet());
    }
}
