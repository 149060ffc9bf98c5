package dev.fastener.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.EncodedBatch;
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
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TagScores;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The layers against PyTorch's (see make_torch_fixture.py), the padding rules against what they say. */
class ScalarEngineTest {
    private static final int[] LSTM_GATES_OF_TORCH = {0, 3, 1, 2};
    private static final int[] GRU_GATES_OF_TORCH = {1, 0, 2};

    private final Map<String, Matrix> torch = fixture();

    @Test
    void lstmEqualsTorch() {
        Layer layer = Recurrent.biLstm(
                direction("lstm", "", LSTM_GATES_OF_TORCH), direction("lstm", "_reverse", LSTM_GATES_OF_TORCH));
        assertEmissions(layer, "lstm.y");
    }

    @Test
    void gruThatResetsAfterEqualsTorch() {
        Layer layer = new Recurrent(
                Recurrent.Cell.GRU_RESET_AFTER,
                direction("gru", "", GRU_GATES_OF_TORCH),
                direction("gru", "_reverse", GRU_GATES_OF_TORCH),
                Merge.CONCAT,
                Activation.TANH,
                Activation.SIGMOID);
        assertEmissions(layer, "gru.y");
    }

    @Test
    void dilatedConvolutionEqualsTorch() {
        float[] stored = torch("conv.weight").values();
        float[] kernel = new float[stored.length];
        for (int filter = 0; filter < 3; filter++) {
            for (int input = 0; input < 4; input++) {
                for (int tap = 0; tap < 3; tap++) {
                    kernel[(tap * 4 + input) * 3 + filter] = stored[(filter * 4 + input) * 3 + tap];
                }
            }
        }
        Matrix taps = new Matrix(12, 3, kernel);
        assertEmissions(new Convolution(3, 2, false, taps, torch("conv.bias").values(), Activation.RELU), "conv.y");
    }

    @Test
    void layerNormalisationEqualsTorch() {
        assertEmissions(
                new Normalization(
                        Normalization.Kind.LAYER,
                        torch("norm.weight").values(),
                        torch("norm.bias").values(),
                        1e-3f),
                "norm.y");
    }

    @Test
    void denseWithSoftmaxEqualsTorch() {
        assertEmissions(
                new Dense(
                        transposed(torch("linear.weight")), torch("linear.bias").values(), Activation.SOFTMAX),
                "linear.y");
    }

    @Test
    void aMaskedStepCarriesTheStateOn() {
        Layer layer = Recurrent.biLstm(
                direction("lstm", "", LSTM_GATES_OF_TORCH), direction("lstm", "_reverse", LSTM_GATES_OF_TORCH));
        // the pad stands before, between and after three real steps
        int[] holes = {0, 2, 0, 3, 4, 0};
        float[] alone = score(model(layer, 10, new PaddingRule.None(), Side.POST, 0), 2, 3, 4)
                .values();
        for (MaskedOutput output : MaskedOutput.values()) {
            TaggerModel masked = model(layer, 10, new PaddingRule.Masked(output), Side.POST, 0);
            float[] values = score(masked, holes).values();
            assertThat(row(values, 1)).as("%s", output).isEqualTo(row(alone, 0));
            assertThat(row(values, 3)).as("%s", output).isEqualTo(row(alone, 1));
            assertThat(row(values, 4)).as("%s", output).isEqualTo(row(alone, 2));
            boolean zero = output == MaskedOutput.ZERO;
            float[] nothing = new float[5];
            // forward half of a row: the last real step before; backward half: the first real step after
            assertThat(forward(row(values, 0))).isEqualTo(nothing);
            assertThat(backward(row(values, 0))).isEqualTo(zero ? nothing : backward(row(alone, 0)));
            assertThat(forward(row(values, 2))).isEqualTo(zero ? nothing : forward(row(alone, 0)));
            assertThat(backward(row(values, 2))).isEqualTo(zero ? nothing : backward(row(alone, 1)));
            assertThat(forward(row(values, 5))).isEqualTo(zero ? nothing : forward(row(alone, 2)));
            assertThat(backward(row(values, 5))).isEqualTo(nothing);
        }
    }

    @Test
    void visiblePadsAreOrdinarySteps() {
        Layer layer = Recurrent.biLstm(
                direction("lstm", "", LSTM_GATES_OF_TORCH), direction("lstm", "_reverse", LSTM_GATES_OF_TORCH));
        TaggerModel before = model(layer, 10, new PaddingRule.Visible(), Side.PRE, 6);
        TaggerModel after = model(layer, 10, new PaddingRule.Visible(), Side.POST, 6);
        // written out with pads, a sequence of the full length gets none
        float[] full = score(before, 0, 0, 0, 2, 3, 4).values();
        assertThat(score(before, 2, 3, 4).values()).isEqualTo(Arrays.copyOfRange(full, 30, 60));
        full = score(after, 2, 3, 4, 0, 0, 0).values();
        assertThat(score(after, 2, 3, 4).values()).isEqualTo(Arrays.copyOfRange(full, 0, 30));
    }

    @Test
    void aHeadOverPadsGetsTheirEmissionsToo() {
        Layer layer = Recurrent.biLstm(
                direction("lstm", "", LSTM_GATES_OF_TORCH), direction("lstm", "_reverse", LSTM_GATES_OF_TORCH));
        TaggerModel plain = model(layer, 10, new PaddingRule.Visible(), Side.PRE, 6);
        TaggerModel overPads = new TaggerModel(
                plain.features(),
                plain.join(),
                plain.body(),
                new Head(Head.Decoding.ARGMAX, null, true, false),
                plain.tags(),
                plain.text(),
                plain.quantization(),
                null,
                plain.provenance());
        TagScores scores = score(overPads, 2, 3, 4);
        assertThat(scores.lead()).containsExactly(3);
        assertThat(scores.rows(0)).isEqualTo(6);
        assertThat(scores.values()).isEqualTo(score(plain, 0, 0, 0, 2, 3, 4).values());
    }

