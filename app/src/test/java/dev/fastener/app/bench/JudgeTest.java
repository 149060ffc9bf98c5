package dev.fastener.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.engine.Engine;
import dev.fastener.engine.Precision;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import dev.fastener.text.CorpusOptions;
import dev.fastener.vocab.Encoder;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final Setup SETUP = new Setup(Setup.Kind.CORE, Precision.FP32, "", 1, OnnxRuntimeOptions.defaults());

    private final BenchCorpus corpus;
    private final TaggerModel model;
    private final Workload workload;

    JudgeTest() throws IOException {
        corpus = BenchCorpus.read(null, CorpusOptions.defaults(), 10);
        model = RandomModel.of(Shape.SMALL.architecture().withHiddenSize(5).withEmbeddingDimension(3), corpus, 7);
        workload = Workload.of(Order.CORPUS, 4, 1, corpus.sentences(), new Encoder(model));
    }

    /** Right but for one emission of each call. */
    private Engine wrongBy(float error) {
        Engine right = new ScalarEngine(model);
        return new Engine() {
            @Override
            public String name() {
                return "wrong";
            }

            @Override
            public Workspace newWorkspace() {
                return right.newWorkspace();
            }

            @Override
            public TagScores score(EncodedBatch batch, Workspace workspace) {
                TagScores scores = right.score(batch, workspace);
                scores.values()[1] += error;
                return scores;
            }

            @Override
            public void close() {}
        };
    }

    private Result judged(float error) {
        try (Subject reference = new Subject(SETUP, model, new ScalarEngine(model));
                Subject subject = new Subject(SETUP, model, wrongBy(error))) {
            Parity parity = new Judge(model, workload, reference).judge(Work.SCORES, subject);
            Result.Figures figures = new Result.Figures(new double[5], 1, 1, 1, 1, 1, 1, false, 0, parity);
            return new Result(SETUP, "scalar", Work.SCORES, workload, figures, "");
        }
    }

    @Test
    void equalEmissionsAreRight() {
        assertThat(judged(0).fault()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(floats = {-2, 0.01f, 1e9f, Float.NaN, Float.POSITIVE_INFINITY})
    void oneWrongEmissionIsAFault(float error) {
        assertThat(judged(error).fault()).contains("wrong: core fp32", "emissions differ");
    }

    @Test
    void theLargestDifferenceIsFoundAndAChangedPathIsCounted() {
        Result.Figures figures = judged(1000).figures();
        assertThat(figures).isNotNull();
        assertThat(figures.parity().maxDifference()).isCloseTo(1000, org.assertj.core.data.Offset.offset(1e-3));
        assertThat(figures.parity().equalPaths()).isLessThan(1);
    }

    @Test
    void aPaddedBatchIsAsRealAsItsSentencesAreLong() {
        double padded = 0;
        for (int from = 0; from < 10; from += 4) {
            var batch = corpus.sentences().subList(from, Math.min(10, from + 4));
            padded += batch.size()
                    * batch.stream()
                            .mapToInt(sentence -> sentence.length())
                            .max()
                            .orElseThrow();
        }
        assertThat(workload.realShare()).isEqualTo(workload.characters() / padded);
    }
}
