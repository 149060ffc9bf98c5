package dev.fastener.engine;

import dev.fastener.kernel.DirectionWeights;
import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.FusedKernels.Direction;
import dev.fastener.kernel.GateActivation;
import dev.fastener.kernel.RecurrentCell;
import dev.fastener.kernel.WeightPrecision;
import dev.fastener.kernel.Workers;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model's weights, prepared for one tier of kernels, as stages. Immutable. */
final class FusedNetwork implements AutoCloseable {
    private final TaggerModel model;
    private final FusedKernels kernels;
    private final ActivationScales scales;
    private final FeatureTables features;
    private final List<Stage> stages = new ArrayList<>();
    private @Nullable ExpandStage expand;
    private final boolean skipsPads;

    private FusedNetwork(
            TaggerModel model,
            FusedKernels kernels,
            Precision precision,
            ActivationScales scales,
            long tableBytes,
            Workers workers) {
        this.model = model;
        this.kernels = kernels;
        this.scales = scales;
        this.skipsPads = skipsPads(model);
        List<Direction> first = directions(0, precision);
        int rowSize = first.isEmpty() ? 0 : first.get(0).rowSize();
        this.features = new FeatureTables(model, kernels, rowSize, first.size(), tableBytes);
        if (!features.allFolded()) {
            stages.add(new EmbedStage(0, kernels, features));
        }
        for (int l = 0; l < model.body().size(); l++) {
            if (model.body().get(l) instanceof Recurrent layer) {
                List<Direction> directions = l == 0 ? first : directions(l, precision);
                addRecurrent(l, layer, directions, precision, workers);
            } else {
                addDense((Dense) model.body().get(l));
            }
        }
        stages.add(new ResultStage(stages.size(), kernels, model.tags().size()));
        if (skipsPads) {
            preparePads();
        }
    }

    /**
     * Whether visible pads need not be computed: where nothing but the one recurrent layer reads its outputs, and those of
     * pads are of no interest, a direction that comes through pads starts from a known state and the other ends before them.
     */
    boolean skipsPads() {
        return skipsPads;
    }

    private static boolean skipsPads(TaggerModel model) {
        long recurrent =
                model.body().stream().filter(Recurrent.class::isInstance).count();
        return model.text().padding() instanceof PaddingRule.Visible
                && !model.head().overPads()
                && model.text().maxLength() <= PadStates.LONGEST
                && recurrent == 1
                && recurrent(model, 0);
    }

    /** Values of a state after pads. */
    int padStateSize() {
        return 2 * ((Recurrent) model.body().get(0)).hiddenSize();
    }

    private void preparePads() {
        Recurrent layer = (Recurrent) model.body().get(0);
        boolean before = model.text().padSide() == TextRules.Side.PRE;
        @Nullable RecurrentWeights through = before ? layer.forward() : layer.backward();
        if (through == null) {
            return;
        }
        int[][] ids = new int[features.count()][1];
        for (int f = 0; f < ids.length; f++) {
            ids[f][0] = model.features().get(f).vocabulary().padId();
        }
        try (Group pad = new Group(this, 1)) {
            pad.load(new EncodedBatch(ids, new int[] {0, 1}), 0, 1, 1);
            for (Stage stage : stages) {
                if (stage instanceof RecurrentStage recurrent) {
                    int lane = before || layer.forward() == null ? 0 : 1;
                    recurrent.preparePads(kernels, pad, lane, model.text().maxLength());
                    return;
                }
                stage.run(pad, 0, 1);
            }
        }
    }

    /**
     * Prepares a model.
     *
     * @param tableBytes most memory for folded embeddings
     * @throws EngineException where there is not enough memory for the weights and the tables
     */
    static FusedNetwork prepare(
            TaggerModel model,
            FusedKernels kernels,
            Precision precision,
            ActivationScales scales,
            long tableBytes,
            Workers workers) {
        try {
            return new FusedNetwork(model, kernels, precision, scales, tableBytes, workers);
        } catch (OutOfMemoryError e) {
            throw new EngineException(
                    "core: not enough memory for the weights and for tables of up to " + (tableBytes >> 20)
                            + " MB; give the JVM more (-Xmx) or allow smaller tables (EngineOptions.withTableMegabytes)",
                    e);
        }
    }

