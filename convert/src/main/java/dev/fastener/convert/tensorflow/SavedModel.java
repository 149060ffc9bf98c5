package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.tensorflow.Graph.Ref;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A SavedModel directory: saved_model.pb (saved_model.proto) and variables/variables.*. */
final class SavedModel {
    private static final String SERVING = "serving_default";

    private SavedModel() {}

    static SourceFile read(Path directory) {
        Path file = directory.resolve("saved_model.pb");
        List<Message> graphs = Message.of(SourceBytes.read(file)).messages(2);
        Message meta = graphs.stream()
                .filter(graph -> graph.message(1).texts(4).contains("serve"))
                .findFirst()
                .orElseThrow(() -> new ConversionException(
                        file + ": expected a graph with the tag \"serve\", found " + graphs.size() + " others"));
        Path prefix = directory.resolve("variables").resolve("variables");
        VariableBundle bundle = Files.isRegularFile(directory.resolve("variables/variables.index"))
                ? VariableBundle.open(prefix)
                : null;
        if (bundle != null && bundle.hasObjectGraph() && meta.has(7)) {
            Path metadata = directory.resolve("keras_metadata.pb");
            KerasObjects keras = new KerasObjects(
                    directory.toString(),
                    meta.message(7),
                    Files.isRegularFile(metadata) ? Message.of(SourceBytes.read(metadata)) : null,
                    bundle);
            if (keras.hasConfiguration()) {
                Message signature = meta.map(5).get(SERVING);
                return signature == null ? keras.read() : signed(keras.read(), signature);
            }
        }
        return graph(file, meta, bundle);
    }

    private static SourceFile signed(SourceFile source, Message signature) {
        SignatureDef names = SignatureDef.read(signature);
        return new SourceFile(
                source.container(),
                source.readings().stream()
                        .map(network -> network.withSignature(names.of(network)))
                        .toList(),
                source.references());
    }

    private static SourceFile graph(Path file, Message meta, @Nullable VariableBundle bundle) {
        Message signature = signature(file, meta.map(5));
        Graph graph = Graph.of(meta.message(2));
        Map<String, String> inputs = new LinkedHashMap<>();
        signature
                .map(1)
                .forEach((name, info) -> inputs.put(graph.resolve(ref(info)).node(), name));
        Map<String, Ref> outputs = new LinkedHashMap<>();
        signature.map(2).forEach((name, info) -> outputs.put(name, ref(info)));
        SourceFile source = new SourceFile(
                "TensorFlow SavedModel",
                new GraphTagger(graph, new Variables(graph, bundle)).networks(outputs, inputs));
        return signed(source, signature);
    }

    private static Message signature(Path file, Map<String, Message> signatures) {
        Message serving = signatures.get(SERVING);
        if (serving != null) {
            return serving;
        }
        return signatures.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("__"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(
                        () -> new ConversionException(
                                file + ": expected a signature, \"" + SERVING
                                        + "\", found none; export the model with one (model.export or tf.saved_model.save with signatures)"));
    }

    /** Of a TensorInfo, "node:0". */
    private static Ref ref(Message info) {
        String name = info.text(1);
        int colon = name.lastIndexOf(':');
        if (colon < 0 || !name.substring(colon + 1).matches("\\d{1,6}")) {
            throw new ConversionException(
                    info.file() + ": expected a tensor as \"node:0\" in the signature, found \"" + name + "\"");
        }
        return new Ref(name.substring(0, colon), Integer.parseInt(name.substring(colon + 1)));
    }
}
