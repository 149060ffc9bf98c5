package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnLayoutTest {
    private static final List<String> ENTITIES = List.of("PER[Mara] LOC[Port Elm]", "");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                // the token's number first
                "1\tMara\tB-PER\n2\tsees\tO\n3\tPort\tB-LOC\n4\tElm\tI-LOC\n\n1\tShe\tO\n",
                // from 0, between spaces, with a column more
                "0 Mara NN B-PER\n1 sees VB O\n2 Port NN B-LOC\n3 Elm NN I-LOC\n\n0 She PR O\n",
                // counted through the file
                "0\tMara\tB-PER\n1\tsees\tO\n2\tPort\tB-LOC\n3\tElm\tI-LOC\n\n4\tShe\tO\n",
                // the tag first
                "B-PER\tMara\nO\tsees\nB-LOC\tPort\nI-LOC\tElm\n\nO\tShe\n",
                // small letters
                "Mara b-PER\nsees o\nPort b-LOC\nElm i-LOC\n\nShe o\n",
                // comments
                "# id 5\tdomain=en\nMara _ _ B-PER\nsees _ _ O\nPort _ _ B-LOC\nElm _ _ I-LOC\n\n# id 6\tx=y\nShe _ _ O\n",
                "#begin document (x); part 000\nMara\tB-PER\nsees\tO\nPort\tB-LOC\nElm\tI-LOC\n\nShe\tO\n#end document\n",
                "# text = vitamin B\nMara\tB-PER\nsees\tO\nPort\tB-LOC\nElm\tI-LOC\n\nShe\tO\n",
                // CoNLL-U, a word of two tokens and one that isn't in the text
                "# sent_id = 1\n1-2\tMaras\t_\t_\t_\t_\t_\t_\t_\t_\n1\tMara\t_\t_\t_\t_\t_\t_\t_\tNER=B-PER|SpaceAfter=No\n"
                        + "2\tsees\t_\t_\t_\t_\t_\t_\t_\t_\n2.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n"
                        + "3\tPort\t_\t_\t_\t_\t_\t_\t_\tA=b|NER=B-LOC\n4\tElm\t_\t_\t_\t_\t_\t_\t_\tNER=I-LOC\n\n"
                        + "1\tShe\t_\t_\t_\t_\t_\t_\t_\tNER=O\n",
                // CoNLL-U Plus
                "# global.columns = ID FORM UPOS X:NER MISC\n1\tMara\t_\tB-PER\t_\n2\tsees\t_\tO\t_\n3\tPort\t_\tB-LOC\t_\n"
                        + "4\tElm\t_\tI-LOC\t_\n\n1\tShe\t_\tO\t_\n",
                // tables
                "Sentence #,Word,POS,Tag\nSentence: 1,Mara,NN,B-PER\n,sees,VB,O\n,Port,NN,B-LOC\n,Elm,NN,I-LOC\nSentence: 2,She,PR,O\n",
                ",sentence_id,words,labels\n0,0,Mara,B-PER\n1,0,sees,O\n2,0,Port,B-LOC\n3,0,Elm,I-LOC\n4,1,She,O\n",
                "token;label\nMara;B-PER\nsees;O\nPort;B-LOC\nElm;I-LOC\n;\nShe;O\n",
                "TOKEN\tNE-COARSE-LIT\tMISC\n# lang=en\nMara\tB-PER\t_\nsees\tO\t_\nPort\tB-LOC\t_\nElm\tI-LOC\t_\n\nShe\tO\t_\n",
            })
    void theTokenAndTheTagAreFoundWhereverTheyStand(String text) throws IOException {
        Corpus corpus = TestCorpora.read(folder, text);
        assertThat(TestCorpora.entities(corpus)).isEqualTo(ENTITIES);
        assertThat(corpus.layout().format()).isEqualTo(CorpusFormat.COLUMNS);
    }

    @Test
    void aNumberSignIsATokenWhereItsRowIsOne() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "#\tO\n#tea\tB-X\n\n# a note\n# O\ngood\tO\n");
        assertThat(corpus.sentences()).extracting(LabelledSentence::text).containsExactly("# #tea", "good");
        assertThat(corpus.problems().places(ProblemKind.COMMENT_LINE))
                .extracting(CorpusProblem::line)
                .containsExactly(4L, 5L);
        assertThat(TestCorpora.read(folder, "# O\n#tea B-X\n")
                        .sentences()
                        .get(0)
                        .tokens())
                .containsExactly("#", "#tea");
        assertThatThrownBy(() -> TestCorpora.read(folder, "a\tO\n#tea\tBX\n"))
                .hasMessageContaining("corpus:2: tags \"BX\"");
    }

    @Test
    void digitsThatAreTokensStayTokens() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "1 NN B-X\n5 NN O\n\n好 NN O\n");
        assertThat(corpus.sentences().get(0).tokens()).containsExactly("1", "5");
        assertThat(TestCorpora.read(folder, "1 B-X\n2 O\n3 O\n")
                        .sentences()
                        .get(0)
                        .token(1))
                .isEqualTo("2");
    }

    @Test
    void placesBehindACommentHaveTheirOwnLine() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "a\tO\n# note\nb\tI-X\nc\tO\nd\tB-X\n");
        assertThat(corpus.problems().places(ProblemKind.ILLEGAL_TAG).get(0).line())
                .isEqualTo(3);
    }

    @Test
    void quotesInATableAreRead() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "Word,Tag\n\"5,000\",O\n\"\"\"\",O\n\"Mara\",B-PER\n");
        assertThat(corpus.sentences().get(0).tokens()).containsExactly("5,000", "\"", "Mara");
        Corpus tabs = TestCorpora.read(folder, "word\ttag\n\"\tO\n\"\"\"\"\tO\n\"a\tB-X\n");
        assertThat(tabs.sentences().get(0).tokens()).containsExactly("\"", "\"", "\"a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Word,Tag\na,O\n\"b,O\n => :3: a quote that isn't closed",
                "Word,Tag\na,O\nb\n => :3: expected 2 columns as in the names of line 1, found 1",
                "Word,Tag\na,\n => :2: a token without a tag",
                "Sentence #,Sentence,POS,Tag\nS: 1,Mara naps,x,\"['B-PER', 'O']\"\n => whole sentence in a row",
                "# global.columns = ID FORM\n1\tMara\n => CoNLL-U Plus: expected FORM and a column of tags",
                "1\ta\t_\t_\t_\t_\t_\t_\t_\tx=y\n2\tb\t_\t_\t_\t_\t_\t_\t_\t_\n => CoNLL-U without tags",
                "1\ta\t_\t_\t_\t_\t_\t_\t_\tEntity=(e1\n2\tb\t_\t_\t_\t_\t_\t_\t_\t_\n => CorefUD's brackets",
            })
    void whatIsNoRowIsRefusedWithItsPlace(String example) {
        String[] sides = example.split(" => ");
        assertThatThrownBy(() -> TestCorpora.read(folder, sides[0]))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(sides[1]);
    }

    @Test
    void aSentencesNumberInsteadOfATokenIsNamed() {
        assertThatThrownBy(() -> TestCorpora.read(folder, "7\tMara\tB-PER\n7\tnaps\tO\n8\tShe\tO\n".repeat(10)))
                .hasMessageContaining("a sentence's number?");
    }
}
