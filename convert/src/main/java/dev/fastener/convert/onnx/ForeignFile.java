package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceCrf;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.onnx.ForeignGraph.Port;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.convert.onnx.Value.Lengths;
import dev.fastener.convert.onnx.Value.Steps;
import dev.fastener.io.OneLine;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.Transitions;
import dev.fastener.onnx.ModelFormatException;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A tagger in an ONNX file that another program wrote (PyTorch's exporters, tf2onnx): embeddings, LSTMs and GRUs, products.
 *
 * @param source as the readers of other formats give it
 * @param graph how to run the file itself
 */
public record ForeignFile(SourceFile source, SourceGraph graph) {
    private static final String OURS = "fastener.format";
    private static final int LONGEST = 600;

    /** Whether {@code file} may be ONNX: by its name, or by the version and producer at its beginning. */
    public static boolean accepts(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        if (String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] beginning = in.readNBytes(3);
            return beginning.length == 3 && beginning[0] == 8 && beginning[1] > 2 && beginning[2] == 0x12;
        } catch (IOException e) {
            throw new ConversionException(file + ": can't be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Reads the file; nothing of it is run.
     *
     * @throws ConversionException where it is damaged, a model of ours, or of another family: the message names the first node
     *     that a tagger here doesn't have
     */
    public static ForeignFile read(Path file) {
        String name = String.valueOf(file.getFileName());
        byte[] bytes;
        try {
            bytes = OnnxReader.bytes(file);
        } catch (IOException | ModelFormatException e) {
            throw new ConversionException(name + ": can't be read (" + e.getMessage() + ")", e);
        }
        ForeignGraph graph = GraphDecoder.decode(name, bytes, new ExternalData(file));
        if (graph.metadata().containsKey(OURS)) {
            throw new ConversionException(
                    name + ": expected another program's model, found one of Fastener's; it can be"
                            + " used as it is, or go back to Keras with --to keras");
        }
        try {
            return read(name, graph, bytes);
        } catch (ConversionException | IllegalArgumentException e) {
            String reason = OneLine.of(String.valueOf(e.getMessage()), LONGEST);
            throw new ConversionException(reason.startsWith(name) ? reason : name + ", " + reason, e);
        }
    }

    private static ForeignFile read(String file, ForeignGraph graph, byte[] bytes) {
        List<Port> inputs = graph.inputs().stream()
                .filter(input -> !graph.tensors().containsKey(input.name()))
                .toList();
        Port output = scores(file, graph);
        boolean isOutput = graph.outputs().contains(output);
        GraphReader reader = new GraphReader(file, graph, bytes.length);
        if (!(reader.value(output.name()) instanceof Steps steps)
                || !steps.inOrder()
                || !Atom.valuesAreLast(steps.axes())) {
            throw new ConversionException(file + ", output " + output.name()
                    + ": expected the scores of all tags at each step, found something else");
        }
        Chain chain = steps.chain();
        List<Layer> body = new ArrayList<>(chain.layers());
        if (body.isEmpty()) {
            throw new ConversionException(file + ": expected layers above the embedding, found none");
        }
        List<SourceInput> sources = new ArrayList<>();
        for (int input : chain.inputs()) {
            Floats table = reader.table(input);
            Matrix embedding = new Matrix(table.shape()[0], table.shape()[1], table.values());
            sources.add(new SourceInput(inputs.get(input).name(), embedding, false));
        }
        Port ids = inputs.get(chain.inputs().get(0));
        requireOneSentence(file, ids);
        int length = ids.shape().get(1).intValue();
        List<Fact> facts = new ArrayList<>();
        @Nullable Lengths lengths = reader.lengths();
        facts.add(new Fact("lengths", described(lengths), Origin.READ));
        String before = reader.beforeLogSoftmax(chain);
        if (!isOutput) {
            facts.add(new Fact(
                    "scores", output.name() + ", whose largest the output of tags is the place of", Origin.READ));
        }
        if (before != null) {
            facts.add(
                    new Fact("scores", "those before the log_softmax, which differ by one number a step", Origin.READ));
        }
        SourceNetwork network = new SourceNetwork(
                "",
                sources,
                chain.join(),
                body,
                crf(graph, chain.size(), facts),
                length,
                lengths != null,
                MaskedOutput.ZERO,
                chain.size(),
                signature(inputs, output, body),
                facts);
        String emissions = before == null ? output.name() : before;
        Port told = inputs.stream()
                .filter(port ->
                        lengths != null && lengths.pad() < 0 && port.shape().size() == 1)
                .findFirst()
                .orElse(new Port("", 0, List.of()));
        SourceGraph run =
                new SourceGraph(input(ids), input(told), length, emissions, isOutput && before == null, bytes);
        return new ForeignFile(
                new SourceFile(
                        "ONNX of " + (graph.producer().isEmpty() ? "unknown origin" : graph.producer()),
                        List.of(network)),
                run);
    }

    /** The first output of floats; where there is none, what an output of tags is the ArgMax of. */
    private static Port scores(String file, ForeignGraph graph) {
        for (Port port : graph.outputs()) {
            if (port.type() == ConstantTensor.FLOAT) {
                return port;
            }
        }
        for (Port port : graph.outputs()) {
            String scores = Ancestors.beforeArgMax(graph, port.name());
            if (scores != null) {
                return new Port(scores, ConstantTensor.FLOAT, List.of(0L, 0L, 0L));
            }
        }
        throw new ConversionException(
                file + ": expected an output of scores, 32-bit floats, or of tags by ArgMax, found "
                        + graph.outputs().stream()
                                .map(port -> port.name() + " (" + ConstantTensor.typeName(port.type()) + ")")
                                .toList()
                        + "; export the scores that the tags are chosen from");
    }

    private static void requireOneSentence(String file, Port ids) {
        long batch = ids.shape().get(0);
        if (batch > 1 || ids.shape().get(1) > 1 << 20) {
            throw new ConversionException(file + ", input " + ids.name()
                    + ": expected a free number of sentences, or one, found the shape " + ids.shape()
                    + "; export it with dynamic axes");
        }
    }

    private static SourceGraph.Input input(Port port) {
        return new SourceGraph.Input(port.name(), port.type() == ConstantTensor.INT64);
    }

    private static String described(@Nullable Lengths lengths) {
        if (lengths == null) {
            return "none: pads are seen";
        }
        return lengths.pad() < 0 ? "an input" : "counted: id " + lengths.pad() + " is the pad";
    }

    private static SourceSignature signature(List<Port> inputs, Port output, List<Layer> body) {
        Layer last = body.get(body.size() - 1);
        boolean probabilities = last instanceof Dense dense
                && (dense.activation() == Activation.SOFTMAX || dense.activation() == Activation.SIGMOID);
        return new SourceSignature(
                inputs.stream().map(ForeignFile::tensor).toList(), List.of(tensor(output)), probabilities);
    }

    private static SourceSignature.Tensor tensor(Port port) {
        String type = switch (port.type()) {
            case ConstantTensor.FLOAT -> "float32";
            case ConstantTensor.INT32 -> "int32";
            default -> "int64";
        };
        return new SourceSignature.Tensor(
                port.name(),
                type,
                port.shape().stream().map(length -> length == 0 ? -1 : length).toList());
    }

    /** As pytorch-crf names them; an exporter leaves them out where the graph doesn't use them. */
    private static @Nullable SourceCrf crf(ForeignGraph graph, int tags, List<Fact> facts) {
        ConstantTensor moves = null;
        ConstantTensor start = null;
        ConstantTensor end = null;
        for (ConstantTensor tensor : graph.tensors().values()) {
            String last = tensor.name().substring(tensor.name().lastIndexOf('.') + 1);
            switch (tensor.isFloat() ? last : "") {
                case "transitions" -> moves = tensor;
                case "start_transitions" -> start = tensor;
                case "end_transitions" -> end = tensor;
                default -> {
                    continue;
                }
            }
        }
        if (moves == null) {
            return null;
        }
        Transitions transitions = new Transitions(
                new Matrix(tags, tags, values(moves, tags, tags)),
                start == null ? new float[tags] : values(start, tags),
                end == null ? new float[tags] : values(end, tags));
        facts.add(new Fact("transitions", moves.name() + " [from, to], as pytorch-crf has them", Origin.READ));
        return new SourceCrf("pytorch-crf", transitions, Decoding.VITERBI, false, false);
    }

    private static float[] values(ConstantTensor tensor, int... shape) {
        return new Tensor(tensor.name(), tensor.shape(), tensor.floats())
                .require(shape)
                .values();
    }
}
