package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * TensorFlow's files: a SavedModel directory, a checkpoint of TensorFlow 1 (any of its .index, .data and .meta files or their
 * common prefix), a frozen GraphDef, binary (.pb, also under a .pbtxt name) or text. Stateless and thread-safe.
 */
public final class TensorFlowFile {
    private TensorFlowFile() {}

    /** Whether {@code path} is a file or directory of TensorFlow's, by its name and what lies beside it. */
    public static boolean accepts(Path path) {
        String name = name(path);
        return Files.isRegularFile(path.resolve("saved_model.pb"))
                || name.endsWith(".pb")
                || name.endsWith(".pbtxt")
                || Checkpoint.prefix(path) != null;
    }

    /**
     * Reads the network of a tagger.
     *
     * @throws ConversionException for a file that is damaged, incomplete or no tagger that Fastener can hold
     */
    public static SourceFile read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return SavedModel.read(path);
            }
            if (name(path).equals("saved_model.pb")) {
                return SavedModel.read(path.resolveSibling("."));
            }
            Path prefix = Checkpoint.prefix(path);
            return prefix != null ? Checkpoint.read(prefix) : frozen(path);
        } catch (IllegalArgumentException e) {
            // The model's own checks: their messages say both sides, but not the file.
            throw new ConversionException(path + ": " + e.getMessage(), e);
        }
    }

    /** What of a file or directory that is {@linkplain #accepts accepted} TensorFlow itself loads: directory, .meta or graph. */
    public static Path loadable(Path path) {
        if (name(path).equals("saved_model.pb")) {
            return path.resolveSibling(".").normalize();
        }
        Path prefix = Files.isDirectory(path) ? null : Checkpoint.prefix(path);
        return prefix == null ? path : prefix.resolveSibling(prefix.getFileName() + ".meta");
    }

    private static SourceFile frozen(Path path) {
        Bytes bytes = SourceBytes.read(path);
        boolean text = GraphText.isText(bytes);
        Graph graph = Graph.of(Message.of(text ? GraphText.binary(bytes) : bytes));
        if (graph.nodes().isEmpty()) {
            throw new ConversionException(path + ": expected a GraphDef with operations, found none in it");
        }
        return new SourceFile(
                text ? "TensorFlow frozen graph, text" : "TensorFlow frozen graph",
                new GraphTagger(graph, new Variables(graph, null)).networks(Map.of(), Map.of()));
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    }
}
