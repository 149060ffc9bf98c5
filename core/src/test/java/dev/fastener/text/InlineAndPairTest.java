package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InlineAndPairTest {
    @TempDir
    Path folder;

    @Test
    void inlineSentencesAreRead() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "东\\B_ORG 海\\M_ORG 大\\M_ORG 学\\E_ORG 在\\O 沪\\B_LOC\n\n很\\O 好\\O\n");
        assertThat(corpus.layout().format()).isEqualTo(CorpusFormat.INLINE);
        assertThat(corpus.layout().tagFormat()).isEqualTo(new TagFormat(TagScheme.BMEO, "_", false));
        assertThat(TestCorpora.entities(corpus)).containsExactly("ORG[东海大学] LOC[沪]", "");
        assertThat(corpus.sentences()).extracting(LabelledSentence::line).containsExactly(1L, 3L);
    }

    @Test
    void tokensMayBeSlashesBackslashesAndSpaces() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "\\\\O /\\O  \\O a/b\\B-X\n");
        assertThat(corpus.sentences().get(0).tokens()).containsExactly("\\", "/", " ", "a/b");
    }

    @Test
    void aSlashBeforeTheTagWillDo() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "东/B-ORG 海/I-ORG 好/O\n");
        assertThat(TestCorpora.entities(corpus)).containsExactly("ORG[东海]");
    }

    @Test
    void itemsWithoutTokenOrTagAreRefusedByTheirNumber() {
        assertThatThrownBy(() -> TestCorpora.read(folder, "东\\B-X 好\\O\n海\\O 大\n很\\O\n"))
                .hasMessageContaining(":2: item 2: a token without a tag");
        assertThatThrownBy(() -> TestCorpora.read(folder, "东\\B-X 好\\O\n海\\O \\O\n很\\O\n"))
                .hasMessageContaining(":2: item 2: a tag without a token");
    }

    @Test
    void sentencesAndTagsInTwoFilesAreJoinedLineByLine() throws IOException {
        Path words = TestCorpora.file(folder, "train.words.txt", "Lena lives here\n\n东海 大学\n");
        TestCorpora.file(folder, "train.tags.txt", "B-PER O O\n\nB-ORG I-ORG I-ORG I-ORG\n");
        Corpus corpus = Corpus.read(words, CorpusOptions.defaults());
        assertThat(corpus.layout().format()).isEqualTo(CorpusFormat.PAIR);
        assertThat(corpus.sentences().get(0).tokens()).containsExactly("Lena", "lives", "here");
        assertThat(corpus.sentences().get(1).tokens()).containsExactly("东", "海", "大", "学");
    }

    /** As {@code fastener data convert --to pair} names them. */
    @Test
    void whatWasWrittenAsAPairIsReadAsOne() throws IOException {
        TestCorpora.file(folder, "news.tags.txt", "B-PER O O\n");
        Path words = TestCorpora.file(folder, "news.txt", "Lena lives here\n");
        Corpus corpus = Corpus.read(words, CorpusOptions.defaults());
        assertThat(corpus.layout().format()).isEqualTo(CorpusFormat.PAIR);
        assertThat(corpus.sentences()).hasSize(1);
    }

    @Test
    void linesThatDontFitAreRefused() throws IOException {
        Path words = TestCorpora.file(folder, "a.txt", "Lena lives here\n");
        CorpusOptions options = CorpusOptions.defaults().withTags(TestCorpora.file(folder, "b.txt", "B-PER O\nO\n"));
        assertThatThrownBy(() -> Corpus.read(words, options))
                .hasMessageContaining("a.txt:1: 3 words or 13 characters, but 2 tags in");
        CorpusOptions longer = CorpusOptions.defaults().withTags(TestCorpora.file(folder, "b.txt", "B-PER O O\nO\n"));
        assertThatThrownBy(() -> Corpus.read(words, longer)).hasMessageContaining("ends here, the other file goes on");
    }
}
