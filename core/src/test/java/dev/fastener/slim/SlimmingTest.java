package dev.fastener.slim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.decode.Decoder;
import dev.fastener.engine.Engine;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.Head;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.Architecture;
import dev.fastener.train.Optimisation;
import dev.fastener.train.TrainListener;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
import dev.fastener.vocab.Encoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole runs on sentences that follow a simple rule: a name is 老 and two characters, a place ends with 市. */
class SlimmingTest {
    private static final String FILLERS = "我今天在看见和去了的人很好说话来到这里工作";
    private static final String NAMES = "王李张刘陈杨赵黄";

    private static TaggerModel teacher;

    private static LabelledSentence sentence(Random random, boolean labelled) {
        StringBuilder text = new StringBuilder();
        List<EntitySpan> spans = new ArrayList<>();
        for (int p = 2 + random.nextInt(4); p > 0; p--) {
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
        return sentence(text.toString(), labelled ? spans : List.of());
    }

    private static LabelledSentence sentence(String text, List<EntitySpan> spans) {
        int[] starts = new int[text.length()];
        Arrays.setAll(starts, i -> i);
        int[] ends = new int[text.length()];
        Arrays.setAll(ends, i -> i + 1);
        return new LabelledSentence(text, starts, ends, spans, 1);
    }

    private static List<LabelledSentence> sentences(int seed, int count, boolean labelled) {
        Random random = new Random(seed);
        List<LabelledSentence> sentences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sentences.add(sentence(random, labelled));
        }
        return sentences;
    }

    private static TrainingData data(int train) {
        return new TrainingData(
                "rule",
                sentences(1, train, true),
                sentences(2, 60, true),
                TagFormat.of(TagScheme.BMES),
                TextRules.Unit.CHARACTER);
    }

    private static TrainOptions recipe(int epochs) {
        return TrainOptions.defaults()
                .withOptimisation(Optimisation.defaults().withLearningRate(0.01f))
                .withBatchSize(16)
                .withEpochs(epochs)
                .withThreads(2);
    }

    private static SlimOptions options(SlimStep step, SlimStep... more) {
        return SlimOptions.defaults()
                .withSteps(EnumSet.of(step, more))
                .withTraining(recipe(12))
                .withSeeds(1)
                .withMaxF1Drop(3);
    }

    @BeforeAll
    static void trainTheTeacher() throws IOException {
        Architecture shape =
                Architecture.defaults().withLayers(2).withHiddenSize(48).withEmbeddingDimension(32);
        teacher = Trainer.train(data(200), recipe(10).withArchitecture(shape), TrainListener.NONE)
                .model();
    }

    private static float[] scores(TaggerModel model, List<LabelledSentence> sentences) {
        EncodedBatch batch = new Encoder(model).encodeTokens(sentences).batch();
        try (Engine engine = new ScalarEngine(model);
                Workspace workspace = engine.newWorkspace()) {
            return engine.score(batch, workspace).values();
        }
    }

    @Test
    void aPrunedVocabularyChangesNoBitOnKnownText() {
        List<LabelledSentence> known = List.of(sentence("老王去了李河市", List.of()), sentence("我看见囧", List.of()));
        TaggerModel pruned = VocabularyPruning.prune(teacher, known);
        Vocabulary vocabulary = pruned.features().get(0).vocabulary();
        assertThat(vocabulary.entries())
                .containsExactlyInAnyOrder("", "", "老", "王", "去", "了", "李", "河", "市", "我", "看", "见");
        assertThat(scores(pruned, known)).isEqualTo(scores(teacher, known));
        assertThat(scores(pruned, List.of(sentence("黄", List.of()))))
                .isEqualTo(scores(teacher, List.of(sentence("囧", List.of()))));
    }

