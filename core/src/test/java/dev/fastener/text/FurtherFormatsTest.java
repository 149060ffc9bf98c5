package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns in another order, a record's own verdict, annotations that nobody reads, and formats of other programs. */
class FurtherFormatsTest {
    private static final List<String> ENTITIES = List.of("PER[Ada] LOC[New Ulm]", "");

    @TempDir
    private Path folder;

    private Corpus read(String content) throws IOException {
        return TestCorpora.read(folder, content);
    }

    private static List<List<String>> tokens(Corpus corpus) {
        return corpus.sentences().stream().map(LabelledSentence::tokens).toList();
    }

    /** The token's column: after a count in each sentence, after one that goes on, after the sentence's number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\tAda\tB-PER\n2\tsees\tO\n3\tNew\tB-LOC\n4\tUlm\tI-LOC\n\n1\tShe\tO\n2\tnaps\tO\n",
                "# id 1\n1\tAda\tB-PER\n2\tsees\tO\n3\tNew\tB-LOC\n4\tUlm\tI-LOC\n\n# id 2\n1\tShe\tO\n2\tnaps\tO\n",
                "0 Ada NNP B-PER\n1 sees VBZ O\n2 New NNP B-LOC\n3 Ulm NNP I-LOC\n\n4 She PRP O\n5 naps VBZ O\n",
                "7\tAda\tB-PER\n7\tsees\tO\n7\tNew\tB-LOC\n7\tUlm\tI-LOC\n\n8\tShe\tO\n8\tnaps\tO\n",
                "# sent_id = 1\n1\tAda\tAda\tPROPN\t_\t_\t2\tnsubj\t_\tNER=B-PER\n"
                        + "2\tsees\tsee\tVERB\t_\t_\t0\troot\t_\t_\n"
                        + "3-4\tNew-Ulm\t_\t_\t_\t_\t_\t_\t_\t_\n"
                        + "3\tNew\tnew\tPROPN\t_\t_\t4\tflat\t_\tSpaceAfter=No|NER=B-LOC\n"
                        + "4\tUlm\tUlm\tPROPN\t_\t_\t2\tobj\t_\tNER=I-LOC|Gloss=x\n\n"
                        + "# text = She naps O\n1\tShe\tshe\tPRON\t_\t_\t2\tnsubj\t_\tNER=O\n"
                        + "2\tnaps\tnap\tVERB\t_\t_\t0\troot\t_\t_\n",
                "Sentence #,Word,POS,Tag\nSentence: 1,Ada,NNP,B-PER\n,sees,VBZ,O\n,New,NNP,B-LOC\n,Ulm,NNP,I-LOC\n"
                        + "Sentence: 2,She,PRP,O\n,naps,VBZ,O\n",
                "token;label\nAda;B-PER\nsees;O\nNew;B-LOC\nUlm;I-LOC\n\nShe;O\nnaps;O\n",
                "word\ttag\nAda\tB-PER\nsees\tO\nNew\tB-LOC\nUlm\tI-LOC\n\nShe\tO\nnaps\tO\n",
            })
    void theTokenIsNotAlwaysTheFirstColumn(String content) throws IOException {
        Corpus corpus = read(content);
        assertThat(TestCorpora.entities(corpus)).isEqualTo(ENTITIES);
        assertThat(tokens(corpus)).isEqualTo(List.of(List.of("Ada", "sees", "New", "Ulm"), List.of("She", "naps")));
    }

    @Test
    void numbersThatAreTokensStayTokens() throws IOException {
        assertThat(tokens(read("1\tB-NUM\n2\tO\n3\tO\n")).get(0)).containsExactly("1", "2", "3");
        assertThat(tokens(read("12 CD O\n7 CD O\nof IN O\n9 CD O\n")).get(0)).containsExactly("12", "7", "of", "9");
    }

    @Test
    void linesOfANumberSignAreCommentsUnlessTheyAreTokens() throws IOException {
        Corpus corpus = read("# id 5\tdomain=en\nAda _ _ B-PER\n#home _ _ O\n# _ _ O\n\n# id 6\tx=y\nShe _ _ O\n");
        assertThat(tokens(corpus)).isEqualTo(List.of(List.of("Ada", "#home", "#"), List.of("She")));
        assertThat(corpus.problems().count(ProblemKind.COMMENT_LINE)).isEqualTo(2);
        assertThat(corpus.problems().places(ProblemKind.COMMENT_LINE).get(1).line())
                .isEqualTo(6);
        assertThatThrownBy(() -> read("# a comment\nAda B-PER\nsees NN\n"))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(":3: tags \"NN\"");
    }

    @Test
    void aTagWithoutATokenIsATokenThatIsUnknown() throws IOException {
        Corpus corpus = read("Ada\tB-PER\n\tO\nUlm\tB-LOC\n\nhi\tO\n");
        assertThat(TestCorpora.entities(corpus)).isEqualTo(List.of("PER[Ada] LOC[Ulm]", ""));
        assertThat(corpus.sentences().get(0).token(1)).isEqualTo("\uFFFD");
        assertThat(corpus.problems().places(ProblemKind.EMPTY_TOKEN).get(0).line())
                .isEqualTo(2);
    }

    @Test
    void quotesInACsvHoldItsSeparator() throws IOException {
        Corpus corpus = read("Sentence #,Word,POS,Tag\nSentence: 1,\"5,000\",CD,O\n,\"\"\"\",``,O\n,Ada,NNP,B-per\n");
        assertThat(tokens(corpus)).isEqualTo(List.of(List.of("5,000", "\"", "Ada")));
    }

    @Test
    void smallLettersAreTags() throws IOException {
        assertThat(TestCorpora.entities(read("Ada b-per\nsees o\nNew b-loc\nUlm i-loc\n\nShe o\n")))
                .isEqualTo(List.of("per[Ada] loc[New Ulm]", ""));
    }

    @Test
    void startAndEndMayBeOneList() throws IOException {
        Corpus corpus =
                read("[{\"text\": \"甲乙在丙\", \"entities\": [{\"name\": \"甲乙\", \"span\": [0, 2], \"type\": \"ORG\"},"
                        + " {\"offset\": [3, 4], \"label\": \"LOC\"}]}]");
        assertThat(TestCorpora.entities(corpus)).isEqualTo(List.of("ORG[甲乙] LOC[丙]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"text\": \"Ada naps\", \"ents\": [{\"from\": 0, \"to\": 3, \"is\": \"PER\"}]} | not understood: [ents]",
                "{\"text\": \"Ada naps\", \"entities\": [{\"where\": \"0-3\", \"type\": \"PER\"}]} | none of its annotations is understood",
                "{\"text\": \"Ada naps\", \"labels\": [], \"ents\": [{\"s\": 0}]} | not understood: [ents]",
                "{\"tokens\": [\"Ada\"], \"ner_tags\": [1]} | ds.features",
            })
    void annotationsThatNobodyUnderstoodAreAnError(String content, String expected) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining("corpus:1")
                .hasMessageContaining(expected);
    }

    @Test
    void aRecordsOwnVerdictCounts() throws IOException {
        Corpus corpus = read(
                "{\"text\": \"Ada naps\", \"spans\": [{\"start\": 0, \"end\": 3, \"label\": \"PER\"}], \"answer\": \"accept\"}\n"
                        + "{\"text\": \"Rain\", \"spans\": [{\"start\": 0, \"end\": 4, \"label\": \"PER\"}], \"answer\": \"reject\"}\n"
                        + "{\"text\": \"Hail\", \"spans\": [], \"answer\": \"ignore\"}\n"
                        + "{\"text\": \"Snow\", \"entities\": [[0, 4, \"PER\"]], \"status\": \"Discarded\"}\n");
        assertThat(TestCorpora.entities(corpus)).isEqualTo(List.of("PER[Ada]"));
        assertThat(corpus.problems().count(ProblemKind.REJECTED)).isEqualTo(3);
    }

    @Test
    void labelStudiosMinimalExportIsReadAsItsFullOne() throws IOException {
        String task = "{\"text\": \"Ada naps\", \"id\": %d, \"annotator\": %d, \"annotation_id\": %d%s}";
        String person =
                ", \"人物\": [{\"start\": 0, \"end\": 3, \"text\": \"Ada\", \"labels\": [\"PER\"]}], \"topic\": \"news\"";
        Corpus corpus = read("[" + task.formatted(1, 1, 10, person) + "," + task.formatted(1, 2, 11, "") + ","
                + task.formatted(2, 1, 20, "") + "]");
        assertThat(TestCorpora.entities(corpus)).isEqualTo(List.of("PER[Ada]", ""));
        assertThat(corpus.problems().count(ProblemKind.SEVERAL_ANNOTATORS)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "corpus.parquet, is Parquet",
        "corpus.xlsx, is Excel",
        "corpus.spacy, is spaCy DocBin",
        "corpus.arrow, is Arrow"
    })
    void formatsThatArentReadAreRefusedByName(String name, String expected) throws IOException {
        Path file = Files.write(folder.resolve(name), "PAR1 something".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Corpus.read(file, CorpusOptions.defaults()))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(expected)
                .hasMessageContaining("what makes a corpus of it");
    }

    @Test
    void webAnnosTsvIsRefusedByName() {
        assertThatThrownBy(() -> read("#FORMAT=WebAnno TSV 3.3\n\n\n#Text=Ada naps\n1-1\t0-3\tAda\tPER\n"))
                .hasMessageContaining("WebAnno TSV")
                .hasMessageContaining("CoNLL 2003");
    }
}
