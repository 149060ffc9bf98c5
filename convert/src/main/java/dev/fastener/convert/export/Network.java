package dev.fastener.convert.export;

import static java.util.Objects.requireNonNull;

import dev.fastener.convert.Tensor;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network of a model as lines of Python that build it in Keras, and the weights of its layers.
 *
 * <p>Pads that don't exist for our model are masked in Keras: with {@code mask_zero} a real step's result doesn't depend on them
 * but in a convolution, which reads its neighbours. Ours finds zeros there, so in Keras its input is multiplied with 0 at pads.
 */
final class Network {
    private final TaggerModel model;
    private final Refusals refusals;
    private final boolean masked;
    /** Whether layers are told the mask, since something on the way may drop it: since 3.16 a recurrent layer does. */
    private final boolean maskNamed;

    private final List<String> lines = new ArrayList<>();
    /** Layers of each kind so far. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private final Call output;
    private String features = "";
    private boolean hardSigmoids;
    private int calls;
    /** 1 at real steps, [batch, steps, 1]. */
    private Call isReal = new Call("", new KerasWeights("", List.of()), List.of());

    /** @throws dev.fastener.convert.ConversionException where Keras can't express it */
    Network(TaggerModel model, Refusals refusals) {
        this.model = model;
        this.refusals = refusals;
        this.masked = !(model.text().padding() instanceof PaddingRule.Visible);
        this.maskNamed = masked
                && (model.features().size() > 1
                        || model.body().stream()
                                        .filter(Recurrent.class::isInstance)
                                        .count()
                                > 1
                        || model.body().stream()
                                .anyMatch(layer -> layer instanceof Convolution || layer instanceof Parallel));
        refusals.check(model);
        Call joined = embeddings();
        output = series(model.body(), joined, null);
        lines.add("return keras.Model(" + features + ", " + output.variable() + ")");
    }

    /** Statements of the function that builds it. */
    List<String> lines() {
        return lines;
    }

    /** In the order of Keras' model.layers. */
    List<KerasWeights> weights() {
        return Call.inOrderOfKeras(output);
    }

    /** Whether the activations need functions, as Keras 2 and 3 mean different things by "hard_sigmoid". */
    boolean hardSigmoids() {
        return hardSigmoids;
    }

    private Call embeddings() {
        String length = masked ? "None" : String.valueOf(model.text().maxLength());
        List<Call> embedded = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (Feature feature : model.features()) {
            String variable = ids.isEmpty() ? "ids" : "ids" + (ids.size() + 1);
            ids.add(variable);
            lines.add(variable + " = L.Input((" + length + ",), dtype=\"int32\", name=\"" + feature.name() + "\")");
        }
        features = ids.size() == 1 ? "ids" : "[" + String.join(", ", ids) + "]";
        for (int i = 0; i < ids.size(); i++) {
            embedded.add(embedding(model.features().get(i), ids.get(i), i == 0 && masked));
        }
        if (embedded.size() == 1) {
            return embedded.get(0);
        }
        return merged(model.join() == FeatureJoin.CONCAT ? Merge.CONCAT : Merge.SUM, "features", embedded);
    }

    private Call embedding(Feature feature, String ids, boolean hasMask) {
        String name = "embedding_" + feature.name();
        int rows = feature.embedding().rows();
        int size = feature.embedding().columns();
        Tensor table =
                KerasWeights.tensor(name, "embeddings", feature.embedding().values(), rows, size);
        String layer = "L.Embedding(" + rows + ", " + size + (hasMask ? ", mask_zero=True" : "") + named(name) + ")";
        if (hasMask && maskNamed) {
            lines.add("embedding = " + layer);
            lines.add("mask = embedding.compute_mask(" + ids + ")");
            layer = "embedding";
        }
        Call call = called(layer + "(" + ids + ")", new KerasWeights(name, List.of(table)), List.of());
        if (hasMask && needsRealSteps(model.body(), null)) {
            float[] real = new float[rows];
            Arrays.fill(real, 1, rows, 1);
            Tensor steps = KerasWeights.tensor("is_real", "embeddings", real, rows, 1);
            isReal = called(
                    "L.Embedding(" + rows + ", 1, mask_zero=True, trainable=False" + named("is_real") + ")(" + ids
                            + ")",
                    new KerasWeights("is_real", List.of(steps)),
                    List.of());
        }
        return call;
    }

