package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A checkpoint of TensorFlow 1: PREFIX.index and PREFIX.data-* hold the variables, PREFIX.meta the graph (a MetaGraphDef). */
final class Checkpoint {
    private Checkpoint() {}

    /** The common prefix of the checkpoint that {@code path} is of; null where it is of none. */
    static @Nullable Path prefix(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            return null;
        }
        Path prefix = path.resolveSibling(name.toString().replaceFirst("\\.(index|meta|data-\\d+-of-\\d+)$", ""));
        boolean there = Files.isRegularFile(path.resolveSibling(prefix.getFileName() + ".index"))
                || Files.isRegularFile(path.resolveSibling(prefix.getFileName() + ".meta"));
        return there ? prefix : null;
    }

    static SourceFile read(Path prefix) {
        Path meta = prefix.resolveSibling(prefix.getFileName() + ".meta");
        if (!Files.isRegularFile(meta)) {
            throw new ConversionException(
                    meta + ": expected the graph beside the checkpoint's variables, found none; copy "
                            + "it too, or give the folder of the SavedModel that they are of, or save the weights "
                            + "anew: model.save_weights(\"best.weights.h5\")");
        }
        VariableBundle bundle = VariableBundle.open(prefix);
        Graph graph = Graph.of(Message.of(SourceBytes.read(meta)).message(2));
        return new SourceFile(
                "TensorFlow checkpoint",
                new GraphTagger(graph, new Variables(graph, bundle)).networks(Map.of(), Map.of()));
    }
}
