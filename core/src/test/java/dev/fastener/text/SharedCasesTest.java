package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.model.TextRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Small corpora that were once read wrongly, not ours to ship: skipped where FASTENER_SHARED doesn't lead to them. */
class SharedCasesTest {
    @Test
    void theTokenStandsBehindItsIndex() throws IOException {
        Corpus corpus = read("columns-index/corpus.txt");
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[Mara] LOC[Port Elm]", "");
        assertThat(corpus.sentences().get(0).text()).isEqualTo("Mara sells Port Elm");
    }

    @Test
    void commentLinesAreLeftOut() throws IOException {
        Corpus corpus = read("columns-comments/corpus.conll");
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[mara] LOC[port elm]", "");
        assertThat(corpus.problems().count(ProblemKind.COMMENT_LINE)).isEqualTo(2);
    }

    @Test
    void aTagWithoutATokenIsListedWithItsLine() throws IOException {
        Corpus corpus = read("columns-empty-token/corpus.conll");
        assertThat(TestCorpora.entities(corpus)).containsExactly("LOC[London]", "");
        assertThat(corpus.problems().places(ProblemKind.MISSING_TOKEN))
                .singleElement()
                .satisfies(place -> assertThat(place.line()).isEqualTo(2));
    }

    @Test
    void kagglesTableIsRead() throws IOException {
        Corpus corpus = read("kaggle-csv/corpus.csv");
        assertThat(TestCorpora.entities(corpus)).containsExactly("per[Mara] geo[Port Elm]", "");
        assertThat(corpus.sentences().get(1).tokens()).containsExactly("5,000", "people", "left", "\"", ".");
    }

    @Test
    void smallLettersAreTags() throws IOException {
        assertThat(TestCorpora.entities(read("tags-lowercase/corpus.txt")))
                .containsExactly("per[Mara] loc[Port Elm]", "");
    }

    private static Corpus read(String name) throws IOException {
        Path shared =
                Path.of(Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"));
        Path path = shared.resolve("cases").resolve(name);
        assumeTrue(Files.exists(path), () -> path + " is absent: set FASTENER_SHARED");
        return Corpus.read(path, CorpusOptions.defaults().withUnit(TextRules.Unit.WORD));
    }
}
