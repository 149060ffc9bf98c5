package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusStatisticsTest {
    @TempDir
    Path folder;

    @Test
    void figuresOfASmallCorpusAreThoseCountedByHand() throws IOException {
        CorpusStatistics train = statistics("甲\\B-X 乙\\I-X\n甲\\B-X 乙\\O\n丙\\B-Y 甲\\O 甲\\O 甲\\B-X\n");
        CorpusStatistics dev = statistics("甲\\O 乙\\O\n丁\\B-X 乙\\O\n");
        assertThat(train.sentences()).isEqualTo(3);
        assertThat(train.tokens()).isEqualTo(8);
        assertThat(train.entities()).isEqualTo(4);
        assertThat(train.entitiesByType()).containsExactly(java.util.Map.entry("X", 3L), java.util.Map.entry("Y", 1L));
        assertThat(train.duplicates()).isEqualTo(1);
        assertThat(dev.duplicatesOf(train)).isEqualTo(1);
        assertThat(dev.outOfVocabularyRate(train)).isEqualTo(0.25);
        assertThat(train.lengthQuantile(0)).isEqualTo(2);
        assertThat(train.lengthQuantile(0.5)).isEqualTo(2);
        assertThat(train.lengthQuantile(1)).isEqualTo(4);
        assertThat(train.longerThan(2)).isEqualTo(1);
        assertThat(train.tokensBeyond(3)).isEqualTo(1);
        assertThat(train.entitiesBeyond(1)).isEqualTo(2);
        assertThat(train.paddingInFileOrder(3)).isCloseTo(1 - 8 / 12.0, within(1e-12));
        assertThat(train.paddingInFileOrder(2)).isZero();
    }

    @Test
    void sentencesThatJoinToTheSameTextAreNotEqual() throws IOException {
        CorpusStatistics statistics = statistics("ab\\O c\\O\na\\O bc\\O\nab\\O c\\O\n");
        assertThat(statistics.duplicates()).isEqualTo(1);
    }

    private CorpusStatistics statistics(String inline) throws IOException {
        CorpusStatistics statistics = new CorpusStatistics();
        TestCorpora.read(folder, inline).sentences().forEach(statistics::add);
        return statistics;
    }
}