    private boolean needsRealSteps(List<Layer> layers, @Nullable Layer before) {
        Layer previous = before;
        for (Layer layer : layers) {
            boolean here = layer instanceof Convolution && !zeroAtPads(previous);
            Layer in = previous;
            if (here
                    || layer instanceof Parallel parallel
                            && parallel.branches().stream().anyMatch(branch -> needsRealSteps(branch, in))) {
                return true;
            }
            previous = layer;
        }
        return false;
    }

    /** A Bidirectional gives zeros at masked steps, in Keras 2.15 and 3. */
    private static boolean zeroAtPads(@Nullable Layer layer) {
        return layer instanceof Recurrent recurrent && recurrent.backward() != null;
    }

    private Call series(List<Layer> layers, Call input, @Nullable Layer before) {
        Call x = input;
        Layer previous = before;
        for (Layer layer : layers) {
            x = layer(layer, x, previous);
            previous = layer;
        }
        return x;
    }

    private Call layer(Layer layer, Call x, @Nullable Layer previous) {
        if (layer instanceof Recurrent recurrent) {
            return recurrent(recurrent, x);
        } else if (layer instanceof Dense dense) {
            return dense(dense, x);
        } else if (layer instanceof Convolution convolution) {
            return convolution(convolution, x, previous);
        } else if (layer instanceof Normalization normalization) {
            return normalization(normalization, x);
        }
        Parallel parallel = (Parallel) layer;
        List<Call> outputs = new ArrayList<>();
        for (List<Layer> branch : parallel.branches()) {
            outputs.add(series(branch, x, previous));
        }
        return merged(parallel.merge(), name("merge"), outputs);
    }

    private Call recurrent(Recurrent layer, Call x) {
        boolean lstm = layer.cell() == Recurrent.Cell.LSTM;
        boolean biased = RecurrentPython.biased(layer);
        String cell = RecurrentPython.constructor(
                layer,
                biased,
                activation(layer.activation(), "tanh", "activation")
                        + activation(layer.recurrentActivation(), "sigmoid", "recurrent_activation"));
        String told = maskNamed ? ", mask=mask" : "";
        String kind = lstm ? "lstm" : "gru";
        if (layer.backward() == null) {
            String name = name(kind);
            List<Tensor> tensors = RecurrentTensors.of(
                    name + "/" + kind + "_cell", layer.cell(), requireNonNull(layer.forward()), biased);
            String written = cell.substring(0, cell.length() - 1) + refusals.zeroOutput() + named(name) + ")";
            return called(written + "(" + x.variable() + told + ")", new KerasWeights(name, tensors), List.of(x));
        }
        String name = name("bidirectional");
        List<Tensor> tensors = new ArrayList<>();
        RecurrentPython.Two two = RecurrentPython.directions(layer);
        tensors.addAll(RecurrentTensors.of(
                name + "/forward_" + kind + "/" + kind + "_cell", layer.cell(), two.forward(), biased));
        tensors.addAll(RecurrentTensors.of(
                name + "/backward_" + kind + "/" + kind + "_cell", layer.cell(), two.backward(), biased));
        String merge = two.merge() == Merge.CONCAT ? "" : ", merge_mode=\"" + RecurrentPython.mode(two.merge()) + "\"";
        return called(
                "L.Bidirectional(" + cell + merge + named(name) + ")(" + x.variable() + told + ")",
                new KerasWeights(name, tensors),
                List.of(x));
    }

    private Call dense(Dense layer, Call x) {
        String name = name("dense");
        int units = layer.kernel().columns();
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(KerasWeights.tensor(
                name, "kernel", layer.kernel().values(), layer.kernel().rows(), units));
        String settings = bias(name, layer.bias(), tensors) + activation(layer.activation(), "linear", "activation");
        return called(
                "L.Dense(" + units + settings + named(name) + ")(" + x.variable() + ")",
                new KerasWeights(name, tensors),
                List.of(x));
    }

