package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small corpora that were read wrongly once, each with its right value; skipped where FASTENER_SHARED doesn't lead to them. */
class SharedCorpusCasesTest {
    private static Corpus read(String file) throws IOException {
        Path path =
                Path.of(Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"), "cases", file);
        assumeTrue(Files.exists(path), () -> "skipped: no " + path);
        return Corpus.read(path, CorpusOptions.defaults());
    }

    @ParameterizedTest
    @CsvSource({
        "columns-index/corpus.txt, 2, 'PER[Mara] LOC[Port Elm]'",
        "columns-comments/corpus.conll, 2, 'PER[mara] LOC[port elm]'",
        "columns-empty-token/corpus.conll, 2, LOC[London]",
        "kaggle-csv/corpus.csv, 2, 'per[Mara] geo[Port Elm]'",
        "spans-key/three.json, 1, 'ORG[甲乙公司] LOC[丙丁市]'",
        "prodigy-reject/corpus.jsonl, 1, 'PER[Mara] LOC[Port Elm]'",
        "label-studio-min/min_names.json, 1, 'PER[小岚] LOC[云港市]'",
        "tags-lowercase/corpus.txt, 2, 'per[Mara] loc[Port Elm]'"
    })
    void sentencesAndEntitiesAreThoseOfTheFile(String file, int sentences, String first) throws IOException {
        Corpus corpus = read(file);
        assertThat(corpus.sentences()).hasSize(sentences);
        String text = TestCorpora.entities(corpus.sentences().get(0));
        assertThat(corpus.layout().unit().isWord() ? text : text.replace("PortElm", "Port Elm"))
                .isEqualTo(first);
    }

    @Test
    void labelStudiosMinimalExportHoldsWhatItsFullOneDoes() throws IOException {
        Corpus minimal = read("label-studio-min/min.json");
        assertThat(minimal.sentences()).hasSize(9);
        assertThat(TestCorpora.entities(minimal)).isEqualTo(TestCorpora.entities(read("label-studio-min/full.json")));
    }

    @Test
    void aTokenOfACsvMayHoldItsSeparator() throws IOException {
        assertThat(read("kaggle-csv/corpus.csv").sentences().get(1).tokens())
                .containsExactly("5,000", "people", "left", "\"", ".");
    }
}
