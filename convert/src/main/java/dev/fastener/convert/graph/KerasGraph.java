package dev.fastener.convert.graph;

import static java.util.Objects.requireNonNull;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.export.RecurrentTensors;
import dev.fastener.io.AtomicFile;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.WireWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The graph that tf.keras 2.15 exports for a model that was trained here, as it runs on a CPU: {@code
 * Embedding(mask_zero=True)}, {@code Bidirectional(LSTM or GRU(return_sequences=True))} for each layer, {@code Dense}. One input
 * int32 [batch, steps] for each feature, of its name; one output float [batch, steps, tags], the scores before the CRF. Pads
 * have id 0 and stand behind the sentence.
 */
public final class KerasGraph {
    /** Of TensorFlow 2.15. */
    private static final int PRODUCER = 1645;

    private static final int LEAST_CONSUMER = 12;

    private final Block graph = Block.ofGraph();
    private final List<Function> functions = new ArrayList<>();

    private final SourceSignature signature;

    private KerasGraph(SourceSignature signature) {
        this.signature = signature;
    }

    /**
     * Builds the graph.
     *
     * @throws ConversionException where the model isn't of that shape; the message names what
     */
    public static KerasGraph of(TaggerModel model) {
        List<SourceSignature.Tensor> inputs = model.features().stream()
                .map(feature -> new SourceSignature.Tensor(feature.name(), "int32", List.of(-1L, -1L)))
                .toList();
        List<Long> scores = List.of(-1L, -1L, (long) model.tags().size());
        SourceSignature.Tensor output = new SourceSignature.Tensor("Identity", "float32", scores);
        KerasGraph made = new KerasGraph(new SourceSignature(inputs, List.of(output), false));
        made.add(model);
        return made;
    }

    /** Names of its placeholders and of the operation that gives the scores. */
    public SourceSignature signature() {
        return signature;
    }

    /** Writes it as a frozen GraphDef, whole or not at all. */
    public void write(Path target) throws IOException {
        AtomicFile.write(target, this::write);
    }

    private void write(OutputStream out) throws IOException {
        for (Node node : graph.nodes()) {
            node.writeTo(out, 1);
        }
        WireWriter library = new WireWriter();
        for (Function function : functions) {
            library.message(1, function.message());
        }
        out.write(new WireWriter().message(2, library).toBytes());
        WireWriter versions = new WireWriter().int64(1, PRODUCER).int64(2, LEAST_CONSUMER);
        out.write(new WireWriter().message(4, versions).toBytes());
    }

    private void add(TaggerModel model) {
        if (!(model.text().padding() instanceof PaddingRule.None)) {
            throw refusal(
                    "padding",
                    "pads that don't exist for the network, as in models trained here",
                    model.text().padding().getClass().getSimpleName());
        }
        if (model.join() != FeatureJoin.CONCAT) {
            throw refusal("features", "embeddings side by side", model.join().name());
        }
        Block block = graph.in("model");
        List<Value> embedded = new ArrayList<>();
        Value mask = null;
        for (Feature feature : model.features()) {
            int pad = feature.vocabulary().padId();
            if (pad != 0) {
                throw refusal("pad id of " + feature.name(), "0, which mask_zero masks", String.valueOf(pad));
            }
            Value ids = graph.placeholder(feature.name());
            Block layer = block.in("embedding_" + feature.name());
            embedded.add(layer.identity(layer.gather(weight(layer, "embeddings", feature.embedding()), ids)));
            mask = mask == null ? layer.notEqual(ids, layer.constant(0)) : mask;
        }
        Value x = embedded.size() == 1 ? embedded.get(0) : block.in("features").concat(embedded, 2);
        for (int i = 0; i < model.body().size(); i++) {
            x = layer(model.body().get(i), i + 1, x, requireNonNull(mask));
        }
        graph.identity(x); // called "Identity"
    }

