package dev.fastener.onnxruntime;

import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Parallel;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import dev.fastener.model.Recurrent;
import dev.fastener.model.Recurrent.Cell;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.TextRules.Unit;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** The small models of docs/model-file.md, by name: one for each thing that a file can hold, odd sizes, seeded weights. */
final class HandMadeModels {
    private static final List<String> LABELS = List.of("O", "B-ORG", "M-ORG", "E-ORG", "S-ORG");
    private static final PaddingRule NONE = new PaddingRule.None();
    private static final PaddingRule VISIBLE = new PaddingRule.Visible();
    private static final int VISIBLE_LENGTH = 9;

    private final Random random;

    private HandMadeModels(long seed) {
        this.random = new Random(seed);
    }

    /** All models; the same seed gives the same models. */
    static Map<String, TaggerModel> all(long seed) {
        HandMadeModels make = new HandMadeModels(seed);
        Map<String, TaggerModel> models = new LinkedHashMap<>();
        models.put("plain", make.model(NONE, Side.POST, make.biLstm(4, 5), make.dense(10)));
        models.put("boundaries", make.boundaries());
        models.put("stacked", make.model(NONE, Side.POST, make.biLstm(4, 7), make.biLstm(14, 5), make.dense(10)));
        models.put("none-pre", make.model(NONE, Side.PRE, make.biLstm(4, 5), make.dense(10)));
        for (MaskedOutput output : MaskedOutput.values()) {
            String name = "masked-" + output.name().toLowerCase(Locale.ROOT);
            PaddingRule masked = new PaddingRule.Masked(output);
            models.put(name + "-post", make.model(masked, Side.POST, make.biLstm(4, 5), make.dense(10)));
            models.put(
                    name + "-pre", make.model(masked, Side.PRE, make.biLstm(4, 5), make.biLstm(10, 3), make.dense(6)));
            models.put(name + "-holes", make.holes(masked));
        }
        models.put("visible-post", make.model(VISIBLE, Side.POST, make.biLstm(4, 5), make.dense(10)));
        models.put("visible-pre", make.model(VISIBLE, Side.PRE, make.biLstm(4, 5), make.dense(10)));
        models.put("visible-over-pads", make.visibleOverPads());
        models.put(
                "convolution",
                make.model(
                        NONE,
                        Side.POST,
                        make.convolution(4, 6, 3, 1, false, Activation.RELU),
                        make.convolution(6, 6, 2, 2, false, Activation.TANH),
                        make.convolution(6, 5, 3, 2, true, Activation.LINEAR),
                        make.biLstm(5, 5),
                        make.dense(10)));
        models.put(
                "convolution-pre",
                make.model(
                        NONE,
                        Side.PRE,
                        make.convolution(4, 6, 3, 1, false, Activation.RELU),
                        make.convolution(6, 7, 4, 1, false, Activation.SIGMOID),
                        make.dense(7)));
        models.put("branches", make.branches());
        models.put("residual", make.residual());
        models.put("bigrams", make.bigrams(FeatureJoin.CONCAT));
        models.put("bigrams-sum", make.bigrams(FeatureJoin.SUM));
        models.put("word-and-character", make.wordAndCharacter());
        models.put("text-rules", make.textRules());
        models.put("cut", make.cut());
        models.put("probabilities", make.probabilities());
        models.put("gru-reset-before", make.recurrent(Cell.GRU_RESET_BEFORE, Merge.CONCAT, false));
        models.put("gru-reset-after", make.recurrent(Cell.GRU_RESET_AFTER, Merge.CONCAT, false));
        models.put("peepholes", make.recurrent(Cell.LSTM, Merge.CONCAT, true));
        models.put("merge-sum", make.recurrent(Cell.LSTM, Merge.SUM, false));
        models.put("merge-average", make.recurrent(Cell.GRU_RESET_AFTER, Merge.AVERAGE, false));
        models.put("merge-multiply", make.recurrent(Cell.LSTM, Merge.MULTIPLY, false));
        models.put("forward-only", make.oneDirection(true));
        models.put("backward-only", make.oneDirection(false));
        models.put("activations-keras2", make.activations(Cell.LSTM, Activation.TANH, Activation.HARD_SIGMOID_KERAS2));
        models.put(
                "activations-keras3",
                make.activations(Cell.GRU_RESET_BEFORE, Activation.RELU, Activation.HARD_SIGMOID_KERAS3));
        models.put("activations-linear", make.activations(Cell.LSTM, Activation.LINEAR, Activation.SIGMOID));
        models.put(
                "normalization",
                make.model(
                        NONE,
                        Side.POST,
                        make.normalization(Normalization.Kind.AFFINE, 4),
                        make.biLstm(4, 5),
                        make.normalization(Normalization.Kind.LAYER, 10),
                        make.dense(10)));
        for (Precision precision : Precision.values()) {
            models.put(precision.name().toLowerCase(Locale.ROOT), make.quantized(precision));
        }
        return models;
    }