    /** Whether all layers are of a kind that this engine knows; see {@link #supports(TaggerModel, FusedKernels, Precision)}. */
    static boolean knows(TaggerModel model) {
        return model.body().stream().allMatch(FusedNetwork::knows);
    }

    private static boolean knows(Layer layer) {
        return layer instanceof Dense
                || (layer instanceof Recurrent r && weights(r).stream().allMatch(w -> w.peepholes().length == 0));
    }

    /** Whether a tier computes all recurrent layers of a model in a precision. */
    static boolean supports(TaggerModel model, FusedKernels kernels, Precision precision) {
        for (int l = 0; l < model.body().size(); l++) {
            if (model.body().get(l) instanceof Recurrent r
                    && !kernels.supports(
                            cell(r), gate(r.activation()), gate(r.recurrentActivation()), width(model, l, precision))) {
                return false;
            }
        }
        return true;
    }

    static boolean recurrent(TaggerModel model, int layer) {
        return model.body().get(layer) instanceof Recurrent;
    }

    /** What the recurrent weights of a layer are computed in. */
    static WeightPrecision width(TaggerModel model, int layer, Precision precision) {
        return precision.weights(stored(model, layer, "R"));
    }

    /** How a matrix of a layer is stored, by its name in docs/model-file.md; null where it is fp32. */
    static @Nullable MatrixQuantization stored(TaggerModel model, int layer, String matrix) {
        return model.quantization().matrices().get("body." + layer + "." + matrix);
    }

    static GateActivation gate(Activation activation) {
        return GateActivation.valueOf(activation.name());
    }

    private static RecurrentCell cell(Recurrent layer) {
        return RecurrentCell.valueOf(layer.cell().name());
    }

    /** Of the directions that exist, the forward one first. */
    private static List<RecurrentWeights> weights(Recurrent layer) {
        List<RecurrentWeights> weights = new ArrayList<>(2);
        if (layer.forward() != null) {
            weights.add(layer.forward());
        }
        if (layer.backward() != null) {
            weights.add(layer.backward());
        }
        return weights;
    }

    private List<DirectionWeights> weights(int l, Precision precision) {
        List<DirectionWeights> weights = new ArrayList<>(2);
        if (!(model.body().get(l) instanceof Recurrent layer)) {
            return weights;
        }
        WeightPrecision width = width(model, l, precision);
        int rows = layer.cell().gates() * layer.hiddenSize();
        for (RecurrentWeights w : weights(layer)) {
            int d = weights.size();
            weights.add(new DirectionWeights(
                    cell(layer),
                    w.inputSize(),
                    w.hiddenSize(),
                    w.kernel().values(),
                    w.recurrentKernel().values(),
                    w.bias(),
                    w.recurrentBias(),
                    gate(layer.activation()),
                    gate(layer.recurrentActivation()),
                    width,
                    inputScale(l, width),
                    scales.outputs()[l][d],
                    rowScales(stored(model, l, "W"), width, d, rows),
                    rowScales(stored(model, l, "R"), width, d, rows),
                    d == 1 || layer.forward() == null));
        }
        return weights;
    }

    /** 0, so that W stays fp32, where narrow weights gain nothing: in the first layer, and where sums are fp32 anyway. */
    private float inputScale(int l, WeightPrecision width) {
        boolean first = l == 0;
        return switch (width) {
            case FP32, INT16 -> 0f;
            case BF16 -> first ? 0f : 1f;
            case INT8 -> first ? 0f : scales.inputs()[l];
        };
    }

    /** Stored scales of one direction's rows; empty where the weights are stored otherwise than they are computed. */
    private static float[] rowScales(@Nullable MatrixQuantization stored, WeightPrecision width, int d, int rows) {
        if (stored == null || !stored.precision().name().equals(width.name()) || stored.rowScales().length == 0) {
            return new float[0];
        }
        return Arrays.copyOfRange(stored.rowScales(), d * rows, (d + 1) * rows);
    }