    @Test
    void aVocabularyThatSkipsUnknownTextStaysWhole() {
        Feature feature = teacher.features().get(0);
        Vocabulary skipping = new Vocabulary(feature.vocabulary().entries(), 0, Vocabulary.SKIP);
        TaggerModel model = new TaggerModel(
                List.of(new Feature(feature.name(), feature.unit(), skipping, feature.embedding())),
                teacher.join(),
                teacher.body(),
                teacher.head(),
                teacher.tags(),
                teacher.text(),
                teacher.quantization(),
                null,
                teacher.provenance());
        TaggerModel pruned = VocabularyPruning.prune(model, List.of(sentence("老王", List.of())));
        assertThat(pruned.features().get(0).vocabulary().entries())
                .isEqualTo(feature.vocabulary().entries());
    }

    @Test
    void aTeacherSaysTheMarginalsOfItsPathsAndNothingOfTokensThatItCutsAway() {
        TextRules rules = teacher.text();
        TaggerModel cutting = new TaggerModel(
                teacher.features(),
                teacher.join(),
                teacher.body(),
                teacher.head(),
                teacher.tags(),
                new TextRules(
                        rules.unit(),
                        false,
                        false,
                        false,
                        rules.padding(),
                        rules.padSide(),
                        TextRules.Side.POST,
                        4,
                        TextRules.LongTexts.CUT),
                teacher.quantization(),
                null,
                teacher.provenance());
        int tags = teacher.tags().size();
        float[] found = TeacherProbabilities.of(cutting, List.of(sentence("老王去了李河市", List.of())), 1, () -> false)
                .get(0);
        float[] whole = TeacherProbabilities.of(teacher, List.of(sentence("老王去了", List.of())), 1, () -> false)
                .get(0);
        for (int token = 0; token < 7; token++) {
            double sum = 0;
            for (int tag = 0; tag < tags; tag++) {
                float value = found[token * tags + tag];
                sum += value;
                assertThat(value).isEqualTo(token < 4 ? whole[token * tags + tag] : 0);
            }
            assertThat(sum).isBetween(token < 4 ? 0.9999 : 0, token < 4 ? 1.0001 : 0);
        }
    }

