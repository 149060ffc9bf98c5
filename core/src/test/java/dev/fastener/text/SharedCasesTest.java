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

    @Test
    void aRejectedRecordIsLeftOut() throws IOException {
        Corpus corpus = read("prodigy-reject/corpus.jsonl");
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[Mara] LOC[Port Elm]");
        assertThat(corpus.problems().places(ProblemKind.SKIPPED_TASK))
                .singleElement()
                .satisfies(place -> assertThat(place.line()).isEqualTo(2))
                .satisfies(place -> assertThat(place.detail()).contains("answer=reject"));
    }

    @Test
    void labelStudiosMinimalExportIsItsFullOne() throws IOException {
        Corpus full = readCharacters("label-studio-min/full.json");
        Corpus minimal = readCharacters("label-studio-min/min.json");
        assertThat(minimal.sentences()).hasSize(9);
        assertThat(TestCorpora.entities(minimal)).isEqualTo(TestCorpora.entities(full));
        assertThat(minimal.problems().count(ProblemKind.SEVERAL_ANNOTATORS)).isEqualTo(1);
        assertThat(minimal.problems().count(ProblemKind.SKIPPED_TASK)).isZero();
    }

    @Test
    void labelStudiosControlTagsMayHaveAnyName() throws IOException {
        assertThat(TestCorpora.entities(readCharacters("label-studio-min/min_names.json")))
                .containsExactly("PER[小岚] LOC[云港市]");
    }

    @Test
    void aPlaceInAListIsRead() throws IOException {
        assertThat(TestCorpora.entities(readCharacters("spans-key/three.json"))).containsExactly("ORG[甲乙公司] LOC[丙丁市]");
    }

    private static Corpus readCharacters(String name) throws IOException {
        return Corpus.read(path(name), CorpusOptions.defaults());
    }

    private static Corpus read(String name) throws IOException {
        return Corpus.read(path(name), CorpusOptions.defaults().withUnit(TextRules.Unit.WORD));
    }

    private static Path path(String name) {
        Path shared =
                Path.of(Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"));
        Path path = shared.resolve("cases").resolve(name);
        assumeTrue(Files.exists(path), () -> path + " is absent: set FASTENER_SHARED");
        return path;
    }
}
