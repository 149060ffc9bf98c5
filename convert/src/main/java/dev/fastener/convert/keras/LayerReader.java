package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.keras.Signal.Node;
import dev.fastener.convert.keras.Signal.Steps;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Recurrent;
import dev.fastener.model.Recurrent.Cell;
import dev.fastener.model.RecurrentWeights;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Keras' layers over the values of steps: a layer of a configuration and its weights to layers of ours. */
final class LayerReader {
    /** Classes that {@link #read} takes, or {@link NetworkReader} itself; Lambda is known to be refused. */
    static final Set<String> CLASSES = Set.of(
            "Embedding",
            "Masking",
            "Concatenate",
            "Add",
            "Average",
            "Multiply",
            "Dropout",
            "SpatialDropout1D",
            "GaussianNoise",
            "GaussianDropout",
            "AlphaDropout",
            "ActivityRegularization",
            "Identity",
            "Activation",
            "ReLU",
            "Softmax",
            "Dense",
            "TimeDistributed",
            "LSTM",
            "GRU",
            "CuDNNLSTM",
            "CuDNNGRU",
            "Bidirectional",
            "LayerNormalization",
            "BatchNormalization",
            "Conv1D",
            "Convolution1D",
            "Lambda");

    /** Values per step of which a product with 1 is made. */
    private static final int MOST_COPIED = 4096;

    /** Of all such products of a network. */
    private static final long MOST_COPIED_IN_ALL = 1 << 24;

    private static final int MOST_MERGED = 1 << 16;

    private final boolean zeroInBidirectional;
    /**
     * Keras 2 masks what any input of a merge masks; Keras 3 what all of them mask, as an input without mask makes all steps
     * count; and Keras 3.0 to 3.3 loses the mask there.
     */
    private final boolean mergesDropMask;

    private final MaskRule maskRule;
    private final List<Fact> facts;
    private MaskedOutput maskedOutput = MaskedOutput.ZERO;
    private long copied;
    /** Whether a mask reached each recurrent layer, in the order in which they were read. */
    private final List<Boolean> masks = new ArrayList<>();
    /** What each recurrent layer that a mask reached gives at masked steps. */
    private final Map<Layer, MaskedOutput> masked = new IdentityHashMap<>();

    /**
     * @param kerasVersion of the Keras that wrote the file
     * @param maskRule of the one that runs it
     */
    LayerReader(String kerasVersion, MaskRule maskRule, List<Fact> facts) {
        this.zeroInBidirectional = zeroInBidirectional(kerasVersion);
        this.mergesDropMask = kerasVersion.matches("3\\.[0-3]\\..*");
        this.maskRule = maskRule;
        this.facts = facts;
    }

    /** Keras 2.0 to 2.3 without TensorFlow repeats the last output at masked steps, in a Bidirectional too; all others give zeros. */
    static boolean zeroInBidirectional(String kerasVersion) {
        return kerasVersion.contains("-tf") || !kerasVersion.matches("2\\.[0-3]\\..*");
    }

    /** What the last recurrent layer gives at masked steps. */
    MaskedOutput maskedOutput() {
        return maskedOutput;
    }

    /** Whether a mask reached all recurrent layers, so that they carry their state over pads. */
    boolean masked() {
        return masks.contains(true) && !masks.contains(false);
    }

    /** Recurrent layers that a mask reached, with what they give at masked steps. */
    Map<Layer, MaskedOutput> maskedLayers() {
        return masked;
    }

    /** Whether a mask reached each recurrent layer, in the order in which they were read. */
    List<Boolean> masks() {
        return masks;
    }

    Steps read(LayerConfig layer, List<Tensor> weights, Steps in) {
        return switch (layer.className()) {
            case "Dropout",
                    "SpatialDropout1D",
                    "GaussianNoise",
                    "GaussianDropout",
                    "AlphaDropout",
                    "ActivityRegularization",
                    "Identity" -> in;
            case "Activation" -> activate(in, layer.activation("activation", Activation.LINEAR));
            case "ReLU" -> activate(in, plainRelu(layer));
            case "Softmax" -> activate(in, softmax(layer, in));
            case "Dense" -> dense(layer, weights, in);
            case "TimeDistributed" -> timeDistributed(layer, weights, in);
            case "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU" -> recurrent(layer, weights, in);
            case "Bidirectional" -> bidirectional(layer, weights, in);
            case "LayerNormalization" -> layerNormalization(layer, weights, in);
            case "BatchNormalization" -> batchNormalization(layer, weights, in);
            case "Conv1D", "Convolution1D" -> convolution(layer, weights, in);
            case "Lambda" ->
                throw layer.refuse("a Lambda layer holds Python code, which is never run; build the model without it,"
                        + " load the weights into that and convert it");
            default -> throw unknown(layer);
        };
    }

