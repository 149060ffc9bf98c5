package dev.fastener.before;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** A model loaded into TensorFlow, fed with ids. Of one thread. */
final class SourceModel implements AutoCloseable {
    /** @param ids [inputs][sentences * steps], pads included */
    record Batch(int sentences, int steps, int[] lengths, int[][] ids) {}

    /** @param values [sentences, steps, tags] */
    record Scores(int tags, float[] values) {}

    private final AutoCloseable owner;
    private final Session session;
    private final List<FedInput> inputs;
    private final String output;
    private final int idInputs;

    private SourceModel(
            AutoCloseable owner, Session session, List<FedInput> inputs, String output, RunOptions options) {
        this.owner = owner;
        this.session = session;
        this.inputs = inputs;
        this.output = output;
        this.idInputs = options.inputs();
    }

    static SourceModel load(RunOptions options) throws IOException {
        Path model = options.model();
        if (Files.isDirectory(model)) {
            return savedModel(options);
        }
        byte[] bytes = Files.readAllBytes(model);
        if (model.toString().endsWith(".meta")) {
            return checkpoint(options, MetaGraphDef.parseFrom(bytes));
        }
        GraphDef graph = graphDef(bytes);
        Graph loaded = new Graph();
        loaded.importGraphDef(graph);
        return graph(options, graph, loaded, new Session(loaded, config(options)));
    }

    private static GraphDef graphDef(byte[] bytes) throws IOException {
        try {
            return GraphDef.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            // Graphs are saved as text too.
            GraphDef.Builder graph = GraphDef.newBuilder();
            TextFormat.merge(new String(bytes, StandardCharsets.UTF_8), graph);
            return graph.build();
        }
    }

    private static SourceModel savedModel(RunOptions options) {
        SavedModelBundle bundle = SavedModelBundle.loader(options.model().toString())
                .withTags("serve")
                .withConfigProto(config(options))
                .load();
        Map<String, SignatureDef> signatures = bundle.metaGraphDef().getSignatureDefMap();
        SignatureDef signature = signatures.get("serving_default");
        if (signature == null) {
            throw new IllegalArgumentException(
                    options.model() + ": expected the signature serving_default, found " + signatures.keySet());
        }
        List<FedInput> inputs = new ArrayList<>();
        signature
                .getInputsMap()
                .forEach((name, info) -> inputs.add(FedInput.of(
                        name, info.getName(), info.getDtype(), rank(info.getTensorShape()), false, options)));
        Map<String, TensorInfo> outputs = signature.getOutputsMap();
        String name = options.output().isEmpty() && outputs.size() == 1
                ? outputs.keySet().iterator().next()
                : options.output();
        TensorInfo output = outputs.get(name);
        if (output == null && bundle.graph().operation(name) == null) {
            throw new IllegalArgumentException("--output: expected one of " + outputs.keySet()
                    + " or an operation of the graph, found " + name
                    + (name.contains(":")
                            ? "; scores within a function can't be had of TensorFlow: leave --before away, or export a"
                                    + " signature of them"
                            : ""));
        }
        // Scores behind an output of tags are an operation of the graph.
        String tensor = output == null ? name + ":0" : output.getName();
        return new SourceModel(bundle, bundle.session(), inputs, tensor, options);
    }

    private static SourceModel checkpoint(RunOptions options, MetaGraphDef meta) {
        Graph loaded = new Graph();
        loaded.importGraphDef(meta.getGraphDef());
        Session session = new Session(loaded, config(options));
        String prefix = options.model().toString().replaceFirst("\\.meta$", "");
        try (TString path = TString.scalarOf(prefix)) {
            session.runner()
                    .feed(meta.getSaverDef().getFilenameTensorName(), path)
                    .addTarget(meta.getSaverDef().getRestoreOpName())
                    .run()
                    .close();
        }
        return graph(options, meta.getGraphDef(), loaded, session);
    }

