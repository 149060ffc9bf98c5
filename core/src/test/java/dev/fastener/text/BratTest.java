package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BratTest {
    @TempDir
    Path folder;

    @Test
    void everyLineOfADocumentIsASentence() throws IOException {
        TestCorpora.file(folder, "b.txt", "小李在杭州。\n\n😀东海大\n学很大\n完\n");
        TestCorpora.file(
                folder,
                "b.ann",
                "T1\tPER 0 2\t小李\nT2\tLOC 3 5\t杭州\nT3\tORG 9 14\t东海大 学\nR1\tIn Arg1:T1 Arg2:T2\nA1\tSure T1\n");
        TestCorpora.file(folder, "a.txt", "谁\r\n来\r\n");
        Files.createFile(folder.resolve("a.ann"));
        TestCorpora.file(folder, "c.txt", "没有人看");
        Corpus corpus = Corpus.read(folder, CorpusOptions.defaults());
        assertThat(corpus.layout().format()).isEqualTo(CorpusFormat.BRAT);
        assertThat(TestCorpora.entities(corpus)).containsExactly("", "", "PER[小李] LOC[杭州]", "ORG[东海大\n学]", "");
        assertThat(corpus.sentences()).extracting(LabelledSentence::text).contains("谁", "来", "😀东海大\n学很大");
        assertThat(corpus.sentences()).extracting(LabelledSentence::line).containsExactly(1L, 2L, 1L, 3L, 5L);
        assertThat(corpus.layout().offsetsProven()).isEqualTo(3);
        assertThat(corpus.problems().count(ProblemKind.SKIPPED_TASK)).isEqualTo(1);
        assertThat(corpus.problems().count(ProblemKind.UNKNOWN_ANNOTATION)).isEqualTo(2);
    }

    @Test
    void fragmentsAreReadAsOneSpan() throws IOException {
        Path text = TestCorpora.file(folder, "a.txt", "北山和南山\n");
        TestCorpora.file(folder, "a.ann", "T1\tLOC 0 1;4 5\t北 山\n");
        Corpus corpus = Corpus.read(text, CorpusOptions.defaults());
        assertThat(TestCorpora.entities(corpus)).containsExactly("LOC[北山和南山]");
        assertThat(corpus.problems().count(ProblemKind.DISCONTINUOUS)).isEqualTo(1);
    }

    @Test
    void damagedAnnotationsAreRefusedWithTheirLine() throws IOException {
        Path text = TestCorpora.file(folder, "a.txt", "北山\n");
        TestCorpora.file(folder, "a.ann", "T1\tLOC 0 2\t北山\nT2\tLOC zero 2\t北山\n");
        assertThatThrownBy(() -> Corpus.read(text, CorpusOptions.defaults()))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining("a.ann:2: expected T1<TAB>Type start end<TAB>text");
    }
}
