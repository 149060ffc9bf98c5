package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.model.TextRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sentence 小李在杭州, 小李 a PER and 杭州 a LOC, in every JSON format. */
class JsonFormatsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DOCCANO|{'id':7,'text':'小李在杭州','label':[[0,2,'PER'],[3,5,'LOC']]}",
                "DOCCANO|{'text':'小李在杭州','labels':[[0,2,'PER'],[3,5,'LOC']]}",
                "DOCCANO|{'text':'小李在杭州','entities':[{'id':1,'label':'PER','start_offset':0,'end_offset':2},"
                        + "{'id':2,'label':'LOC','start_offset':3,'end_offset':5}],'relations':[]}",
                "DOCCANO|{'text':'小李在杭州','annotations':[{'label':'PER','start_offset':0,'end_offset':2,'user':1},"
                        + "{'label':'LOC','start_offset':3,'end_offset':5,'user':1},"
                        + "{'label':'ORG','start_offset':0,'end_offset':5,'user':2}]}",
                "LABEL_STUDIO|[{'id':1,'annotations':[{'was_cancelled':true,'result':[]},{'was_cancelled':false,'result':["
                        + "{'value':{'start':0,'end':2,'text':'小李','labels':['PER']},'type':'labels'},"
                        + "{'value':{'choices':['good']},'type':'choices'},"
                        + "{'value':{'start':3,'end':5,'text':'杭州','labels':['LOC']},'type':'labels'}]}],"
                        + "'data':{'text':'小李在杭州'}}]",
                "LABEL_STUDIO|[{'text':'小李在杭州','id':1,'label':[{'start':0,'end':2,'text':'小李','labels':['PER']},"
                        + "{'start':3,'end':5,'text':'杭州','labels':['LOC']}]}]",
                "CLUENER|{'text':'小李在杭州','label':{'PER':{'小李':[[0,1]]},'LOC':{'杭州':[[3,4]]}}}",
                "SPANS|[{'text':'小李在杭州','entities':[{'start':0,'end':2,'type':'PER'},{'start':3,'end':5,'type':'LOC'}]}]",
                "SPANS|[{'sentence':'小李在杭州','spans':[{'begin':0,'end':2,'label':'PER'},"
                        + "{'begin':3,'end':5,'label':'LOC'}]}]",
                "SPANS|[['小李在杭州',{'entities':[[0,2,'PER'],[3,5,'LOC']]}]]",
                "SPANS|['小李在杭州',{'entities':[[0,2,'PER'],[3,5,'LOC']]}]",
                "SPANS|{'text':'小李在杭州','entities':[{'start_idx':0,'end_idx':1,'type':'PER','entity':'小李'},"
                        + "{'start_idx':3,'end_idx':4,'type':'LOC','entity':'杭州'}]}",
                "TOKENS|{'tokens':['小','李','在','杭','州'],'ner_tags':['B-PER','I-PER','O','B-LOC','I-LOC']}"
            })
    void everyFormatIsKnownByItsKeys(CorpusFormat format, String json) throws IOException {
        Corpus corpus = TestCorpora.read(folder, json.replace('\'', '"'));
        assertThat(corpus.layout().format()).isEqualTo(format);
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[小李] LOC[杭州]");
    }

    @Test
    void linesObjectsOverManyLinesAndArraysReadTheSame() throws IOException {
        String one = "{\"text\": \"小李\", \"label\": [[0, 2, \"PER\"]]}";
        String many = "{\n  \"text\": \"小李\",\n  \"label\": [\n    [0, 2, \"PER\"]\n  ]\n}";
        for (String text : List.of(one + "\n" + one, many + "\n" + many, "[" + one + ",\n" + one + "]")) {
            assertThat(TestCorpora.entities(TestCorpora.read(folder, text))).containsExactly("PER[小李]", "PER[小李]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "code-point,2,4",
        "code-point-inclusive,2,3",
        "utf16,3,5",
        "utf16-inclusive,3,4",
        "grapheme,1,3",
        "grapheme-inclusive,1,2"
    })
    void surfacesShowHowSpansAreCounted(String rule, int start, int end) throws IOException {
        // One grapheme, two code points, three UTF-16 units.
        String text = "👍\ufe0f";
        Corpus corpus = TestCorpora.read(
                folder,
                "{\"text\":\"" + text + "小李来\",\"entities\":[{\"start\":" + start + ",\"end\":" + end
                        + ",\"type\":\"PER\",\"text\":\"小李\"}]}");
        assertThat(corpus.layout().offsets()).hasToString(rule);
        assertThat(corpus.layout().offsetsProven()).isEqualTo(1);
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[小李]");
    }

    @Test
    void withoutSurfacesTheOptionSays() throws IOException {
        String text = "{\"text\":\"😀小李来\",\"label\":[[2,3,\"PER\"]]}";
        CorpusOptions options = CorpusOptions.defaults()
                .withOffsets(OffsetRule.named("utf16-inclusive").orElseThrow());
        assertThat(TestCorpora.entities(TestCorpora.read(folder, text, options)))
                .containsExactly("PER[小李]");
    }

    @Test
    void longestOfOverlappingEntitiesWins() throws IOException {
        Corpus corpus = TestCorpora.read(
                folder,
                "{\"text\":\"杭州东海大学\",\"label\":[[0,2,\"LOC\"],[0,6,\"ORG\"],[2,4,\"LOC\"],[0,6,\"ORG\"],[0,6,\"X\"]]}");
        assertThat(TestCorpora.entities(corpus)).containsExactly("ORG[杭州东海大学]");
        assertThat(corpus.problems().count(ProblemKind.OVERLAP)).isEqualTo(3);
        assertThat(corpus.problems().places(ProblemKind.OVERLAP).get(0).detail())
                .contains("X");
    }

    @Test
    void skippedTasksAndSeveralAnnotatorsAreCounted() throws IOException {
        String result = "'result':[{'value':{'start':0,'end':2,'text':'小李','labels':['PER']}}]";
        String json = "[{'data':{'text':'小李来'},'annotations':[]},"
                + "{'data':{'text':'小李来'},'annotations':[{'was_cancelled':true," + result + "}]},"
                + "{'data':{'text':'小李来'},'annotations':[{'result':[]},{'ground_truth':true," + result + "}]},"
                + "{'data':{'text':'谁来'},'annotations':[{'result':[]}]}]";
        Corpus corpus = TestCorpora.read(folder, json.replace('\'', '"'));
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[小李]", "");
        assertThat(corpus.problems().count(ProblemKind.SKIPPED_TASK)).isEqualTo(2);
        assertThat(corpus.problems().places(ProblemKind.SEVERAL_ANNOTATORS))
                .singleElement()
                .satisfies(place -> assertThat(place.detail()).contains("record 3", "2 annotations, which differ"));
    }

    @Test
    void oddSpansAreToldAndLeftOutOrWidened() throws IOException {
        Corpus corpus = TestCorpora.read(
                folder,
                "{\"text\":\"e\u0301tat de Li\",\"label\":[[1,5,\"A\"],[2,2,\"B\"],[5,6,\"C\"],[9,99,\"D\"],[-1,2,\"E\"],[3,1,\"F\"],"
                        + "\"no span\",[9,11,\"G\"]]}");
        assertThat(TestCorpora.entities(corpus)).containsExactly("A[e\u0301tat] G[Li]");
        assertThat(corpus.problems().count(ProblemKind.SPLIT_TOKEN)).isEqualTo(1);
        assertThat(corpus.problems().count(ProblemKind.EMPTY_SPAN)).isEqualTo(2);
        assertThat(corpus.problems().count(ProblemKind.OUT_OF_TEXT)).isEqualTo(3);
        assertThat(corpus.problems().count(ProblemKind.UNKNOWN_ANNOTATION)).isEqualTo(1);
    }

    @Test
    void unitSaysHowTextsAreCut() throws IOException {
        String text = "{\"text\":\"Lena lives in Bad Ems\",\"label\":[[0,4,\"PER\"],[14,21,\"LOC\"]]}";
        Corpus words = TestCorpora.read(folder, text, CorpusOptions.defaults().withUnit(TextRules.Unit.WORD));
        assertThat(words.sentences().get(0).tokens()).containsExactly("Lena", "lives", "in", "Bad", "Ems");
        assertThat(TestCorpora.entities(words)).containsExactly("PER[Lena] LOC[Bad Ems]");
        assertThat(TestCorpora.read(folder, text).sentences().get(0).length()).isEqualTo(17);
    }

    @Test
    void aTokenThatIsABraceIsNoJson() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "{ O\n[ O\n好 B-X\n");
        assertThat(corpus.layout().format()).isEqualTo(CorpusFormat.COLUMNS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'text':'小李','label':[[0,2,'PER'|:1: not JSON",
                "{'text':'小李','label':[[0,2,'PER']]}\\n{'text':|:2: not JSON",
                "{'title':'小李'}|record 1: expected a \"text\"",
                "{'tokens':['小','李'],'tags':['O']}|2 tokens but 1 tags",
                "{'tokens':['小'],'tags':[3]}|expected a name like \"B-ORG\", found 3",
                "{'data':{'a':'x','b':'y'},'annotations':[{'result':[]}]}|found the keys [a, b]"
            })
    void whatIsNoRecordIsRefusedWithItsPlace(String json, String reason) {
        assertThatThrownBy(
                        () -> TestCorpora.read(folder, json.replace('\'', '"').replace("\\n", "\n")))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void halfOfASurrogatePairIsAReplacementCharacter() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "{\"text\":\"\\ud83d\\ude00\\ud800李\",\"label\":[[1,3,\"X\"]]}");
        assertThat(TestCorpora.entities(corpus)).containsExactly("X[\ufffd李]");
        assertThat(corpus.problems().count(ProblemKind.REPLACEMENT_CHARACTER)).isEqualTo(1);
    }

    @Test
    void aFileOfOneLongLineIsReadRecordByRecord() throws IOException {
        String record = "{\"text\":\"小李来" + "了".repeat(1000) + "\",\"label\":[[0,2,\"PER\"]]}";
        Corpus corpus = TestCorpora.read(folder, "[" + (record + ",").repeat(18_000) + record + "]");
        assertThat(corpus.sentences()).hasSize(18_001);
    }

    @Test
    void depthAndSizeAreBounded() {
        assertThatThrownBy(() -> TestCorpora.read(folder, "{\"text\":" + "[".repeat(100_000)))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining("too big or too deep JSON");
        assertThatThrownBy(
                        () -> TestCorpora.read(folder, "{\"text\":\"a\",\"label\":[" + "1,".repeat(2_000_001) + "1]}"))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining("more than 2000000 values");
    }
}