    private List<Direction> directions(int l, Precision precision) {
        return weights(l, precision).stream().map(kernels::direction).toList();
    }

    private void addRecurrent(
            int l, Recurrent layer, List<Direction> directions, Precision precision, Workers workers) {
        List<DirectionWeights> weights = weights(l, precision);
        List<StepInputs> inputs = new ArrayList<>(2);
        for (int d = 0; d < directions.size(); d++) {
            inputs.add(
                    l == 0
                            ? new FoldedInputs(
                                    kernels,
                                    features,
                                    weights.get(d),
                                    directions.get(d).rowSize(),
                                    workers)
                            : new ProjectedInputs(
                                    kernels.projection(weights.get(d), 0, layer.inputSize(), true),
                                    stages.size() - 1,
                                    lastStride()));
        }
        int hidden = layer.hiddenSize();
        stages.add(new RecurrentStage(stages.size(), hidden, directions, inputs));
        boolean last = model.body().subList(l + 1, model.body().size()).stream().noneMatch(Recurrent.class::isInstance);
        if (last && model.text().padding() instanceof PaddingRule.Masked) {
            int[] kinds = directions.size() == 2 ? new int[] {0, 1} : new int[] {layer.forward() == null ? 1 : 0};
            expand = new ExpandStage(stages.size(), kernels, kinds, hidden);
            stages.add(expand);
        }
        if (directions.size() == 2 && layer.merge() != Merge.CONCAT) {
            stages.add(new MergeStage(stages.size(), carriesMasks(), layer.merge(), hidden, lastStride()));
        }
    }

    private void addDense(Dense layer) {
        stages.add(new DenseStage(stages.size(), carriesMasks(), kernels, layer, lastStride()));
        if (layer.activation() == Activation.SOFTMAX) {
            stages.add(new SoftmaxStage(stages.size(), carriesMasks(), layer.outputSize(), lastStride()));
        }
    }

    private int lastStride() {
        return stages.get(stages.size() - 1).stride();
    }

    /**
     * Raises {@code largest} to the largest magnitudes of a group that was just computed, by layer: of what W reads and of
     * what each R reads.
     */
    void measure(Group group, ActivationScales largest) {
        int layer = 0;
        for (int s = 0; s < stages.size(); s++) {
            if (stages.get(s) instanceof RecurrentStage recurrent) {
                while (!(model.body().get(layer) instanceof Recurrent)) {
                    layer++;
                }
                // What a recurrent layer reads has a row for each step; behind the last of them there may be fewer
                // rows, or more.
                float input =
                        s == 0 ? 0 : largest(group, s - 1, stages.get(s - 1).stride());
                largest.inputs()[layer] = Math.max(largest.inputs()[layer], input);
                for (int lane = 0; lane < recurrent.lanes(1); lane++) {
                    largest.outputs()[layer][lane] =
                            Math.max(largest.outputs()[layer][lane], recurrent.largestOutput(group, lane));
                }
                layer++;
            }
        }
    }

    private static float largest(Group group, int stage, int stride) {
        float[] row = group.row(0, stride);
        float largest = 0;
        for (int r = 0; r < group.steps().rows(); r++) {
            group.values(stage).get(r * stride, row, 0, stride);
            for (int i = 0; i < stride; i++) {
                largest = Math.max(largest, Math.abs(row[i]));
            }
        }
        return largest;
    }

    TaggerModel model() {
        return model;
    }

    FusedKernels kernels() {
        return kernels;
    }

    FeatureTables features() {
        return features;
    }

    List<Stage> stages() {
        return stages;
    }

    /** Whether masked steps are left out and put back in, so that rows behind {@link ExpandStage} are the result's. */
    boolean carriesMasks() {
        return expand != null;
    }

    int expandOffset(int row, int direction) {
        return expand == null ? 0 : expand.offset(row, direction);
    }

    /** Stride of the rows that the result is taken from. */
    int resultStride() {
        return stages.get(stages.size() - 2).stride();
    }

    @Override
    public void close() {
        stages.forEach(Stage::close);
        features.close();
    }
}