    private static SourceModel graph(RunOptions options, GraphDef graph, Graph loaded, Session session) {
        if (options.output().isEmpty()) {
            throw new IllegalArgumentException("--output: expected the operation that gives the emissions, found none");
        }
        List<NodeDef> needed = needed(graph, options.output());
        Set<String> rates = rates(needed);
        List<FedInput> inputs = new ArrayList<>();
        for (NodeDef node : needed) {
            boolean given = node.getOp().equals("PlaceholderWithDefault")
                    && options.feeds().containsKey(node.getName());
            if (node.getOp().equals("Placeholder") || given) {
                TensorShapeProto shape = node.getAttrOrThrow("shape").getShape();
                inputs.add(FedInput.of(
                        node.getName(),
                        node.getName(),
                        node.getAttrOrThrow("dtype").getType(),
                        rank(shape),
                        rates.contains(node.getName()),
                        options));
            }
        }
        AutoCloseable owner = () -> {
            session.close();
            loaded.close();
        };
        return new SourceModel(owner, session, inputs, options.output(), options);
    }

    /** The operations that {@code output} comes from. */
    private static List<NodeDef> needed(GraphDef graph, String output) {
        Map<String, NodeDef> nodes = new HashMap<>();
        graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            String name = open.pop().replaceFirst("^\\^", "").replaceFirst(":\\d+$", "");
            NodeDef node = nodes.get(name);
            if (node == null) {
                throw new IllegalArgumentException("--output: expected an operation of the graph, found " + name);
            }
            if (seen.add(name)) {
                open.addAll(node.getInputList());
            }
        }
        return graph.getNodeList().stream()
                .filter(node -> seen.contains(node.getName()))
                .toList();
    }

    /**
     * What random numbers are compared with, that is rates of dropouts (a value is kept where its number is at least the rate);
     * the share that is kept was added to the random numbers in older versions, and in newer ones the rate is computed from it.
     */
    private static Set<String> rates(List<NodeDef> nodes) {
        Set<String> rates = new HashSet<>();
        for (NodeDef node : nodes) {
            if (node.getOp().equals("GreaterEqual")) {
                rates.add(node.getInput(1).replaceFirst(":\\d+$", ""));
            }
        }
        return rates;
    }

    private static int rank(TensorShapeProto shape) {
        return shape.getUnknownRank() ? -1 : shape.getDimCount();
    }

    private static ConfigProto config(RunOptions options) {
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(options.threads())
                .setInterOpParallelismThreads(options.threads())
                .build();
    }

    /** Arrays of ids in a request. */
    int inputs() {
        return idInputs;
    }

    /** What each input is fed with: "chars: ids; dropout: 1". */
    String fed() {
        return inputs.stream().map(FedInput::toString).collect(Collectors.joining("; "));
    }

    Scores score(Batch batch) {
        Session.Runner runner = session.runner();
        List<Tensor> fed = new ArrayList<>();
        try {
            for (FedInput input : inputs) {
                Tensor tensor = input.tensor(batch);
                fed.add(tensor);
                runner.feed(input.operation(), tensor);
            }
            try (Result result = runner.fetch(output).run()) {
                if (!(result.get(0) instanceof TFloat32 scores)) {
                    throw new IllegalArgumentException("output " + output + ": expected scores (float32), found "
                            + result.get(0).dataType());
                }
                int rank = scores.shape().numDimensions();
                long tags = rank == 0 ? 0 : scores.shape().get(rank - 1);
                if (scores.size() != tags * batch.sentences() * batch.steps()) {
                    throw new IllegalArgumentException("output " + output + ": expected scores of " + batch.sentences()
                            + " x " + batch.steps() + " steps, found the shape " + scores.shape());
                }
                float[] values = new float[Math.toIntExact(scores.size())];
                scores.asRawTensor().data().asFloats().read(values);
                return new Scores(Math.toIntExact(tags), values);
            }
        } finally {
            fed.forEach(Tensor::close);
        }
    }

    @Override
    public void close() {
        try {
            owner.close();
        } catch (Exception e) {
            throw new IllegalStateException("TensorFlow: can't be closed: " + e.getMessage(), e);
        }
    }
}