    static ConversionException unknown(LayerConfig layer) {
        return layer.refuse("layers of this class are not supported; a tagger here has CRF layers and "
                + String.join(", ", new TreeSet<>(CLASSES)));
    }

    /** Into a dense layer or convolution without activation that stands before; else as a product with 1. */
    private Steps activate(Steps in, Activation activation) {
        if (activation == Activation.LINEAR) {
            return in;
        }
        boolean zero = in.zeroAtMasked() && (activation == Activation.TANH || activation == Activation.RELU);
        Node from = in.node();
        if (in.node() instanceof Node.Applied applied) {
            Layer active = withActivation(applied.layer(), activation);
            if (active != null) {
                return new Steps(new Node.Applied(active, applied.from()), in.size(), in.masked(), zero, in.reversed());
            }
        }
        copied += (long) in.size() * in.size();
        if (copied > MOST_COPIED_IN_ALL) {
            throw new ConversionException("expected activations of their own over at most " + MOST_COPIED_IN_ALL
                    + " weights of 1, found more; give the activation to the layer before");
        }
        return new Steps(
                new Node.Applied(new Dense(identity(in.size()), new float[in.size()], activation), from),
                in.size(),
                in.masked(),
                zero,
                in.reversed());
    }

    @SuppressWarnings("NullAway") // null where the layer can't hold one
    private static Layer withActivation(Layer layer, Activation activation) {
        if (layer instanceof Dense dense && dense.activation() == Activation.LINEAR) {
            return new Dense(dense.kernel(), dense.bias(), activation);
        } else if (layer instanceof Convolution c && c.activation() == Activation.LINEAR) {
            return new Convolution(c.width(), c.dilation(), c.causal(), c.kernel(), c.bias(), activation);
        }
        return null;
    }

    static Matrix identity(int size) {
        if (size > MOST_COPIED) {
            throw new ConversionException("expected at most " + MOST_COPIED + " values per step, found " + size);
        }
        float[] values = new float[size * size];
        for (int i = 0; i < size; i++) {
            values[i * size + i] = 1;
        }
        return new Matrix(size, size, values);
    }

    private static Activation plainRelu(LayerConfig layer) {
        if (layer.config().get("max_value") != null
                || layer.number("negative_slope", 0) != 0
                || layer.number("threshold", 0) != 0) {
            throw layer.refuse("expected no max_value, negative_slope 0 and threshold 0");
        }
        return Activation.RELU;
    }

    private static Activation softmax(LayerConfig layer, Steps in) {
        if (in.masked()) {
            throw layer.refuse("a Softmax layer takes the mask for one of its values; use Activation(\"softmax\")");
        }
        requireLastAxis(layer);
        return Activation.SOFTMAX;
    }

    private static void requireLastAxis(LayerConfig layer) {
        int axis = layer.single("axis", -1);
        if (axis != -1 && axis != 2) {
            throw layer.refuse("expected the last axis, found axis " + axis);
        }
    }

    private static Steps dense(LayerConfig layer, List<Tensor> weights, Steps in) {
        boolean biased = layer.flag("use_bias", true);
        requireCount(layer, weights, biased ? 2 : 1);
        Tensor kernel = weights.get(0).require(in.size(), layer.single("units", -1));
        int units = kernel.shape()[1];
        float[] bias = biased ? weights.get(1).require(units).values() : new float[units];
        Activation activation = layer.activation("activation", Activation.LINEAR);
        return in.then(new Dense(new Matrix(in.size(), units, kernel.values()), bias, activation), in.masked(), false);
    }

    private static void requireCount(LayerConfig layer, List<Tensor> weights, int count) {
        if (weights.size() != count) {
            throw layer.refuse("expected " + count + " weights, found " + weights.size()
                    + (weights.isEmpty() ? "; is it the file that the model was saved in?" : ""));
        }
    }

