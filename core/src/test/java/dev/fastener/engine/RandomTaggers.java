package dev.fastener.engine;

import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Models and batches drawn from a seed; public for the tests and harnesses of other packages. */
public final class RandomTaggers {
    private static final int[] SIZES = {1, 17, 23, 27, 50, 80, 100, 16, 64};

    /** Steps that every model takes; some take more. */
    public static final int LONGEST = 40;

    private final Random random;

    public RandomTaggers(long seed) {
        this.random = new Random(seed);
    }

    /** Any architecture, padding rule and activation that the fused engine knows. */
    public TaggerModel any() {
        int layers = 1 + random.nextInt(3);
        List<Integer> dimensions = new ArrayList<>();
        int features = 1 + random.nextInt(3);
        FeatureJoin join = random.nextBoolean() ? FeatureJoin.CONCAT : FeatureJoin.SUM;
        int joined = 0;
        for (int f = 0; f < features; f++) {
            int dimension = join == FeatureJoin.SUM && f > 0 ? dimensions.get(0) : pick(SIZES);
            dimensions.add(dimension);
            joined = join == FeatureJoin.SUM ? dimension : joined + dimension;
        }
        List<Layer> body = new ArrayList<>();
        int size = joined;
        if (random.nextInt(6) == 0) {
            body.add(dense(size, pick(SIZES), Activation.TANH));
            size = body.get(0).outputSize();
        }
        Recurrent.Cell cell = pick(Recurrent.Cell.values());
        for (int l = 0; l < layers; l++) {
            body.add(recurrent(cell, size, pick(SIZES)));
            size = body.get(body.size() - 1).outputSize();
            if (random.nextInt(4) == 0) {
                body.add(dense(size, pick(SIZES), pick(Activation.values())));
                size = body.get(body.size() - 1).outputSize();
            }
        }
        int tags = 2 + random.nextInt(27);
        if (random.nextInt(8) == 0) {
            tags = size;
        } else {
            body.add(dense(size, tags, random.nextInt(4) == 0 ? Activation.SOFTMAX : Activation.LINEAR));
        }
        int rule = random.nextInt(4);
        PaddingRule padding = rule == 0
                ? new PaddingRule.Visible()
                : rule == 1 ? new PaddingRule.Masked(pick(MaskedOutput.values())) : new PaddingRule.None();
        return model(
                dimensions,
                20 + random.nextInt(150),
                join,
                body,
                tags,
                padding,
                pick(Side.values()),
                random.nextBoolean());
    }

    /** One recurrent layer that sees pads which its head doesn't. */
    public TaggerModel withVisiblePads(Side side) {
        int features = 1 + random.nextInt(2);
        List<Integer> dimensions = new ArrayList<>();
        int joined = 0;
        for (int f = 0; f < features; f++) {
            dimensions.add(pick(SIZES));
            joined += dimensions.get(f);
        }
        Layer layer = recurrent(pick(Recurrent.Cell.values()), joined, pick(SIZES));
        int tags = 2 + random.nextInt(20);
        return model(
                dimensions,
                20 + random.nextInt(150),
                FeatureJoin.CONCAT,
                List.of(layer, dense(layer.outputSize(), tags, Activation.LINEAR)),
                tags,
                new PaddingRule.Visible(),
                side,
                false);
    }