    private TaggerModel boundaries() {
        Transitions transitions =
                new Transitions(matrix(LABELS.size(), LABELS.size()), vector(LABELS.size()), vector(LABELS.size()));
        // a move that a source forbids altogether
        transitions.scores().values()[3] = Float.NEGATIVE_INFINITY;
        TaggerModel plain = model(NONE, Side.POST, biLstm(4, 5), dense(10));
        return new TaggerModel(
                plain.features(),
                plain.join(),
                plain.body(),
                new Head(Head.Decoding.MARGINAL, transitions, false, false),
                plain.tags(),
                plain.text(),
                plain.quantization(),
                new SourceSignature(
                        List.of(new SourceSignature.Tensor("char_inputs", "int32", List.of(-1L, -1L))),
                        List.of(new SourceSignature.Tensor("logits", "float32", List.of(-1L, -1L, 5L))),
                        false),
                new Provenance(
                        "\u597d \"corpus\"\n",
                        "00ff",
                        "CC0",
                        Map.of("epochs", "3", "lone surrogate", "\ud83d", "pair", "\ud83d\ude00"),
                        Map.of("dev.f1", 1.0 / 3, "tiny", 2e-3, "none", Double.NaN),
                        Map.of("fastener", "0.1.0")));
    }

    /** The unknown id is the pad id, so a masked step can stand in the middle. */
    private TaggerModel holes(PaddingRule masked) {
        Feature feature = new Feature(
                "input",
                FeatureUnit.CHARACTER,
                new Vocabulary(List.of("", "\u534e", "\u4e1c", "\u5e08"), 0, 0),
                matrix(4, 4));
        Layer inner = convolution(10, 6, 3, 1, false, Activation.TANH);
        return model(
                List.of(feature),
                FeatureJoin.CONCAT,
                masked,
                Side.PRE,
                biLstm(4, 5),
                inner,
                oneWay(6, 5, false),
                dense(5));
    }

    private TaggerModel visibleOverPads() {
        TaggerModel model = model(VISIBLE, Side.PRE, biLstm(4, 5), dense(10));
        return withHead(model, new Head(Head.Decoding.VITERBI, model.head().transitions(), true, false));
    }

    private TaggerModel branches() {
        Parallel branches = new Parallel(
                List.of(
                        List.of(convolution(4, 3, 1, 1, false, Activation.RELU), dense(3, 6, Activation.TANH)),
                        List.of(convolution(4, 5, 3, 1, false, Activation.RELU)),
                        List.of(biLstm(4, 3))),
                Merge.CONCAT);
        return model(NONE, Side.POST, branches, biLstm(17, 5), dense(10));
    }

    private TaggerModel residual() {
        List<Layer> body = new ArrayList<>();
        for (Merge merge : List.of(Merge.SUM, Merge.AVERAGE, Merge.MULTIPLY)) {
            body.add(new Parallel(
                    List.of(List.of(), List.of(biLstm(4, 2)), List.of(dense(4, 4, Activation.TANH))), merge));
        }
        body.add(dense(4));
        return model(NONE, Side.PRE, body.toArray(Layer[]::new));
    }

    private TaggerModel bigrams(FeatureJoin join) {
        Feature bigrams = new Feature(
                "input_bigram",
                FeatureUnit.BIGRAM,
                new Vocabulary(List.of("", "", "\u534e\u4e1c", "\u4e1c\u5e08", "\u5e08</s>"), 0, 1),
                matrix(5, join == FeatureJoin.SUM ? 4 : 3));
        int size = join == FeatureJoin.SUM ? 4 : 7;
        return model(List.of(characters(), bigrams), join, NONE, Side.PRE, biLstm(size, 5), dense(10));
    }

    private TaggerModel wordAndCharacter() {
        Feature words = new Feature(
                "input",
                FeatureUnit.WORD,
                new Vocabulary(List.of("", "", "Ada", "lives", "in", "London"), 0, 1),
                matrix(6, 5));
        Feature characters = new Feature(
                "input_character",
                FeatureUnit.CHARACTER,
                new Vocabulary(List.of("", "", "A", "l", "i", "L"), 0, 1),
                matrix(6, 3));
        return model(List.of(words, characters), FeatureJoin.CONCAT, NONE, Side.POST, biLstm(8, 5), dense(10));
    }