    private Steps timeDistributed(LayerConfig layer, List<Tensor> weights, Steps in) {
        LayerConfig inner = layer.inner("layer");
        return switch (inner.className()) {
            case "Dense", "Dropout", "Activation", "LayerNormalization" ->
                read(inner, weights, in).withMask(in.masked() && maskRule == MaskRule.PASSED_ON);
            default ->
                throw layer.refuse("expected a layer on the values of one step inside TimeDistributed, found "
                        + inner.className() + " (" + inner.name() + "): characters within words are not supported");
        };
    }

    private Steps recurrent(LayerConfig layer, List<Tensor> weights, Steps in) {
        requireSequences(layer);
        seeMask(layer, in);
        RecurrentWeights direction = one(layer, weights, in);
        boolean backwards = layer.flag("go_backwards", false);
        boolean againstTime = backwards != in.reversed();
        maskedOutput = layer.flag("zero_output_for_mask", false) ? MaskedOutput.ZERO : MaskedOutput.REPEATED;
        Recurrent recurrent = new Recurrent(
                cell(layer),
                againstTime ? null : direction,
                againstTime ? direction : null,
                Merge.CONCAT,
                activation(layer),
                gateActivation(layer));
        return result(layer, recurrent, in, backwards);
    }

    private Steps bidirectional(LayerConfig layer, List<Tensor> weights, Steps in) {
        LayerConfig forward = layer.inner("layer");
        requireSequences(forward);
        seeMask(forward, in);
        if (layer.config().get("backward_layer") != null) {
            requireTwins(layer, forward, layer.inner("backward_layer"));
        }
        List<RecurrentWeights> both = RecurrentReader.directions(forward, cell(forward), cudnn(forward), weights, 2);
        both.forEach(weightsOfOne -> requireSizes(forward, weightsOfOne, in));
        boolean backwards = forward.flag("go_backwards", false);
        boolean swap = backwards != in.reversed();
        maskedOutput = zeroInBidirectional ? MaskedOutput.ZERO : MaskedOutput.REPEATED;
        Merge merge = merge(layer);
        if (swap && merge == Merge.CONCAT) {
            throw layer.refuse("go_backwards=true inside a concatenating Bidirectional is not supported");
        }
        Recurrent recurrent = new Recurrent(
                cell(forward),
                both.get(swap ? 1 : 0),
                both.get(swap ? 0 : 1),
                merge,
                activation(forward),
                gateActivation(forward));
        facts.add(new Fact("merge mode of " + layer.name(), merge.name().toLowerCase(Locale.ROOT), Origin.READ));
        return result(forward, recurrent, in, backwards);
    }

    private Steps result(LayerConfig layer, Recurrent recurrent, Steps in, boolean backwards) {
        facts.add(new Fact(
                "gate activation of " + layer.name(),
                recurrent.recurrentActivation().name().toLowerCase(Locale.ROOT),
                Origin.READ));
        if (in.masked()) {
            masked.put(recurrent, maskedOutput);
        }
        return new Steps(
                new Node.Applied(recurrent, in.node()),
                recurrent.outputSize(),
                in.masked() && maskRule == MaskRule.PASSED_ON,
                maskedOutput == MaskedOutput.ZERO,
                backwards != in.reversed());
    }

    private void requireTwins(LayerConfig layer, LayerConfig forward, LayerConfig backward) {
        for (String key : List.of("units", "activation", "recurrent_activation", "use_bias", "reset_after")) {
            Object one = forward.config().get(key);
            Object other = backward.config().get(key);
            if (one == null ? other != null : !one.equals(other)) {
                throw layer.refuse("expected both directions alike, found " + key + " " + (one == null ? "none" : one)
                        + " and " + (other == null ? "none" : other));
            }
        }
        if (!forward.className().equals(backward.className())
                || forward.flag("go_backwards", false) == backward.flag("go_backwards", false)) {
            throw layer.refuse("expected two layers of one class, one with go_backwards, found " + forward.className()
                    + " and " + backward.className());
        }
    }

    private static RecurrentWeights one(LayerConfig layer, List<Tensor> weights, Steps in) {
        RecurrentWeights direction = RecurrentReader.directions(layer, cell(layer), cudnn(layer), weights, 1)
                .get(0);
        requireSizes(layer, direction, in);
        return direction;
    }

