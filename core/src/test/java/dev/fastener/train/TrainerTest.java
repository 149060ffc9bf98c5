package dev.fastener.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.Tagger;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.FusedEngine;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.Encoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings on sentences that follow a simple rule: a name is 老 and two characters, a place ends with 市. */
class TrainerTest {
    private static final String FILLERS = "我今天在看见和去了的人很好说话来到这里工作";
    private static final String NAMES = "王李张刘陈杨赵黄";

    @TempDir
    Path folder;

    private static LabelledSentence sentence(Random random) {
        StringBuilder text = new StringBuilder();
        List<EntitySpan> spans = new ArrayList<>();
        int parts = 2 + random.nextInt(4);
        for (int p = 0; p < parts; p++) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                text.append(FILLERS.charAt(random.nextInt(FILLERS.length())));
            }
            int start = text.length();
            if (random.nextBoolean()) {
                text.append('老').append(NAMES.charAt(random.nextInt(NAMES.length())));
                spans.add(new EntitySpan(start, start + 2, "PER"));
            } else {
                text.append(NAMES.charAt(random.nextInt(NAMES.length()))).append("河市");
                spans.add(new EntitySpan(start, start + 3, "LOC"));
            }
        }
        int length = text.length();
        int[] starts = new int[length];
        int[] ends = new int[length];
        Arrays.setAll(starts, i -> i);
        Arrays.setAll(ends, i -> i + 1);
        return new LabelledSentence(text.toString(), starts, ends, spans, 1);
    }

    private static TrainingData data() {
        Random random = new Random(7);
        List<LabelledSentence> train = new ArrayList<>();
        List<LabelledSentence> dev = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            (i % 5 == 0 ? dev : train).add(sentence(random));
        }
        return new TrainingData("rule", train, dev, TagFormat.of(TagScheme.BMES), TextRules.Unit.CHARACTER);
    }

    private static TrainOptions options() {
        return TrainOptions.defaults()
                .withArchitecture(new Architecture(Recurrent.Cell.LSTM, 1, 24, 20, 0))
                .withOptimisation(Optimisation.defaults().withLearningRate(0.01f))
                .withBatchSize(16)
                .withEpochs(4)
                .withThreads(2);
    }

    private static List<float[]> weights(TaggerModel model) {
        List<float[]> weights = new ArrayList<>();
        weights.add(model.features().get(0).embedding().values());
        for (Layer layer : model.body()) {
            if (layer instanceof Recurrent recurrent && recurrent.forward() != null) {
                weights.add(recurrent.forward().recurrentKernel().values());
            }
        }
        return weights;
    }

    private static void same(TaggerModel expected, TaggerModel found) {
        List<float[]> a = weights(expected);
        List<float[]> b = weights(found);
        for (int i = 0; i < a.size(); i++) {
            assertThat(b.get(i)).isEqualTo(a.get(i));
        }
    }

    @Test
    void trainingThatBeginsFromAModelBeginsWithItsScores() throws IOException {
        for (Recurrent.Cell cell : List.of(Recurrent.Cell.LSTM, Recurrent.Cell.GRU_RESET_AFTER)) {
            TrainOptions options = options().withArchitecture(new Architecture(cell, 2, 24, 20, 8));
            TaggerModel start =
                    Trainer.train(data(), options, TrainListener.NONE).model();
            assertThat(Architecture.of(start)).isEqualTo(options.architecture());
            TrainOptions still = options.withArchitecture(Architecture.defaults())
                    .withEpochs(1)
                    .withOptimisation(Optimisation.defaults().withLearningRate(1e-12f));
            Teaching gold = new Teaching(start.tags(), start.text(), List.of(), List.of(), 0);
            TaggerModel same = Trainer.fineTune(start, data(), gold, still, TrainListener.NONE)
                    .model();
            assertThat(scores(same)).isEqualTo(scores(start));
        }
    }

    @Test
    void aModelWhosePadsAreACharacterIsTrainedFurtherWithoutPads() throws IOException {
        TaggerModel trained =
                Trainer.train(data(), options(), TrainListener.NONE).model();
        Feature feature = trained.features().get(0);
        List<String> entries = new ArrayList<>(feature.vocabulary().entries());
        entries.set(0, "垫");
        TaggerModel padded = new TaggerModel(
                List.of(new Feature(
                        feature.name(), feature.unit(), new Vocabulary(entries, 0, 1), feature.embedding())),
                trained.join(),
                trained.body(),
                trained.head(),
                trained.tags(),
                new TextRules(
                        TextRules.Unit.CHARACTER,
                        false,
                        false,
                        false,
                        new PaddingRule.Visible(),
                        TextRules.Side.PRE,
                        TextRules.Side.PRE,
                        50),
                trained.quantization(),
                null,
                trained.provenance());
        TrainOptions still =
                options().withEpochs(1).withOptimisation(Optimisation.defaults().withLearningRate(1e-12f));
        Teaching gold = new Teaching(padded.tags(), padded.text(), List.of(), List.of(), 0);
        TaggerModel further = Trainer.fineTune(padded, data(), gold, still, TrainListener.NONE)
                .model();
        assertThat(further.text().padding()).isEqualTo(new PaddingRule.None());
        assertThat(further.features().get(0).vocabulary().id("垫")).isZero();
        assertThat(further.features().get(0).vocabulary().padId()).isEqualTo(entries.size());
        assertThat(scores(further)).isEqualTo(scores(trained));
    }

    private static float[] scores(TaggerModel model) {
        EncodedBatch batch = new Encoder(model).encodeTokens(data().dev()).batch();
        try (Engine engine = new ScalarEngine(model);
                Workspace workspace = engine.newWorkspace()) {
            return engine.score(batch, workspace).values();
        }
    }

    @Test
    void theRuleIsLearntAndTheTaggerFindsTheEntities() throws IOException {
        for (Recurrent.Cell cell : List.of(Recurrent.Cell.LSTM, Recurrent.Cell.GRU_RESET_AFTER)) {
            TrainOptions options = options()
                    .withArchitecture(new Architecture(cell, 2, 24, 20, 8))
                    .withEpochs(12);
            TrainResult result = Trainer.train(data(), options, TrainListener.NONE);
            EpochResult last = result.history().get(result.history().size() - 1);
            assertThat(last.devF1()).as(cell.toString()).isGreaterThan(0.97);
            try (Tagger tagger = Tagger.of(result.model(), new ScalarEngine(result.model()))) {
                assertThat(tagger.tag("今天老王来了").get(0).type()).isEqualTo("PER");
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameModelWhateverTheThreads() throws IOException {
        TaggerModel first = Trainer.train(data(), options(), TrainListener.NONE).model();
        same(first, Trainer.train(data(), options(), TrainListener.NONE).model());
        same(
                first,
                Trainer.train(data(), options().withThreads(3), TrainListener.NONE)
                        .model());
    }

    @Test
    void aResumedTrainingEndsWithTheSameModel() throws IOException {
        for (float averaging : new float[] {0, 0.99f}) {
            TrainOptions options =
                    options().withOptimisation(options().optimisation().withAveraging(averaging));
            TrainResult unbroken = Trainer.train(data(), options, TrainListener.NONE);
            Path file = folder.resolve("training-" + averaging);
            TrainOptions kept = options.withCheckpoint(file).withResume(true);
            AtomicInteger batches = new AtomicInteger();
            Trainer.train(data(), kept, new TrainListener() {
                @Override
                public boolean stop() {
                    return batches.incrementAndGet() > 25; // in the midst of the third epoch
                }
            });
            TrainResult resumed = Trainer.train(data(), kept, TrainListener.NONE);
            same(unbroken.model(), resumed.model());
            assertThat(resumed.history()).hasSize(4);
        }
    }

    @Test
    void aCheckpointOfOtherSettingsIsRefused() throws IOException {
        Path file = folder.resolve("training");
        Trainer.train(data(), options().withCheckpoint(file), TrainListener.NONE);
        TrainOptions other = options().withCheckpoint(file).withResume(true).withBatchSize(8);
        assertThatThrownBy(() -> Trainer.train(data(), other, TrainListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batchSize=8")
                .hasMessageContaining("batchSize=16");
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Trainer.train(data(), other, TrainListener.NONE))
                .hasMessageContaining("train without resuming");
    }

    @Test
    void aDamagedCheckpointIsRefusedAndOneOfAnEarlierVersionIsRead() throws IOException {
        Path file = folder.resolve("training");
        TrainOptions kept = options().withCheckpoint(file).withResume(true);
        TaggerModel whole = Trainer.train(data(), kept, TrainListener.NONE).model();
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(8);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, i % 4 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : damaged);
            assertThatThrownBy(() -> Trainer.train(data(), kept, TrainListener.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("train without resuming");
        }
        byte[] earlier = Arrays.copyOf(good, good.length - 4);
        earlier[7] = 1;
        Files.write(file, earlier);
        same(whole, Trainer.train(data(), kept, TrainListener.NONE).model());
    }

    @Test
    void aLossThatIsNotANumberStopsWithAdvice() {
        TrainOptions wild = options()
                .withOptimisation(
                        new Optimisation(Optimisation.Optimiser.SGD, 99, Optimisation.Schedule.CONSTANT, 0, 0, 99, 0));
        assertThatThrownBy(() -> Trainer.train(data(), wild, TrainListener.NONE))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("lower the learning rate");
    }

    @Test
    void patienceEndsTrainingAndVectorsAreTakenFromTheFile() throws IOException {
        Path vectors = folder.resolve("v.vec");
        Files.writeString(vectors, "2 3\n老 1 2 3\n鬱 4 5 6\n", StandardCharsets.UTF_8);
        int[] found = {0};
        TrainResult result = Trainer.train(
                data(), options().withEmbeddings(vectors).withPatience(1).withEpochs(40), new TrainListener() {
                    @Override
                    public void started(TrainingPlan plan) {
                        found[0] = plan.embeddingsFound();
                    }
                });
        assertThat(found[0]).isEqualTo(1);
        assertThat(result.model().features().get(0).embedding().columns()).isEqualTo(3);
        assertThat(result.history().size()).isLessThan(40);
        Files.writeString(vectors, "老 1 2 x\n", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Trainer.train(data(), options().withEmbeddings(vectors), TrainListener.NONE))
                .hasMessageContaining("v.vec:1")
                .hasMessageContaining("\"x\"");
    }

    @Test
    void theFusedEngineGivesTheScoresOfTheScalarEngine() throws IOException {
        for (Recurrent.Cell cell : List.of(Recurrent.Cell.LSTM, Recurrent.Cell.GRU_RESET_AFTER)) {
            TaggerModel model = Trainer.train(
                            data(),
                            options()
                                    .withArchitecture(new Architecture(cell, 2, 21, 13, 0))
                                    .withEpochs(1),
                            TrainListener.NONE)
                    .model();
            Matrix embedding = model.features().get(0).embedding();
            int[] ids = new Random(3).ints(23, 1, embedding.rows()).toArray();
            EncodedBatch batch = new EncodedBatch(new int[][] {ids}, new int[] {0, 4, 4, 17, 18, 23});
            try (FusedEngine fused =
                            new FusedEngine(model, EngineOptions.defaults().withThreads(2));
                    ScalarEngine scalar = new ScalarEngine(model)) {
                float[] expected = scalar.score(batch, scalar.newWorkspace()).values();
                float[] found = fused.score(batch, fused.newWorkspace()).values();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).as(cell + " at " + i).isCloseTo(expected[i], within(1e-5f));
                }
            }
        }
    }

    @Test
    void aBudgetEndsATrainingWithTheLearningRateFallen() throws IOException {
        TrainOptions options = options()
                .withEpochs(100_000)
                .withOptimisation(options().optimisation().withSchedule(Optimisation.Schedule.LINEAR))
                .withBudget(Duration.ofMillis(1500));
        TrainResult result = Trainer.train(data(), options, TrainListener.NONE);
        List<EpochResult> epochs = result.history();
        assertThat(epochs).hasSizeBetween(1, 10_000);
        double last = epochs.get(epochs.size() - 1).learningRate();
        assertThat(last).isLessThan(0.5 * options.optimisation().learningRate());
        assertThat(result.model().provenance().settings()).containsEntry("budget", "PT1.5S");
    }

    @Test
    void aBudgetThatSufficesChangesNothing() throws IOException {
        TaggerModel free = Trainer.train(data(), options(), TrainListener.NONE).model();
        TrainOptions ample = options().withBudget(Duration.ofHours(5));
        same(free, Trainer.train(data(), ample, TrainListener.NONE).model());
    }
}