    private Value layer(Layer layer, int number, Value x, Value mask) {
        if (layer instanceof Recurrent recurrent) {
            return bidirectional(recurrent, number, x, mask);
        }
        if (layer instanceof Dense dense && dense.activation() == Activation.LINEAR) {
            return dense(dense, graph.in("model").in("dense_" + number), x);
        }
        throw refusal(
                "layer " + number,
                "a Bi-LSTM, a Bi-GRU or a linear Dense",
                layer instanceof Dense dense
                        ? "a Dense with " + dense.activation()
                        : "a " + layer.getClass().getSimpleName());
    }

    private Value bidirectional(Recurrent layer, int number, Value x, Value mask) {
        @Nullable RecurrentWeights forward = layer.forward();
        @Nullable RecurrentWeights backward = layer.backward();
        if (forward == null || backward == null || layer.merge() != Merge.CONCAT) {
            throw refusal("layer " + number, "two directions side by side", "another recurrent layer");
        }
        if (layer.activation() != Activation.TANH || layer.recurrentActivation() != Activation.SIGMOID) {
            throw refusal(
                    "layer " + number,
                    "the activations TANH and SIGMOID",
                    layer.activation() + " and " + layer.recurrentActivation());
        }
        if (layer.cell() == Recurrent.Cell.GRU_RESET_BEFORE
                || forward.peepholes().length + backward.peepholes().length > 0) {
            throw refusal(
                    "layer " + number,
                    "an LSTM, or a GRU that resets after the product",
                    layer.cell() == Recurrent.Cell.LSTM ? "an LSTM with peephole connections" : "another GRU");
        }
        String name = "bidirectional_" + number;
        Block block = graph.in("model").in(name);
        Value there = direction(layer, forward, false, block, name, x, mask);
        Value back = direction(layer, backward, true, block, name, x, mask);
        return block.concat(List.of(there, block.reverse(back, 1)), 2);
    }

    private Value direction(
            Recurrent layer,
            RecurrentWeights weights,
            boolean backwards,
            Block block,
            String name,
            Value x,
            Value mask) {
        boolean lstm = layer.cell() == Recurrent.Cell.LSTM;
        String own = (backwards ? "backward_" : "forward_") + (lstm ? "lstm" : "gru");
        List<Tensor> tensors = RecurrentTensors.of(name + "/" + own, layer.cell(), weights, true);
        return new Direction(name + "_" + own, lstm ? Cell.LSTM : Cell.GRU, backwards, tensors)
                .add(block.in(own), x, mask, functions);
    }

    /** As Keras has it for three axes: by tf.tensordot. */
    private static Value dense(Dense layer, Block block, Value x) {
        int units = layer.kernel().columns();
        Block product = block.in("Tensordot");
        Value free = product.vector(0, 1);
        Value axes = product.vector(2);
        Value turned = product.transpose(x, product.concat(List.of(free, axes), 0));
        Value shape = product.shape(x);
        Value freeShape = product.gather(shape, free);
        Value rows = product.product(freeShape);
        Value columns = product.product(product.gather(shape, axes));
        Value matrix = product.reshape(turned, product.pack(rows, columns));
        Value products = product.matMul(matrix, weight(product, "kernel", layer.kernel()));
        Value outputShape = product.concat(List.of(freeShape, product.vector(units)), 0);
        Value result = product.reshape(products, outputShape);
        if (isZero(layer.bias())) {
            return result; // as KerasExport has it: use_bias=False
        }
        return block.biasAdd(result, block.weight("bias", layer.bias(), List.of(units)));
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static Value weight(Block block, String name, Matrix matrix) {
        return block.weight(name, matrix.values(), List.of(matrix.rows(), matrix.columns()));
    }

    private static ConversionException refusal(String where, String expected, String found) {
        return new ConversionException("the graph that tf.keras exports for the model, " + where + ": expected "
                + expected + ", found " + found + "; only models of that shape have one here");
    }
}
