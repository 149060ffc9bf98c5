package dev.fastener.before;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** A model loaded into TensorFlow, fed with ids. Of one thread. */
final class SourceModel implements AutoCloseable {
    /** @param ids [sentences, steps], pads included */
    record Batch(int sentences, int steps, int[] lengths, int[] ids) {}

    /** @param values [sentences, steps, tags] */
    record Scores(int tags, float[] values) {}

    /** A tensor that is fed, "node:0". */
    private record Input(String tensor, DataType type, int rank) {}

    private final AutoCloseable owner;
    private final Session session;
    private final Map<String, Input> inputs;
    private final String output;
    private final Map<String, Float> feeds;

    private SourceModel(
            AutoCloseable owner, Session session, Map<String, Input> inputs, String output, Map<String, Float> feeds) {
        this.owner = owner;
        this.session = session;
        this.inputs = inputs;
        this.output = output;
        this.feeds = feeds;
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
        GraphDef graph = GraphDef.parseFrom(bytes);
        Graph loaded = new Graph();
        loaded.importGraphDef(graph);
        return graph(options, graph, loaded, new Session(loaded, config(options)));
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
        Map<String, Input> inputs = new LinkedHashMap<>();
        signature.getInputsMap().forEach((name, info) -> inputs.put(name, input(info)));
        Map<String, TensorInfo> outputs = signature.getOutputsMap();
        String name = options.output().isEmpty() && outputs.size() == 1
                ? outputs.keySet().iterator().next()
                : options.output();
        TensorInfo output = outputs.get(name);
        if (output == null) {
            throw new IllegalArgumentException("--output: expected one of " + outputs.keySet() + ", found " + name);
        }
        return new SourceModel(bundle, bundle.session(), inputs, output.getName(), options.feeds());
    }

    private static Input input(TensorInfo info) {
        return new Input(info.getName(), info.getDtype(), rank(info.getTensorShape()));
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
        Map<String, Input> inputs = new LinkedHashMap<>();
        for (NodeDef node : needed(graph, options.output())) {
            boolean given = node.getOp().equals("PlaceholderWithDefault")
                    && options.feeds().containsKey(node.getName());
            if (node.getOp().equals("Placeholder") || given) {
                TensorShapeProto shape = node.getAttrOrThrow("shape").getShape();
                inputs.put(
                        node.getName(),
                        new Input(node.getName(), node.getAttrOrThrow("dtype").getType(), rank(shape)));
            }
        }
        AutoCloseable owner = () -> {
            session.close();
            loaded.close();
        };
        return new SourceModel(owner, session, inputs, options.output(), options.feeds());
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

    private static int rank(TensorShapeProto shape) {
        return shape.getUnknownRank() ? -1 : shape.getDimCount();
    }

    private static ConfigProto config(RunOptions options) {
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(options.threads())
                .setInterOpParallelismThreads(options.threads())
                .build();
    }

    Scores score(Batch batch) {
        Session.Runner runner = session.runner();
        Map<String, Tensor> fed = new HashMap<>();
        try {
            inputs.forEach((name, input) -> {
                Tensor tensor = tensor(name, input, batch);
                fed.put(name, tensor);
                runner.feed(input.tensor, tensor);
            });
            try (Result result = runner.fetch(output).run()) {
                TFloat32 scores = (TFloat32) result.get(0);
                float[] values = new float[Math.toIntExact(scores.size())];
                scores.asRawTensor().data().asFloats().read(values);
                return new Scores(
                        Math.toIntExact(scores.shape().get(scores.shape().numDimensions() - 1)), values);
            }
        } finally {
            fed.values().forEach(Tensor::close);
        }
    }

    private Tensor tensor(String name, Input input, Batch batch) {
        boolean integers = input.type == DataType.DT_INT32 || input.type == DataType.DT_INT64;
        if (input.type == DataType.DT_BOOL) {
            return TBool.scalarOf(feeds.getOrDefault(name, 0f) != 0);
        }
        if (input.rank == 2 || integers && input.rank == -1) {
            return ids(input.type, Shape.of(batch.sentences, batch.steps), batch.ids);
        }
        return input.rank == 1 && integers
                ? ids(input.type, Shape.of(batch.sentences), batch.lengths)
                : TFloat32.scalarOf(feeds.getOrDefault(name, 1f));
    }

    private static Tensor ids(DataType type, Shape shape, int[] ids) {
        if (type == DataType.DT_INT32) {
            return TInt32.tensorOf(shape, DataBuffers.of(ids, true, false));
        }
        if (type == DataType.DT_INT64) {
            long[] wide = new long[ids.length];
            for (int i = 0; i < ids.length; i++) {
                wide[i] = ids[i];
            }
            return TInt64.tensorOf(shape, DataBuffers.of(wide, true, false));
        }
        float[] real = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            real[i] = ids[i];
        }
        return TFloat32.tensorOf(shape, DataBuffers.of(real, true, false));
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