    @Test
    void badBatchesAreRefusedBothWays() {
        TaggerModel model = model(
                new Dense(
                        transposed(torch("linear.weight")), torch("linear.bias").values(), Activation.LINEAR),
                3,
                new PaddingRule.None(),
                Side.POST,
                0);
        assertThatThrownBy(() -> score(model, 2, 99))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batch: expected ids of input from 0 to 7 but the pad, 0, found 99 at step 1");
        assertThatThrownBy(() -> score(model, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ScalarEngine(model).score(new EncodedBatch(new int[0][], new int[] {0}), () -> {}))
                .hasMessage("batch: expected ids of 1 features, found 0");
    }

    @Test
    void noSequencesGiveNoScores() {
        TaggerModel model = model(
                new Dense(
                        transposed(torch("linear.weight")), torch("linear.bias").values(), Activation.LINEAR),
                3,
                new PaddingRule.None(),
                Side.POST,
                0);
        assertThat(score(model).values()).isEmpty();
    }

    /** Torch's steps x are the embeddings of the ids from 2. */
    private void assertEmissions(Layer layer, String expected) {
        Matrix y = torch(expected);
        TaggerModel model = model(layer, y.columns(), new PaddingRule.None(), Side.POST, 0);
        float[] actual = score(model, 2, 3, 4, 5, 6, 7).values();
        assertThat(actual).hasSameSizeAs(y.values());
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - y.values()[i]))
                    .as("value %d: %s, expected %s", i, actual[i], y.values()[i])
                    .isLessThanOrEqualTo(1e-6f);
        }
    }

    private static TagScores score(TaggerModel model, int... ids) {
        return new ScalarEngine(model).score(new EncodedBatch(new int[][] {ids}, new int[] {0, ids.length}), () -> {});
    }

    private TaggerModel model(Layer layer, int outputs, PaddingRule padding, Side side, int maxLength) {
        Matrix x = torch("x");
        float[] embedding = new float[8 * 4];
        System.arraycopy(x.values(), 0, embedding, 8, x.values().length);
        Arrays.fill(embedding, 0, 4, 0.3f); // the pad's
        int unknown = padding instanceof PaddingRule.Masked ? 0 : 1;
        Feature feature = new Feature(
                "input",
                FeatureUnit.CHARACTER,
                new Vocabulary(List.of("", "", "a", "b", "c", "d", "e", "f"), 0, unknown),
                new Matrix(8, 4, embedding));
        List<String> labels = new ArrayList<>(List.of("O"));
        for (int i = 1; i < outputs; i++) {
            labels.add("B-T" + i);
        }
        return new TaggerModel(
                List.of(feature),
                FeatureJoin.CONCAT,
                List.of(layer),
                new Head(Head.Decoding.ARGMAX, null, false, false),
                new TagSet(labels, TagFormat.of(TagScheme.BIO)),
                new TextRules(TextRules.Unit.CHARACTER, false, false, false, padding, side, Side.POST, maxLength),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
    }

    private static float[] row(float[] values, int row) {
        return Arrays.copyOfRange(values, 10 * row, 10 * row + 10);
    }

    private static float[] forward(float[] row) {
        return Arrays.copyOfRange(row, 0, 5);
    }

    private static float[] backward(float[] row) {
        return Arrays.copyOfRange(row, 5, 10);
    }

    private RecurrentWeights direction(String layer, String suffix, int[] gates) {
        return new RecurrentWeights(
                gates(torch(layer + ".weight_ih_l0" + suffix), gates),
                gates(torch(layer + ".weight_hh_l0" + suffix), gates),
                gates(torch(layer + ".bias_ih_l0" + suffix), gates).values(),
                gates(torch(layer + ".bias_hh_l0" + suffix), gates).values(),
                new float[0]);
    }

    /** Blocks of rows in another order: block i is torch's block {@code gates[i]}. */
    private static Matrix gates(Matrix matrix, int[] gates) {
        int block = matrix.values().length / gates.length;
        float[] values = new float[matrix.values().length];
        for (int i = 0; i < gates.length; i++) {
            System.arraycopy(matrix.values(), gates[i] * block, values, i * block, block);
        }
        return new Matrix(matrix.rows(), matrix.columns(), values);
    }

    private static Matrix transposed(Matrix matrix) {
        float[] values = new float[matrix.values().length];
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                values[column * matrix.rows() + row] = matrix.values()[row * matrix.columns() + column];
            }
        }
        return new Matrix(matrix.columns(), matrix.rows(), values);
    }

    private Matrix torch(String name) {
        return Objects.requireNonNull(torch.get(name), name);
    }

    /** All axes but the last are rows; a vector is one row. */
    private static Map<String, Matrix> fixture() {
        try (InputStream in = Objects.requireNonNull(ScalarEngineTest.class.getResourceAsStream("torch.txt"))) {
            Map<String, Matrix> matrices = new HashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] parts = line.split(" ");
                float[] values = new float[parts.length - 2];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.parseFloat(parts[i + 2]);
                }
                int columns = Integer.parseInt(parts[1].replaceAll(".*[\\[,]|]", ""));
                matrices.put(parts[0], new Matrix(values.length / columns, columns, values));
            }
            return matrices;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
