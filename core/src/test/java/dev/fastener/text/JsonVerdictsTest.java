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

/** What a record says against itself, and annotations that nobody understands. */
class JsonVerdictsTest {
    private static final String SPANS = "'label':[[0,2,'PER'],[3,5,'LOC']]";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'answer':'reject'",
                "'answer':'ignore'",
                "'status':'Discarded'",
                "'was_cancelled':true",
                "'Skipped':true",
                "'_view_id':'ner','answer':'accept'"
            })
    void aRecordThatSpeaksAgainstItselfIsLeftOut(String verdict) throws IOException {
        String good = "{'text':'小李在杭州'," + SPANS + ",'answer':'accept','status':'Validated','was_cancelled':false}";
        Corpus corpus = read(good + "\n{'text':'小李在杭州'," + SPANS + "," + verdict + "}");
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[小李] LOC[杭州]");
        assertThat(corpus.problems().count(ProblemKind.SKIPPED_TASK)).isEqualTo(1);
    }

    @Test
    void aRejectedAnnotationIsLeftOut() throws IOException {
        Corpus corpus = read("{'content':'小李在杭州','annotations':[{'start':0,'end':2,'tag':'PER','correct':true},"
                + "{'start':3,'end':5,'tag':'LOC','correct':false}]}");
        assertThat(TestCorpora.entities(corpus)).containsExactly("PER[小李]");
        assertThat(corpus.problems().count(ProblemKind.REJECTED_ANNOTATION)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // CCKS
                "{'originalText':'小李在杭州','entities':[{'start_pos':0,'end_pos':2,'label_type':'PER','overlap':0},"
                        + "{'start_pos':3,'end_pos':5,'label_type':'LOC','overlap':0}]}",
                "{'text':'小李在杭州','entities':[{'name':'小李','span':[0,2],'type':'PER'},{'name':'杭州','span':[3,5],'type':'LOC'}]}",
                "{'text':'小李在杭州','entities':[{'offset':0,'length':2,'category':'PER'},{'offset':3,'length':2,'category':'LOC'}]}",
                // LUIS: the end is the last character, as the surfaces show
                "{'text':'小李在杭州','entities':[{'entity':'PER','startPos':0,'endPos':1,'value':'小李'},"
                        + "{'entity':'LOC','startPos':3,'endPos':4,'value':'杭州'}]}",
                // Dataturks
                "{'content':'小李在杭州','annotation':[{'label':['PER'],'points':[{'start':0,'end':1,'text':'小李'}]},"
                        + "{'label':['LOC'],'points':[{'start':3,'end':4,'text':'杭州'}]}],'extras':null}",
                // by type
                "{'text':'小李在杭州','entities':{'PER':[{'indices':[0,2]}],'LOC':[[3,5]]}}",
                // a tag for each character
                "{'text':'小李在杭州','labels':['B-PER','I-PER','O','B-LOC','I-LOC']}",
                "{'text':'小李在杭州','label':'B-PER I-PER O B-LOC I-LOC'}",
                "{'text':['小','李','在','杭','州'],'labels':['B-PER','I-PER','O','B-LOC','I-LOC']}",
                // W2NER
                "{'sentence':['小','李','在','杭','州'],'ner':[{'index':[0,1],'type':'PER'},{'index':[3,4],'type':'LOC'},"
                        + "{'index':[3],'type':'X'}],'word':[]}",
                // rows of the data set viewer
                "{'row_idx':0,'row':{'tokens':['小','李','在','杭','州'],'ner_tags':['B-PER','I-PER','O','B-LOC','I-LOC']}}"
            })
    void shapesOfTheFieldAreRead(String json) throws IOException {
        assertThat(TestCorpora.entities(read(json))).containsExactly("PER[小李] LOC[杭州]");
    }

    @Test
    void numbersOfTagsHaveNamesFromTheOptionOrTheFileBeside() throws IOException {
        String json = "{'tokens':['小','李',''],'ner_tags':[1,2,0]}";
        assertThatThrownBy(() -> read(json)).hasMessageContaining("--tag-names");
        CorpusOptions options = CorpusOptions.defaults().withTagNames(List.of("O", "B-PER", "I-PER"));
        Corpus given = TestCorpora.read(folder, json.replace('\'', '"'), options);
        assertThat(TestCorpora.entities(given)).containsExactly("PER[小李]");
        assertThat(given.problems().count(ProblemKind.MISSING_TOKEN)).isEqualTo(1);
        CorpusOptions few = options.withTagNames(List.of("O", "B-PER"));
        assertThatThrownBy(() -> TestCorpora.read(folder, json.replace('\'', '"'), few))
                .hasMessageContaining("tag 2: 2, but there are names for 0 to 1");
        String info = "{'features':{'pos_tags':{'feature':{'names':['NN']}},"
                + "'ner_tags':{'feature':{'names':['O','B-ORG','I-ORG'],'_type':'ClassLabel'}}}}";
        TestCorpora.file(folder, "dataset_info.json", info.replace('\'', '"'));
        assertThat(TestCorpora.entities(read(json))).containsExactly("ORG[小李]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'text':'小李','entities':[{'where':[0,2],'type':'PER'}]} => :1: record 1: expected start, end and type, found",
                "{'text':'小李','marks':[{'start':0,'end':2}]} => \"marks\" is no key of annotations",
                "{'text':'小李','label':{'PER':['小李']}} => expected [start, end], found",
                "[{'data':{'text':'x'},'annotations':[{'result':[{'type':'hypertextlabels','value':{'start':'/p'}}]}]}]"
                        + " => a result of type \"hypertextlabels\"",
                "{'examples':[{'content':'a','annotations':[]}]} => json.load(open('FILE'))['examples']]",
                "{'rasa_nlu_data':{'common_examples':[{'text':'a','entities':[]}]}} => ['rasa_nlu_data']['common_examples']]",
                "{'tokens':['a'],'entities':[{'type':'X','start':0,'end':1}]} => spans counted in tokens",
                "{'sentences':[['a']],'ner':[[[0,0,'X']]]} => DyGIE",
                "{'%TYPES':{}} => export it as CoNLL 2002",
            })
    void whatNobodyUnderstandsIsNoEmptySentence(String example) {
        String[] sides = example.split(" => ");
        assertThatThrownBy(() -> read(sides[0]))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(sides[1]);
    }

    @Test
    void whereSomeAreUnderstoodTheOthersAreCounted() throws IOException {
        Corpus corpus = read("{'text':'小李','entities':[{'where':1}]}\n{'text':'小李','entities':[[0,2,'PER']]}");
        assertThat(TestCorpora.entities(corpus)).containsExactly("", "PER[小李]");
        assertThat(corpus.problems().count(ProblemKind.UNKNOWN_ANNOTATION)).isEqualTo(1);
        assertThat(read("{'text':'小李','tokens':[{'text':'小'}],'spans':[]}").sentences())
                .hasSize(1);
    }

    private Corpus read(String json) throws IOException {
        return TestCorpora.read(folder, json.replace('\'', '"'));
    }
}