    private Call convolution(Convolution layer, Call in, @Nullable Layer previous) {
        Call x = in;
        if (masked && !zeroAtPads(previous)) {
            x = called(
                    "L.Multiply(" + named(name("real")).substring(2) + ")([" + in.variable() + ", " + isReal.variable()
                            + "])",
                    new KerasWeights("", List.of()),
                    List.of(in, isReal));
        }
        String name = name("conv1d");
        int filters = layer.kernel().columns();
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(KerasWeights.tensor(
                name, "kernel", layer.kernel().values(), layer.width(), layer.inputSize(), filters));
        String settings = ", padding=\"" + (layer.causal() ? "causal" : "same") + "\""
                + (layer.dilation() == 1 ? "" : ", dilation_rate=" + layer.dilation())
                + bias(name, layer.bias(), tensors)
                + activation(layer.activation(), "linear", "activation");
        return called(
                "L.Conv1D(" + filters + ", " + layer.width() + settings + named(name) + ")(" + x.variable() + ")",
                new KerasWeights(name, tensors),
                List.of(x));
    }

    /** An affine layer is a batch normalisation of mean 0 and variance 1. */
    private Call normalization(Normalization layer, Call x) {
        boolean affine = layer.kind() == Normalization.Kind.AFFINE;
        String name = name(affine ? "batch_normalization" : "layer_normalization");
        int size = layer.scale().length;
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(KerasWeights.tensor(name, "gamma", layer.scale(), size));
        tensors.add(KerasWeights.tensor(name, "beta", layer.offset(), size));
        if (affine) {
            float[] ones = new float[size];
            Arrays.fill(ones, 1);
            tensors.add(KerasWeights.tensor(name, "moving_mean", new float[size], size));
            tensors.add(KerasWeights.tensor(name, "moving_variance", ones, size));
        }
        String constructor = affine
                ? "L.BatchNormalization(epsilon=0.0" + named(name) + ")"
                : "L.LayerNormalization(epsilon=" + layer.epsilon() + named(name) + ")";
        return called(constructor + "(" + x.variable() + ")", new KerasWeights(name, tensors), List.of(x));
    }

    private Call merged(Merge merge, String name, List<Call> inputs) {
        String constructor = switch (merge) {
            case CONCAT -> "Concatenate";
            case SUM -> "Add";
            case AVERAGE -> "Average";
            case MULTIPLY -> "Multiply";
        };
        List<String> variables = inputs.stream().map(Call::variable).toList();
        return called(
                "L." + constructor + "(" + named(name).substring(2) + ")([" + String.join(", ", variables) + "])",
                new KerasWeights("", List.of()),
                inputs);
    }

    /** Without bias where all are 0, as a source without one has them here. */
    private static String bias(String layer, float[] bias, List<Tensor> tensors) {
        if (RecurrentPython.isZero(bias)) {
            return ", use_bias=False";
        }
        tensors.add(KerasWeights.tensor(layer, "bias", bias, bias.length));
        return "";
    }

    private String activation(Activation activation, String otherwise, String setting) {
        String value = switch (activation) {
            case LINEAR -> "linear";
            case TANH -> "tanh";
            case SIGMOID -> "sigmoid";
            case RELU -> "relu";
            case SOFTMAX -> "softmax";
            case HARD_SIGMOID_KERAS2 -> "hard_sigmoid_2";
            case HARD_SIGMOID_KERAS3 -> "hard_sigmoid_3";
        };
        if (value.equals(otherwise)) {
            return "";
        }
        boolean function = value.startsWith("hard_sigmoid");
        hardSigmoids |= function;
        return ", " + setting + "=" + (function ? value : "\"" + value + "\"");
    }

    private Call called(String expression, KerasWeights weights, List<Call> inputs) {
        String variable = "x" + ++calls;
        lines.add(variable + " = " + expression);
        return new Call(variable, weights, inputs);
    }

    private static String named(String name) {
        return ", name=\"" + name + "\"";
    }

    private String name(String kind) {
        return kind + "_" + numbers.merge(kind, 1, Integer::sum);
    }
}
