package dev.fastener.convert.export;

import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Parallel;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.Recurrent.Cell;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small models of every part that Keras can express, with random weights. */
public final class ExportedModels {
    static final int IDS = 13;
    static final int LENGTH = 9;
    static final int TAGS = 5;

    private static final PaddingRule NONE = new PaddingRule.None();
    private static final PaddingRule VISIBLE = new PaddingRule.Visible();
    private static final PaddingRule ZERO = new PaddingRule.Masked(MaskedOutput.ZERO);
    private static final PaddingRule REPEATED = new PaddingRule.Masked(MaskedOutput.REPEATED);

    private final Random random;

    private ExportedModels(long seed) {
        this.random = new Random(seed);
    }

    /** By names that say what is special. */
    public static Map<String, TaggerModel> all(long seed) {
        ExportedModels make = new ExportedModels(seed);
        Map<String, TaggerModel> models = new LinkedHashMap<>();
        Head viterbi = make.head(Decoding.VITERBI, false, false);
        for (Cell cell : Cell.values()) {
            models.put("slim-" + cell, make.tagger(NONE, Side.POST, viterbi, make.both(cell, 4, 3), make.dense(6)));
        }
        models.put(
                "stacked",
                make.tagger(
                        NONE,
                        Side.PRE,
                        make.head(Decoding.VITERBI, false, true),
                        make.both(Cell.LSTM, 4, 3),
                        make.both(Cell.LSTM, 6, 4),
                        make.dense(8)));
        models.put(
                "two-features",
                make.tagger(
                        2,
                        FeatureJoin.CONCAT,
                        NONE,
                        Side.POST,
                        1,
                        viterbi,
                        List.of(make.both(Cell.LSTM, 8, 3), make.dense(6))));
        models.put(
                "summed-features",
                make.tagger(
                        3,
                        FeatureJoin.SUM,
                        VISIBLE,
                        Side.PRE,
                        1,
                        viterbi,
                        List.of(make.both(Cell.GRU_RESET_AFTER, 4, 3), make.dense(6))));
        for (Merge merge : new Merge[] {Merge.SUM, Merge.AVERAGE, Merge.MULTIPLY}) {
            Recurrent both = make.both(Cell.LSTM, 4, 3);
            Recurrent merged = new Recurrent(
                    Cell.LSTM, both.forward(), both.backward(), merge, Activation.TANH, Activation.SIGMOID);
            models.put("merged-" + merge, make.tagger(ZERO, Side.POST, viterbi, merged, make.dense(3)));
        }
        models.put(
                "backwards-alone",
                make.tagger(
                        NONE,
                        Side.POST,
                        viterbi,
                        make.backward(Cell.GRU_RESET_BEFORE, 4, 3),
                        make.forward(Cell.LSTM, 3, 4),
                        make.dense(4)));
        for (Activation gates : new Activation[] {Activation.HARD_SIGMOID_KERAS2, Activation.HARD_SIGMOID_KERAS3}) {
            Recurrent both = make.both(Cell.LSTM, 4, 3);
            models.put(
                    "gates-" + gates,
                    make.tagger(
                            REPEATED,
                            Side.POST,
                            viterbi,
                            new Recurrent(
                                    Cell.LSTM, both.forward(), both.backward(), Merge.CONCAT, Activation.RELU, gates),
                            make.dense(6, 4, gates),
                            make.dense(4)));
        }
        models.put(
                "convolution-first",
                make.tagger(
                        NONE,
                        Side.POST,
                        viterbi,
                        make.convolution(4, 6, 4, 1, false),
                        make.convolution(6, 5, 3, 2, true),
                        make.both(Cell.LSTM, 5, 3),
                        make.dense(6)));
        models.put(
                "convolution-last",
                make.tagger(
                        ZERO,
                        Side.PRE,
                        viterbi,
                        make.both(Cell.LSTM, 4, 3),
                        make.convolution(6, 5, 3, 1, false),
                        make.dense(5)));
        models.put(
                "convolution-visible",
                make.tagger(
                        VISIBLE,
                        Side.POST,
                        viterbi,
                        make.convolution(4, 6, 3, 1, false),
                        make.both(Cell.LSTM, 6, 3),
                        make.dense(6)));
        models.put(
                "normalised",
                make.tagger(
                        NONE,
                        Side.POST,
                        viterbi,
                        make.normalization(Normalization.Kind.AFFINE, 4),
                        make.both(Cell.LSTM, 4, 3),
                        make.normalization(Normalization.Kind.LAYER, 6),
                        make.dense(6)));
        // Two branches of equal shapes, one of them longer: swapped, they would load and give something else.
        models.put(
                "branches",
                make.tagger(
                        NONE,
                        Side.PRE,
                        viterbi,
                        new Parallel(
                                List.of(
                                        List.of(make.forward(Cell.LSTM, 4, 4)),
                                        List.of(make.forward(Cell.LSTM, 4, 4), make.dense(4, 4, Activation.TANH)),
                                        List.of(make.convolution(4, 4, 3, 1, false)),
                                        List.of()),
                                Merge.SUM),
                        new Parallel(
                                List.of(List.of(make.both(Cell.LSTM, 4, 2)), List.of(make.both(Cell.LSTM, 4, 2))),
                                Merge.CONCAT),
                        make.dense(8)));
        models.put(
                "visible-pre",
                make.tagger(
                        VISIBLE,
                        Side.PRE,
                        make.head(Decoding.VITERBI, true, false),
                        make.both(Cell.LSTM, 4, 3),
                        make.dense(6)));
        models.put(
                "visible-post",
                make.tagger(
                        VISIBLE,
                        Side.POST,
                        make.head(Decoding.MARGINAL, true, false),
                        make.both(Cell.LSTM, 4, 3),
                        make.dense(6)));
        models.put(
                "masked-text",
                make.tagger(
                        1,
                        FeatureJoin.CONCAT,
                        ZERO,
                        Side.POST,
                        0,
                        viterbi,
                        List.of(make.both(Cell.LSTM, 4, 3), make.forward(Cell.LSTM, 6, 4), make.dense(4))));
        models.put(
                "masked-text-repeated",
                make.tagger(
                        1,
                        FeatureJoin.CONCAT,
                        REPEATED,
                        Side.POST,
                        0,
                        viterbi,
                        List.of(make.forward(Cell.GRU_RESET_AFTER, 4, 4), make.dense(4))));
        for (Decoding decoding : Decoding.values()) {
            models.put(
                    "head-" + decoding,
                    make.tagger(
                            NONE,
                            Side.POST,
                            make.head(decoding, false, false),
                            make.both(Cell.LSTM, 4, 3),
                            make.dense(6)));
            models.put(
                    "constrained-" + decoding,
                    make.tagger(
                            NONE,
                            Side.POST,
                            make.head(decoding, false, true),
                            make.both(Cell.LSTM, 4, 3),
                            make.dense(6)));
        }
        return models;
    }