    @Test
    void aTeacherThatSeesPadsSaysWhatItsPathsOverThemSay() {
        TextRules rules = teacher.text();
        Head head = teacher.head();
        TaggerModel seeing = new TaggerModel(
                teacher.features(),
                teacher.join(),
                teacher.body(),
                new Head(head.decoding(), head.transitions(), true, head.constrained()),
                teacher.tags(),
                new TextRules(
                        rules.unit(),
                        false,
                        false,
                        false,
                        new PaddingRule.Visible(),
                        TextRules.Side.PRE,
                        TextRules.Side.PRE,
                        12),
                teacher.quantization(),
                null,
                teacher.provenance());
        List<LabelledSentence> text = List.of(sentence("老王去了李河市", List.of()));
        float[] found = TeacherProbabilities.of(seeing, text, 1, () -> false).get(0);
        EncodedBatch alone = new Encoder(teacher).encodeTokens(text).batch();
        int[] padded = new int[12];
        System.arraycopy(alone.ids()[0], 0, padded, 5, 7);
        EncodedBatch batch = new EncodedBatch(new int[][] {padded}, new int[] {0, 12});
        TaggerModel plain = withAnotherPad(teacher);
        Decoder decoder = new Decoder(plain);
        try (Engine engine = new ScalarEngine(plain);
                Workspace workspace = engine.newWorkspace()) {
            float[] all = decoder.probabilities(batch, engine.score(batch, workspace), decoder.newWorkspace());
            int tags = teacher.tags().size();
            assertThat(found).hasSize(7 * tags);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(all[5 * tags + i], within(1e-5f));
            }
        }
    }

    /** To which the id 0 is a character like any other. */
    private static TaggerModel withAnotherPad(TaggerModel model) {
        Feature feature = model.features().get(0);
        List<String> entries = new ArrayList<>(feature.vocabulary().entries());
        entries.set(0, "垫");
        entries.add("");
        int columns = feature.embedding().columns();
        float[] rows = Arrays.copyOf(feature.embedding().values(), entries.size() * columns);
        Vocabulary vocabulary = new Vocabulary(entries, entries.size() - 1, 1);
        return model.withFeatures(List.of(
                new Feature(feature.name(), feature.unit(), vocabulary, new Matrix(entries.size(), columns, rows))));
    }

    @Test
    void aUnitThatNothingReadsCanBeTakenAwayWithoutAnyEffect() {
        List<LabelledSentence> text = sentences(5, 20, false);
        List<int[][]> kept = List.of(
                new int[][] {without(48, 0, 7, 8, 47), without(48, 3, 4, 5, 6)},
                new int[][] {without(48, 1), without(48, 46)});
        TaggerModel muted = muted(teacher, kept);
        float[] expected = scores(muted, text);
        assertThat(expected).isNotEqualTo(scores(teacher, text));
        TaggerModel pruned = UnitPruning.keep(muted, kept);
        assertThat(Shapes.recurrent(pruned.body()).stream().map(Recurrent::hiddenSize))
                .containsExactly(44, 47);
        float[] found = scores(pruned, text);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(2e-6f));
        }
    }

    private static int[] without(int count, Integer... gone) {
        return IntStream.range(0, count)
                .filter(unit -> !List.of(gone).contains(unit))
                .toArray();
    }

    /** The model with zeros for all outgoing weights of the units that are not kept: the plain definition, index by index. */
    private static TaggerModel muted(TaggerModel model, List<int[][]> kept) {
        List<Layer> body = new ArrayList<>();
        boolean[] read = null;
        for (int l = 0; l < kept.size(); l++) {
            Recurrent layer = (Recurrent) model.body().get(l);
            int hidden = layer.hiddenSize();
            boolean[] stays = new boolean[2 * hidden];
            for (int d = 0; d < 2; d++) {
                for (int unit : kept.get(l)[d]) {
                    stays[d * hidden + unit] = true;
                }
            }
            body.add(Recurrent.biLstm(
                    muted(layer.forward(), Arrays.copyOfRange(stays, 0, hidden), read),
                    muted(layer.backward(), Arrays.copyOfRange(stays, hidden, 2 * hidden), read)));
            read = stays;
        }
        Dense dense = (Dense) model.body().get(kept.size());
        float[] values = dense.kernel().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = read[i / dense.outputSize()] ? values[i] : 0;
        }
        body.add(
                new Dense(new Matrix(dense.inputSize(), dense.outputSize(), values), dense.bias(), dense.activation()));
        return model.withBody(body);
    }

    private static RecurrentWeights muted(RecurrentWeights weights, boolean[] stays, boolean[] read) {
        return new RecurrentWeights(
                read == null ? weights.kernel() : withoutColumns(weights.kernel(), read),
                withoutColumns(weights.recurrentKernel(), stays),
                weights.bias(),
                weights.recurrentBias(),
                weights.peepholes());
    }

    private static Matrix withoutColumns(Matrix matrix, boolean[] stays) {
        float[] values = matrix.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = stays[i % matrix.columns()] ? values[i] : 0;
        }
        return new Matrix(matrix.rows(), matrix.columns(), values);
    }

    @Test
    void unitsArePrunedRoundByRoundUntilTheBoundIsBroken() throws IOException {
        SlimOptions options = options(SlimStep.PRUNE_UNITS).withMaxF1Drop(1).withSeeds(2);
        List<Confirmation> confirmations = new ArrayList<>();
        SlimResult result = Slimming.run(teacher, data(200), List.of(), options, new SlimListener() {
            @Override
            public void confirmed(Confirmation confirmation) {
                confirmations.add(confirmation);
            }
        });
        List<Candidate> pruned = result.candidates().stream()
                .filter(candidate -> candidate.step().equals("prune-units"))
                .toList();
        assertThat(pruned.get(0).shape()).isEqualTo("2 LSTM of 32, embeddings of 32");
        assertThat(pruned.get(0).accepted()).isTrue();
        assertThat(pruned.get(1).shape()).isEqualTo("2 LSTM of 24, embeddings of 32");
        assertThat(pruned.subList(0, pruned.size() - 1)).allMatch(Candidate::accepted);
        assertThat(result.confirmations()).isNotEmpty().isEqualTo(confirmations);
        assertThat(result.confirmations().get(0).students())
                .extracting(Candidate::seed)
                .containsExactly(1L, 2L);
        assertThat(result.model().features().get(0).vocabulary())
                .isEqualTo(teacher.features().get(0).vocabulary());
    }

    @Test
    void aModelOfAnotherShapeHasNoUnitsPrunedAndTheLogSaysWhy() throws IOException {
        Recurrent layer = (Recurrent) teacher.body().get(0);
        List<Layer> body = new ArrayList<>(teacher.body());
        body.set(
                0,
                new Recurrent(
                        layer.cell(),
                        layer.forward(),
                        layer.backward(),
                        layer.merge(),
                        layer.activation(),
                        Activation.HARD_SIGMOID_KERAS2));
        TaggerModel model = new TaggerModel(
                teacher.features(),
                teacher.join(),
                body,
                teacher.head(),
                teacher.tags(),
                teacher.text(),
                teacher.quantization(),
                null,
                teacher.provenance());
        List<String> notes = new ArrayList<>();
        SlimResult result = Slimming.run(model, data(20), List.of(), options(SlimStep.PRUNE_UNITS), new SlimListener() {
            @Override
            public void note(String text) {
                notes.add(text);
            }
        });
        assertThat(result.candidates()).hasSize(1);
        assertThat(notes)
                .anyMatch(note -> note.startsWith("prune-units: this model can't be trained further; layers: "));
    }

    @Test
    void theFastestStudentWithinTheBoundIsChosen() throws IOException {
        SlimResult result = Slimming.run(
                teacher,
                data(200),
                sentences(3, 100, false),
                options(SlimStep.PRUNE_VOCABULARY, SlimStep.DISTIL, SlimStep.STRUCTURE),
                SlimListener.NONE);
        Candidate chosen = result.chosen();
        assertThat(chosen).isNotNull();
        assertThat(result.candidates()).filteredOn(Candidate::accepted).allSatisfy(candidate -> {
            if (!candidate.step().equals("teacher")) {
                assertThat(candidate.millis()).isGreaterThanOrEqualTo(chosen.millis());
            }
        });
        assertThat(chosen.millis()).isLessThan(result.teacher().millis());
        assertThat(chosen.dev().f1())
                .isGreaterThanOrEqualTo(result.teacher().dev().f1() - 0.03);
        assertThat(result.model().tags()).isEqualTo(teacher.tags());
    }

    @Test
    void aStudentLearnsFromUnlabelledTextWhatTheLabelledLacks() throws IOException {
        SlimOptions options = options(SlimStep.DISTIL).withMaxF1Drop(100);
        double without = Slimming.run(teacher, data(4), List.of(), options, SlimListener.NONE)
                .candidates()
                .get(1)
                .dev()
                .f1();
        double with = Slimming.run(teacher, data(4), sentences(3, 200, false), options, SlimListener.NONE)
                .candidates()
                .get(1)
                .dev()
                .f1();
        assertThat(with).isGreaterThan(0.9).isGreaterThan(without + 0.1);
    }

    @Test
    void theSameSeedGivesTheSameStudent() throws IOException {
        SlimOptions options = options(SlimStep.DISTIL).withMaxF1Drop(100).withTraining(recipe(2));
        float[] first = Slimming.run(teacher, data(40), List.of(), options, SlimListener.NONE)
                .model()
                .features()
                .get(0)
                .embedding()
                .values();
        float[] second = Slimming.run(teacher, data(40), List.of(), options, SlimListener.NONE)
                .model()
                .features()
                .get(0)
                .embedding()
                .values();
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aTypeThatTheTeacherLacksIsNamedWithItsLine() {
        TrainingData other = new TrainingData(
                "other",
                List.of(sentence("老王", List.of(new EntitySpan(0, 2, "BOOK")))),
                sentences(2, 3, true),
                TagFormat.of(TagScheme.BMES),
                TextRules.Unit.CHARACTER);
        assertThatThrownBy(() -> Slimming.run(teacher, other, List.of(), options(SlimStep.DISTIL), SlimListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "line 1 of the training text: expected entities that the teacher has tags for (O, ")
                .hasMessageContaining("found one that needs B-BOOK");
    }
}