    /** Layers of bidirectional LSTMs and a dense layer, one feature, no padding. */
    public TaggerModel biLstm(int vocabulary, int dimension, int hidden, int layers, int tags) {
        List<Layer> body = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            int inputs = l == 0 ? dimension : 2 * hidden;
            body.add(Recurrent.biLstm(direction(4, inputs, hidden), direction(4, inputs, hidden)));
        }
        body.add(dense(2 * hidden, tags, Activation.LINEAR));
        return model(
                List.of(dimension),
                vocabulary,
                FeatureJoin.CONCAT,
                body,
                tags,
                new PaddingRule.None(),
                Side.POST,
                false);
    }

    private TaggerModel model(
            List<Integer> dimensions,
            int vocabulary,
            FeatureJoin join,
            List<Layer> body,
            int tags,
            PaddingRule padding,
            Side side,
            boolean overPads) {
        boolean masked = padding instanceof PaddingRule.Masked;
        int more = random.nextInt(3) * random.nextInt(30);
        List<Feature> features = new ArrayList<>();
        for (int f = 0; f < dimensions.size(); f++) {
            int entries = f == 0 ? vocabulary : vocabulary * 3 / 2;
            features.add(new Feature(
                    f == 0 ? "input" : "input_" + f,
                    FeatureUnit.CHARACTER,
                    new Vocabulary(Collections.nCopies(entries, ""), 0, masked ? 0 : 1),
                    matrix(entries, dimensions.get(f), 1)));
        }
        List<String> labels = new ArrayList<>(List.of("O"));
        for (int i = 1; i < tags; i++) {
            labels.add("B-T" + i);
        }
        return new TaggerModel(
                features,
                join,
                body,
                new Head(Head.Decoding.ARGMAX, null, overPads, false),
                new TagSet(labels, TagFormat.of(TagScheme.BIO)),
                new TextRules(TextRules.Unit.CHARACTER, false, false, false, padding, side, Side.POST, LONGEST + more),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }

    /** Sequences of these lengths, with ids of all of the vocabulary that the padding rule allows. */
    public EncodedBatch batch(TaggerModel model, int... lengths) {
        int[] offsets = new int[lengths.length + 1];
        for (int s = 0; s < lengths.length; s++) {
            offsets[s + 1] = offsets[s] + lengths[s];
        }
        int first = model.text().padding() instanceof PaddingRule.None ? 1 : 0;
        int[][] ids = new int[model.features().size()][];
        for (int f = 0; f < ids.length; f++) {
            int size = model.features().get(f).vocabulary().size();
            ids[f] = random.ints(offsets[lengths.length], f == 0 ? first : 0, size)
                    .toArray();
            // Masked steps would be rare.
            for (int i = 0; f == 0 && first == 0 && i < ids[f].length; i++) {
                ids[f][i] = random.nextInt(5) == 0 ? 0 : ids[f][i];
            }
        }
        return new EncodedBatch(ids, offsets);
    }

    /** {@code count} lengths up to {@code most}, a few of them 0 and 1. */
    public int[] lengths(int count, int most) {
        return random.ints(count, 0, most + 1)
                .map(n -> random.nextInt(8) == 0 ? random.nextInt(2) : n)
                .toArray();
    }

    private Recurrent recurrent(Recurrent.Cell cell, int inputs, int hidden) {
        int directions = random.nextInt(5);
        RecurrentWeights forward = directions == 0 ? null : direction(cell.gates(), inputs, hidden);
        RecurrentWeights backward = directions == 1 ? null : direction(cell.gates(), inputs, hidden);
        boolean usual = random.nextInt(3) > 0;
        Activation gate =
                usual ? Activation.SIGMOID : pick(Activation.HARD_SIGMOID_KERAS2, Activation.HARD_SIGMOID_KERAS3);
        Activation activation = usual ? Activation.TANH : pick(Activation.TANH, Activation.LINEAR, Activation.SIGMOID);
        return new Recurrent(cell, forward, backward, pick(Merge.values()), activation, gate);
    }

    private RecurrentWeights direction(int gates, int inputs, int hidden) {
        float bound = (float) (1 / Math.sqrt(hidden));
        return new RecurrentWeights(
                matrix(gates * hidden, inputs, (float) (1 / Math.sqrt(inputs))),
                matrix(gates * hidden, hidden, bound),
                matrix(1, gates * hidden, bound).values(),
                matrix(1, gates * hidden, bound).values(),
                new float[0]);
    }

    private Dense dense(int inputs, int outputs, Activation activation) {
        return new Dense(
                matrix(inputs, outputs, (float) (1 / Math.sqrt(inputs))),
                matrix(1, outputs, 0.1f).values(),
                activation);
    }

    private Matrix matrix(int rows, int columns, float bound) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = bound * (2 * random.nextFloat() - 1);
        }
        return new Matrix(rows, columns, values);
    }

    private int pick(int... values) {
        return values[random.nextInt(values.length)];
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