    TaggerModel tagger(PaddingRule rule, Side side, Head head, Layer... layers) {
        return tagger(1, FeatureJoin.CONCAT, rule, side, 1, head, List.of(layers));
    }

    private TaggerModel tagger(
            int count, FeatureJoin join, PaddingRule rule, Side side, int unknown, Head head, List<Layer> body) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> entries = new ArrayList<>(List.of("", ""));
            for (int id = 2; id < IDS; id++) {
                entries.add(Character.toString(0x4e00 + id));
            }
            features.add(new Feature(
                    i == 0 ? "input" : "input_" + (i + 1),
                    i == 0 ? FeatureUnit.CHARACTER : FeatureUnit.BIGRAM,
                    new Vocabulary(entries, 0, unknown),
                    matrix(IDS, 4)));
        }
        return new TaggerModel(
                features,
                join,
                body,
                head,
                new TagSet(List.of("O", "B-A", "I-A", "B-\"B\\", "I-\"B\\"), TagFormat.of(TagScheme.BIO)),
                new TextRules(TextRules.Unit.CHARACTER, false, false, false, rule, side, side, LENGTH),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }

    private Head head(Decoding decoding, boolean overPads, boolean constrained) {
        return new Head(
                decoding,
                decoding == Decoding.ARGMAX ? null : new Transitions(matrix(TAGS, TAGS), vector(TAGS), vector(TAGS)),
                overPads,
                constrained);
    }

    Recurrent both(Cell cell, int inputs, int hidden) {
        return new Recurrent(
                cell,
                direction(cell, inputs, hidden),
                direction(cell, inputs, hidden),
                Merge.CONCAT,
                Activation.TANH,
                Activation.SIGMOID);
    }

    private Recurrent forward(Cell cell, int inputs, int hidden) {
        return new Recurrent(
                cell, direction(cell, inputs, hidden), null, Merge.CONCAT, Activation.TANH, Activation.SIGMOID);
    }

    private Recurrent backward(Cell cell, int inputs, int hidden) {
        return new Recurrent(
                cell, null, direction(cell, inputs, hidden), Merge.CONCAT, Activation.TANH, Activation.SIGMOID);
    }

    private RecurrentWeights direction(Cell cell, int inputs, int hidden) {
        int rows = cell.gates() * hidden;
        // Keras has one bias where it can be the sum of both; those of 4 units don't come back bit for bit.
        float[] second = cell == Cell.GRU_RESET_AFTER || hidden == 4 ? vector(rows) : new float[rows];
        return new RecurrentWeights(matrix(rows, inputs), matrix(rows, hidden), vector(rows), second, new float[0]);
    }

    private Dense dense(int inputs) {
        return dense(inputs, TAGS, Activation.LINEAR);
    }

    private Dense dense(int inputs, int units, Activation activation) {
        return new Dense(matrix(inputs, units), vector(units), activation);
    }

    private Convolution convolution(int inputs, int filters, int width, int dilation, boolean causal) {
        return new Convolution(
                width, dilation, causal, matrix(width * inputs, filters), vector(filters), Activation.RELU);
    }

    private Normalization normalization(Normalization.Kind kind, int size) {
        return new Normalization(kind, vector(size), vector(size), 1e-3f);
    }

    private Matrix matrix(int rows, int columns) {
        return new Matrix(rows, columns, vector(rows * columns));
    }

    private float[] vector(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian() * 0.7f;
        }
        return values;
    }
}