    /** Text is changed before it is looked up, and what the vocabulary lacks is no step; the space is one. */
    private TaggerModel textRules() {
        Feature feature = new Feature(
                "input",
                FeatureUnit.CHARACTER,
                new Vocabulary(
                        List.of("", "\u534e", "\u4e1c", "ada", "a", "z", "0", "00", " ", ":", "\ud83d\ude00"),
                        0,
                        Vocabulary.SKIP),
                matrix(11, 4));
        TaggerModel model = model(List.of(feature), FeatureJoin.CONCAT, NONE, Side.POST, biLstm(4, 5), dense(10));
        return new TaggerModel(
                model.features(),
                model.join(),
                model.body(),
                model.head(),
                model.tags(),
                new TextRules(Unit.MIXED, true, true, true, NONE, Side.POST, Side.PRE, 7),
                model.quantization(),
                null,
                model.provenance());
    }

    private TaggerModel cut() {
        TaggerModel model = model(NONE, Side.POST, biLstm(4, 5), dense(10));
        return new TaggerModel(
                model.features(),
                model.join(),
                model.body(),
                model.head(),
                model.tags(),
                new TextRules(
                        Unit.CHARACTER, false, false, false, NONE, Side.POST, Side.PRE, 7, TextRules.LongTexts.CUT),
                model.quantization(),
                null,
                model.provenance());
    }

    private TaggerModel probabilities() {
        TaggerModel model = model(NONE, Side.POST, biLstm(4, 5), dense(10, LABELS.size(), Activation.SOFTMAX));
        return withHead(model, new Head(Head.Decoding.ARGMAX, null, false, true));
    }

    private TaggerModel recurrent(Cell cell, Merge merge, boolean peepholes) {
        Recurrent layer = new Recurrent(
                cell,
                weights(cell, 4, 5, peepholes),
                weights(cell, 4, 5, false),
                merge,
                Activation.TANH,
                Activation.SIGMOID);
        return model(NONE, Side.POST, layer, dense(layer.outputSize()));
    }

    private TaggerModel oneDirection(boolean forward) {
        return model(NONE, Side.PRE, oneWay(4, 7, forward), dense(7));
    }

    private TaggerModel activations(Cell cell, Activation activation, Activation recurrentActivation) {
        Recurrent layer = new Recurrent(
                cell,
                weights(cell, 4, 5, false),
                weights(cell, 4, 5, false),
                Merge.CONCAT,
                activation,
                recurrentActivation);
        return model(
                NONE,
                Side.POST,
                layer,
                dense(10, 6, Activation.HARD_SIGMOID_KERAS2),
                dense(6, 6, Activation.HARD_SIGMOID_KERAS3),
                dense(6));
    }

    private TaggerModel quantized(Precision precision) {
        Map<String, MatrixQuantization> matrices = new LinkedHashMap<>();
        Feature feature = characters();
        Recurrent recurrent = (Recurrent) biLstm(6, 5);
        Convolution convolution = (Convolution) convolution(4, 6, 3, 1, false, Activation.TANH);
        Dense dense = (Dense) dense(10);
        quantize(matrices, "embedding.input", precision, feature.embedding(), rowOf(feature.embedding()));
        int gates = 4 * 5;
        for (Matrix[] pair : new Matrix[][] {
            {recurrent.forward().kernel(), recurrent.backward().kernel()},
            {recurrent.forward().recurrentKernel(), recurrent.backward().recurrentKernel()}
        }) {
            String name = pair[0].columns() == 6 ? "body.1.W" : "body.1.R";
            float[] scales = new float[2 * gates];
            for (int direction = 0; direction < 2; direction++) {
                float[] part = quantize(pair[direction], rowOf(pair[direction]), gates, precision);
                System.arraycopy(part, 0, scales, direction * gates, gates);
            }
            matrices.put(
                    name,
                    new MatrixQuantization(precision, precision == Precision.BF16 ? new float[0] : scales, 0.25f));
        }
        int filters = convolution.outputSize();
        quantize(matrices, "body.0.kernel", precision, convolution.kernel(), columnOf(filters));
        quantize(matrices, "body.2.kernel", precision, dense.kernel(), columnOf(LABELS.size()));
        TaggerModel model = model(List.of(feature), FeatureJoin.CONCAT, NONE, Side.POST, convolution, recurrent, dense);
        return new TaggerModel(
                model.features(),
                model.join(),
                model.body(),
                model.head(),
                model.tags(),
                model.text(),
                new Quantization(matrices),
                null,
                model.provenance());
    }

    /** From the place of a weight to the number of its scale. */
    @FunctionalInterface
    private interface ScaleOf {
        int at(int index);
    }

    private static ScaleOf rowOf(Matrix matrix) {
        return index -> index / matrix.columns();
    }

