package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.hdf5.Hdf5Group;
import dev.fastener.convert.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's configuration in a file of its own, as {@code model.to_json()} gives it, beside the weights of
 * {@code save_weights}.
 *
 * @param file its name
 * @param version of the Keras that wrote it; empty where it doesn't say, as Keras 3 doesn't
 * @param json of the model
 */
record Architecture(String file, String version, Map<String, @Nullable Object> json) {
    private static final int LARGEST = 1 << 24;

    /** What a file name ends in that holds weights. */
    private static final String ENDINGS = "(?i)(\\.weights)?\\.(h5|hdf5|json|keras)$";

    /** Those beside {@code weights} under the usual names, the likeliest first; files that describe no model are left out. */
    static List<Architecture> beside(Path weights) {
        List<Architecture> found = new ArrayList<>();
        for (String name : names(stem(weights), ".json")) {
            Path path = weights.resolveSibling(name);
            if (path.equals(weights) || !Files.isRegularFile(path)) {
                continue;
            }
            Map<String, @Nullable Object> json = describes(path);
            if (json != null) {
                Object version = json.get("keras_version");
                found.add(new Architecture(name, version instanceof String text ? text : "", json));
            }
        }
        return found;
    }

    /** The name of a YAML file beside {@code weights} that is called as an architecture would be; null where there is none. */
    static @Nullable String yaml(Path weights) {
        for (String ending : List.of(".yaml", ".yml")) {
            for (String name : names(stem(weights), ending)) {
                if (Files.isRegularFile(weights.resolveSibling(name))) {
                    return name;
                }
            }
        }
        return null;
    }

    /** Whether {@code file} is one, and no weights. */
    static boolean is(Path file) {
        return describes(file) != null;
    }

    /** Whether the layers are those of the weights in {@code root}. */
    boolean isOf(Hdf5Group root) {
        ModelConfig model = model();
        if (LayerGroups.holds(root)) {
            Set<String> names = new LinkedHashSet<>(new LayerGroups(file, root).names());
            Set<String> mine = new LinkedHashSet<>();
            for (LayerConfig layer : model.layers()) {
                mine.add(layer.name());
                if (layer.className().equals("InputLayer")) {
                    names.add(layer.name()); // which a Sequential doesn't list
                }
            }
            return names.equals(mine);
        }
        return new ObjectTree(file, root, model).holdsAllGroups();
    }

    /**
     * The model with the weights in {@code root}.
     *
     * @param weights their file
     * @param written version of the Keras that wrote them; empty where they don't say
     */
    SourceFile source(String weights, Hdf5Group root, String written) {
        String by = version.isEmpty() ? written : version;
        String of = weights + " with " + file;
        boolean groups = LayerGroups.holds(root);
        StoredWeights stored = groups ? new LayerGroups(of, root) : new ObjectTree(of, root, model());
        return KerasFile.file(
                        "Keras " + by + (by.isEmpty() ? "" : " ") + (groups ? "HDF5 weights" : ".weights.h5")
                                + " and their architecture",
                        of,
                        by.isEmpty() ? "3" : by,
                        model(),
                        stored)
                .withFacts(StoredVariables.unused(root).stream().toList());
    }

    private ModelConfig model() {
        return ModelConfig.read(file, version.startsWith("2.") ? 2 : 3, json);
    }

    private static String stem(Path weights) {
        return String.valueOf(weights.getFileName()).replaceFirst(ENDINGS, "");
    }

    private static Set<String> names(String stem, String ending) {
        String bare = stem.replaceFirst("(?i)[-_.]?weights?$", "");
        Set<String> names = new LinkedHashSet<>();
        for (String name : List.of(
                stem,
                bare,
                stem + "_architecture",
                bare + "_architecture",
                stem + "_config",
                bare + "_config",
                stem + "_model",
                bare + "_model",
                "model",
                "architecture",
                "model_architecture",
                "config",
                "model_config")) {
            if (!name.isEmpty()) {
                names.add(name + ending);
            }
        }
        return names;
    }

    private static @Nullable Map<String, @Nullable Object> describes(Path path) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new ConversionException(path + ": can't be read (" + e.getMessage() + ")", e);
        }
        int first = 0;
        while (first < bytes.length && bytes[first] <= ' ' && bytes[first] >= 0) {
            first++;
        }
        if (bytes.length > LARGEST || first == bytes.length || bytes[first] != '{' && bytes[first] != '"') {
            return null;
        }
        String text = new String(bytes, UTF_8);
        if (!text.contains("class_name") || !text.contains("layers")) {
            return null;
        }
        String name = String.valueOf(path.getFileName());
        // json.dump(model.to_json(), file) writes the text of the JSON as a string.
        if (bytes[first] == '"') {
            text = String.valueOf(JsonTree.read(name, text));
        }
        Map<String, @Nullable Object> json = JsonTree.readObject(name, text);
        return json.get("class_name") instanceof String && ModelConfig.holdsGraph(json) ? json : null;
    }
}
