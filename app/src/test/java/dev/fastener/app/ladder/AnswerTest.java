package dev.fastener.app.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.bench.Setup;
import dev.fastener.engine.Precision;
import dev.fastener.model.TaggerModel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is timed is checked: an engine that computes another model is found out. */
class AnswerTest {
    private final TinyModels models;
    private final LadderModel right;
    private final LadderModel wrong;

    AnswerTest() throws IOException {
        models = new TinyModels();
        TaggerModel model = models.of(1, 6, 1);
        right = new LadderModel(Path.of("right.onnx"), model);
        wrong = new LadderModel(Path.of("wrong.onnx"), models.of(1, 6, 2));
    }

    private Answer answer(LadderModel model, Precision precision, Feed feed) {
        Setup own = new Setup(Setup.Kind.CORE, precision, "scalar", 1, Setup.Kind.CORE.onnxRuntime());
        Setup peer = new Setup(Setup.Kind.ONNXRUNTIME, Precision.FP32, "", 1, Setup.Kind.ONNXRUNTIME.onnxRuntime());
        try (Runner runner = Runner.open(model, own);
                Runner judge = Runner.open(right, peer)) {
            Batches batches = Batches.stretched(right, models.corpus().sentences(), feed);
            return Answer.of(
                    runner,
                    Answer.Expected.of(judge, batches),
                    batches,
                    models.corpus().sentences());
        }
    }

    private Feed inOrder() {
        return Feed.inOrder(TinyModels.SENTENCES, 8);
    }

    @Test
    void theSameModelIsRight() {
        Answer answer = answer(right, Precision.FP32, inOrder());
        assertThat(answer.fault()).isEmpty();
        assertThat(answer.difference()).isBetween(0.0, 1e-5);
        assertThat(answer(right, Precision.INT8, inOrder()).fault()).isEmpty();
    }

    @Test
    void anotherModelIsWrong() {
        assertThat(answer(wrong, Precision.FP32, inOrder()).fault())
                .contains("scores differ from those of ONNX Runtime")
                .contains("expected at most 1e-05");
        assertThat(answer(wrong, Precision.INT8, inOrder()).fault())
                .contains("of the tokens have the tag that ONNX Runtime")
                .contains("expected at least 90 %");
    }

    @Test
    void entitiesStandInTheOrderOfTheCorpusHoweverTheyWereFed() {
        Feed sorted = Feed.sorted(models.corpus().sentences(), 16);
        assertThat(answer(right, Precision.FP32, sorted).entities())
                .isEqualTo(answer(right, Precision.FP32, inOrder()).entities())
                .hasSize(TinyModels.SENTENCES);
    }
}