    private static void requireSizes(LayerConfig layer, RecurrentWeights direction, Steps in) {
        int units = layer.single("units", direction.hiddenSize());
        if (direction.inputSize() != in.size() || direction.hiddenSize() != units) {
            throw layer.refuse("expected weights for " + in.size() + " inputs and " + units + " units, found "
                    + direction.inputSize() + " and " + direction.hiddenSize());
        }
    }

    private static void requireSequences(LayerConfig layer) {
        if (!layer.className().matches("(CuDNN)?(LSTM|GRU)")) {
            throw layer.refuse("expected an LSTM or a GRU");
        }
        if (!layer.flag("return_sequences", false)) {
            throw layer.refuse(
                    "return_sequences=false: it gives one output for the whole text, a tagger needs one per step");
        }
        layer.requireNot("return_state", "it gives its state too");
        layer.requireNot("stateful", "its state goes on from batch to batch");
        layer.requireNot("time_major", "its first axis is time");
    }

    private void seeMask(LayerConfig layer, Steps in) {
        if (in.masked() && cudnn(layer)) {
            throw layer.refuse("a CuDNN layer takes no mask, but one reaches it");
        }
        if (in.masked() && in.reversed()) {
            throw layer.refuse("the steps come in reverse, their mask doesn't");
        }
        masks.add(in.masked());
    }

    private static boolean cudnn(LayerConfig layer) {
        return layer.className().startsWith("CuDNN");
    }

    private static Cell cell(LayerConfig layer) {
        return switch (layer.className()) {
            case "LSTM", "CuDNNLSTM" -> Cell.LSTM;
            case "CuDNNGRU" -> Cell.GRU_RESET_AFTER;
            default -> layer.flag("reset_after", false) ? Cell.GRU_RESET_AFTER : Cell.GRU_RESET_BEFORE;
        };
    }

    private static Activation activation(LayerConfig layer) {
        return cudnn(layer) ? Activation.TANH : elementwise(layer, "activation", Activation.TANH);
    }

    private static Activation gateActivation(LayerConfig layer) {
        return cudnn(layer) ? Activation.SIGMOID : elementwise(layer, "recurrent_activation", Activation.SIGMOID);
    }

    private static Activation elementwise(LayerConfig layer, String key, Activation otherwise) {
        Activation activation = layer.activation(key, otherwise);
        if (activation == Activation.SOFTMAX) {
            throw layer.refuse("softmax as its " + key + " is not supported");
        }
        return activation;
    }

    private static Merge merge(LayerConfig layer) {
        return switch (String.valueOf(layer.config().getOrDefault("merge_mode", "concat"))) {
            case "concat" -> Merge.CONCAT;
            case "sum" -> Merge.SUM;
            case "ave" -> Merge.AVERAGE;
            case "mul" -> Merge.MULTIPLY;
            default ->
                throw layer.refuse("expected concat, sum, ave or mul as its merge_mode, found "
                        + (layer.config().get("merge_mode") == null
                                ? "None"
                                : layer.config().get("merge_mode")));
        };
    }

    private static Steps layerNormalization(LayerConfig layer, List<Tensor> weights, Steps in) {
        requireLastAxis(layer);
        layer.requireNot("rms_scaling", "it doesn't subtract the mean");
        ScaleAndOffset given = new ScaleAndOffset(layer, weights, in.size(), 0);
        return in.then(
                new Normalization(
                        Normalization.Kind.LAYER, given.scale, given.offset, (float) layer.number("epsilon", 1e-3)),
                in.masked(),
                false);
    }

    private static Steps batchNormalization(LayerConfig layer, List<Tensor> weights, Steps in) {
        requireLastAxis(layer);
        ScaleAndOffset given = new ScaleAndOffset(layer, weights, in.size(), 2);
        float[] mean = weights.get(weights.size() - 2).require(in.size()).values();
        float[] variance = weights.get(weights.size() - 1).require(in.size()).values();
        Normalization folded = folded(given.scale, given.offset, mean, variance, (float) layer.number("epsilon", 1e-3));
        return in.then(folded, in.masked(), false);
    }

