package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that other programs wrote: read, or refused with their name and the way on. */
class ForeignFormatsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.parquet | 'PAR1\u0015\u0004' | Parquet",
                "data-00000.arrow | 'ARROW1\u0000\u0000' | Arrow",
                "book.xlsx | 'PK\u0003\u0004' | Excel",
                "train.spacy | 'x\u009c\u00ed' | DocBin",
                "train.pkl | '\u0080\u0004' | pickle",
                "other.zip | 'PK\u0003\u0004' | zip file"
            })
    void filesOfOtherProgramsAreRefusedByName(String name, String start, String expected) throws IOException {
        Path file = Files.write(folder.resolve(name), (start + "more").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Corpus.read(file, CorpusOptions.defaults()))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#FORMAT=WebAnno TSV 3.3 | WebAnno TSV 3",
                "我/r 在/p 杭州/ns 。/w | People's Daily",
                "<doc> | XML",
                "Just prose. | can't tell its format"
            })
    void textsOfOtherFormatsAreRefusedByName(String line, String expected) {
        assertThatThrownBy(() -> TestCorpora.read(folder, line + "\n"))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({"'{{PER:小李}}在{{LOC:杭州}}😀{{X:好}}'", "'[@小李#PER*]在[@杭州#LOC*]😀[@好#X*]'"})
    void marksInATextAreSpans(String line) throws IOException {
        Corpus corpus = TestCorpora.read(folder, line + "\n\n没有\n");
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[小李] LOC[杭州] X[好]", "");
        assertThat(corpus.sentences().get(0).text()).isEqualTo("小李在杭州😀好");
        assertThat(corpus.layout().offsets()).hasToString("code-point");
    }

    @Test
    void smallLettersAreTagsInline() throws IOException {
        assertThat(TestCorpora.entities(TestCorpora.read(folder, "小/b-per 李/i-per 在/o\n")))
                .containsExactly("per[小李]");
    }
}