    private static ScaleOf columnOf(int columns) {
        return index -> index % columns;
    }

    private static void quantize(
            Map<String, MatrixQuantization> matrices,
            String name,
            Precision precision,
            Matrix matrix,
            ScaleOf scaleOf) {
        int count = scaleOf.at(matrix.values().length - 1) + 1;
        float[] scales = quantize(matrix, scaleOf, count, precision);
        matrices.put(name, new MatrixQuantization(precision, precision == Precision.BF16 ? new float[0] : scales, 0));
    }

    /** Rounds the weights to what {@code precision} can hold, and gives the scales. */
    private static float[] quantize(Matrix matrix, ScaleOf scaleOf, int count, Precision precision) {
        float[] values = matrix.values();
        float[] scales = new float[count];
        int most = precision == Precision.INT8 ? 127 : 32767;
        for (int i = 0; i < values.length; i++) {
            int scale = scaleOf.at(i);
            scales[scale] = Math.max(scales[scale], Math.abs(values[i]) / most);
        }
        for (int i = 0; i < values.length; i++) {
            float scale = scales[scaleOf.at(i)];
            values[i] = precision == Precision.BF16
                    ? Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & 0xffff_0000)
                    : scale * Math.round(values[i] / scale);
        }
        return scales;
    }

    private TaggerModel model(PaddingRule padding, Side side, Layer... body) {
        return model(List.of(characters()), FeatureJoin.CONCAT, padding, side, body);
    }

    private TaggerModel model(List<Feature> features, FeatureJoin join, PaddingRule padding, Side side, Layer... body) {
        int tags = LABELS.size();
        Unit unit = features.get(0).unit() == FeatureUnit.WORD ? Unit.WORD : Unit.CHARACTER;
        return new TaggerModel(
                features,
                join,
                Arrays.asList(body),
                new Head(
                        Head.Decoding.VITERBI,
                        new Transitions(matrix(tags, tags), new float[tags], new float[tags]),
                        false,
                        true),
                new TagSet(LABELS, new TagFormat(TagScheme.BMES, "-", false)),
                new TextRules(
                        unit, false, false, true, padding, side, Side.POST, padding == VISIBLE ? VISIBLE_LENGTH : 0),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }

    private static TaggerModel withHead(TaggerModel model, Head head) {
        return new TaggerModel(
                model.features(),
                model.join(),
                model.body(),
                head,
                model.tags(),
                model.text(),
                model.quantization(),
                model.signature(),
                model.provenance());
    }

    private Feature characters() {
        return new Feature(
                "input",
                FeatureUnit.CHARACTER,
                new Vocabulary(
                        List.of(
                                "",
                                "",
                                "\u534e",
                                "\u4e1c",
                                "\u5e08",
                                "\u8303",
                                "\u5927",
                                "\u5b66",
                                "A",
                                "\ud83d\ude00"),
                        0,
                        1),
                matrix(10, 4));
    }

    private Layer biLstm(int inputs, int hidden) {
        return Recurrent.biLstm(weights(Cell.LSTM, inputs, hidden, false), weights(Cell.LSTM, inputs, hidden, false));
    }

    private Layer oneWay(int inputs, int hidden, boolean forward) {
        RecurrentWeights weights = weights(Cell.LSTM, inputs, hidden, false);
        return new Recurrent(
                Cell.LSTM,
                forward ? weights : null,
                forward ? null : weights,
                Merge.CONCAT,
                Activation.TANH,
                Activation.SIGMOID);
    }

    private RecurrentWeights weights(Cell cell, int inputs, int hidden, boolean peepholes) {
        int rows = cell.gates() * hidden;
        return new RecurrentWeights(
                matrix(rows, inputs),
                matrix(rows, hidden),
                vector(rows),
                vector(rows),
                peepholes ? vector(3 * hidden) : new float[0]);
    }

    private Layer dense(int inputs) {
        return dense(inputs, LABELS.size(), Activation.LINEAR);
    }

    private Layer dense(int inputs, int units, Activation activation) {
        return new Dense(matrix(inputs, units), vector(units), activation);
    }

    private Layer convolution(int inputs, int filters, int width, int dilation, boolean causal, Activation activation) {
        return new Convolution(width, dilation, causal, matrix(width * inputs, filters), vector(filters), activation);
    }

    private Layer normalization(Normalization.Kind kind, int size) {
        return new Normalization(kind, vector(size), vector(size), 1e-3f);
    }

    private Matrix matrix(int rows, int columns) {
        return new Matrix(rows, columns, vector(rows * columns));
    }

    private float[] vector(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * 0.7f;
        }
        return values;
    }
}