    /** A batch normalisation with its trained mean and variance. */
    static Normalization folded(float[] gamma, float[] beta, float[] mean, float[] variance, float epsilon) {
        float[] scale = new float[gamma.length];
        float[] offset = new float[gamma.length];
        for (int i = 0; i < scale.length; i++) {
            double factor = gamma[i] / Math.sqrt(variance[i] + epsilon);
            scale[i] = (float) factor;
            offset[i] = (float) (beta[i] - mean[i] * factor);
        }
        return new Normalization(Normalization.Kind.AFFINE, scale, offset, 0);
    }

    /** Gamma and beta, either of which may be left out. */
    private static final class ScaleAndOffset {
        private final float[] scale;
        private final float[] offset;

        ScaleAndOffset(LayerConfig layer, List<Tensor> weights, int size, int others) {
            boolean scaled = layer.flag("scale", true);
            boolean centred = layer.flag("center", true);
            requireCount(layer, weights, others + (scaled ? 1 : 0) + (centred ? 1 : 0));
            scale = scaled ? weights.get(0).require(size).values() : ones(size);
            offset = centred ? weights.get(scaled ? 1 : 0).require(size).values() : new float[size];
        }

        private static float[] ones(int size) {
            float[] ones = new float[size];
            java.util.Arrays.fill(ones, 1);
            return ones;
        }
    }

    private Steps convolution(LayerConfig layer, List<Tensor> weights, Steps in) {
        boolean biased = layer.flag("use_bias", true);
        requireCount(layer, weights, biased ? 2 : 1);
        String padding = layer.text("padding", "valid");
        if (!padding.equals("same") && !padding.equals("causal")) {
            throw layer.refuse("padding=" + padding + ": it gives fewer steps than it reads; expected same or causal");
        }
        if (layer.single("strides", 1) != 1
                || layer.single("groups", 1) != 1
                || !layer.text("data_format", "channels_last").equals("channels_last")) {
            throw layer.refuse("expected strides 1, one group and channels_last");
        }
        int width = layer.single("kernel_size", 1);
        int filters = layer.single("filters", -1);
        if (width > 1 && in.masked() && !in.zeroAtMasked()) {
            throw layer.refuse("it reads pads that are masked elsewhere, but not zeros; this is not supported");
        }
        if (in.reversed()) {
            throw layer.refuse("its steps come in reverse");
        }
        Tensor kernel = weights.get(0).require(width, in.size(), filters);
        int outputs = kernel.shape()[2];
        float[] bias = biased ? weights.get(1).require(outputs).values() : new float[outputs];
        Convolution convolution = new Convolution(
                width,
                layer.single("dilation_rate", 1),
                padding.equals("causal"),
                new Matrix(width * in.size(), outputs, kernel.values()),
                bias,
                layer.activation("activation", Activation.LINEAR));
        return in.then(convolution, false, false);
    }

    /** Outputs of parallel branches as one. */
    Steps merge(LayerConfig layer, List<Steps> parts) {
        Merge how = switch (layer.className()) {
            case "Concatenate" -> Merge.CONCAT;
            case "Add" -> Merge.SUM;
            case "Average" -> Merge.AVERAGE;
            default -> Merge.MULTIPLY;
        };
        if (how == Merge.CONCAT) {
            requireLastAxis(layer);
        }
        List<Node> nodes = new ArrayList<>();
        boolean anyMasked = false;
        boolean allMasked = true;
        boolean zero = true;
        int size = 0;
        for (Steps part : parts) {
            nodes.add(part.node());
            anyMasked |= part.masked();
            allMasked &= part.masked();
            zero &= part.zeroAtMasked();
            if (part.reversed() != parts.get(0).reversed()) {
                throw layer.refuse("some of its inputs come in reverse (go_backwards) and others don't");
            }
            if (how != Merge.CONCAT && part.size() != parts.get(0).size()) {
                throw layer.refuse(
                        "expected inputs of one size, found " + parts.get(0).size() + " and " + part.size());
            }
            size = how == Merge.CONCAT ? size + part.size() : part.size();
            if (size > MOST_MERGED) {
                throw layer.refuse("expected at most " + MOST_MERGED + " values per step");
            }
        }
        boolean masked = layer.keras() < 3 ? anyMasked : !mergesDropMask && allMasked;
        return new Steps(
                new Node.Merged(how, nodes), size, masked, zero, parts.get(0).reversed());
    }
}
