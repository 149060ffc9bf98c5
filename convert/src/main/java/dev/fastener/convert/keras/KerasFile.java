package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.Reference;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.hdf5.Hdf5File;
import dev.fastener.convert.hdf5.Hdf5Group;
import dev.fastener.convert.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Keras saves: HDF5 of a whole model or of its weights alone (Keras 2.0 and later, Keras 3), {@code .weights.h5} and
 * {@code .keras} archives. No code in a file is run. Thread-safe.
 */
public final class KerasFile {
    private KerasFile() {}

    /**
     * Whether {@code file} begins as HDF5 or as a zip archive does, is the map of sharded weights, or a model's architecture in
     * JSON.
     *
     * @throws ConversionException where it can't be read
     */
    public static boolean accepts(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] beginning = in.readNBytes(8);
            return Hdf5File.accepts(beginning) || isZip(beginning) || isJson(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static boolean isJson(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".json") && (Shards.isMap(file) || Architecture.is(file));
    }

    private static boolean isZip(byte[] beginning) {
        return beginning.length >= 4
                && beginning[0] == 'P'
                && beginning[1] == 'K'
                && beginning[2] == 3
                && beginning[3] == 4;
    }

    /**
     * The networks that {@code file} can mean: one where it holds the model's configuration, all that fit the shapes where it holds
     * weights alone.
     *
     * @throws ConversionException where it is damaged, no file of Keras, or no tagger of the layers that are known
     */
    public static SourceFile read(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            if (isJson(file)) {
                return json(file, name);
            }
            byte[] bytes = bytes(file);
            return isZip(bytes) ? archive(name, bytes) : hdf5(file, name, Hdf5File.read(name, bytes));
        } catch (ConversionException | IllegalArgumentException e) {
            // The checks of tensors and of the model say both sides, but not the file.
            String reason = String.valueOf(e.getMessage());
            throw new ConversionException(
                    (reason.contains(name) ? reason : name + ", " + reason) + hint(file, reason), e);
        }
    }

    private static String hint(Path file, String reason) {
        String hint = Shards.hint(String.valueOf(file.getFileName()));
        return reason.contains("shard") ? "" : hint;
    }

    static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > Integer.MAX_VALUE - 8) {
                throw new ConversionException(
                        file.getFileName() + ": expected at most 2 GiB, found " + Files.size(file) + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static SourceFile json(Path file, String name) {
        if (Shards.isMap(file)) {
            Hdf5Group root = Shards.read(file);
            return weights(file, name, root, "");
        }
        throw new ConversionException(
                name + ": expected weights, found a model's architecture alone; give the file of its"
                        + " weights (model.h5, model.weights.h5), beside which " + name + " is found");
    }

    private static ConversionException unreadable(Path file, IOException e) {
        return new ConversionException(file + ": can't be read (" + e.getMessage() + ")", e);
    }

    private static SourceFile archive(String name, byte[] bytes) {
        KerasArchive archive = KerasArchive.read(name, bytes);
        String version =
                String.valueOf(JsonTree.readObject(name + ", metadata.json", new String(archive.metadata(), UTF_8))
                        .get("keras_version"));
        Map<String, @Nullable Object> json =
                JsonTree.readObject(name + ", config.json", new String(archive.config(), UTF_8));
        Hdf5Group weights = Hdf5File.read(name + ", model.weights.h5", archive.weights());
        if (!ModelConfig.holdsGraph(json)) {
            return WeightsFile.read(name, weights, version);
        }
        ModelConfig model = ModelConfig.read(name, major(name, version), json);
        return file(
                        "Keras " + version + " archive",
                        name,
                        version,
                        model,
                        new ObjectTree(name, weights, model, archive.assets()))
                .withFacts(StoredVariables.unused(weights).stream().toList());
    }

    private static SourceFile hdf5(Path file, String name, Hdf5Group root) {
        Hdf5Group weights = root.groups().getOrDefault("model_weights", root);
        String version = attribute(root, "keras_version", attribute(weights, "keras_version", ""));
        String config = attribute(root, "model_config", "");
        if (config.isEmpty()) {
            Shards.requireWhole(file);
            return weights(file, name, root, version);
        }
        ModelConfig model =
                ModelConfig.read(name, major(name, version), JsonTree.readObject(name + ", model_config", config));
        return file("Keras " + version + " HDF5, full model", name, version, model, new LayerGroups(name, weights))
                .withFacts(StoredVariables.unused(root).stream().toList());
    }

    /** With the architecture that lies beside them, or alone. */
    private static SourceFile weights(Path file, String name, Hdf5Group root, String version) {
        List<Fact> facts = new ArrayList<>();
        for (Architecture architecture : Architecture.beside(file)) {
            if (architecture.isOf(root)) {
                facts.add(new Fact("architecture", architecture.file(), Origin.READ));
                try {
                    return architecture.source(name, root, version).withFacts(facts);
                } catch (ConversionException e) {
                    throw new ConversionException(
                            e.getMessage() + "; if " + architecture.file()
                                    + " beside it is of another model, move it away",
                            e);
                }
            }
            facts.add(new Fact(
                    "architecture",
                    architecture.file() + " isn't used: the layers that it names are not those of the weights",
                    Origin.READ));
        }
        String yaml = Architecture.yaml(file);
        if (yaml != null) {
            facts.add(new Fact(
                    "architecture",
                    yaml + " isn't read; as JSON it is: model_from_yaml(text).to_json() in the Keras that wrote it",
                    Origin.READ));
        }
        return WeightsFile.read(name, root, version).withFacts(facts);
    }

    static SourceFile file(String container, String name, String version, ModelConfig model, StoredWeights weights) {
        List<NetworkReader.Reading> readings = NetworkReader.readings(name, version, model, weights);
        Map<String, Reference> references = new HashMap<>();
        for (NetworkReader.Reading reading : readings) {
            KerasReference.of(model, weights, version, reading)
                    .ifPresent(reference -> references.put(reading.network().reading(), reference));
        }
        return new SourceFile(
                container, readings.stream().map(NetworkReader.Reading::network).toList(), references);
    }

    static String attribute(Hdf5Group group, String name, String otherwise) {
        List<String> values = group.attributes().getOrDefault(name, List.of());
        return values.isEmpty() ? otherwise : values.get(0);
    }

    /** What the Keras of {@code version} does with masks, as the fact {@link Fact#MASK_AFTER_LAYERS} says it. */
    public static String masksOf(String version) {
        return MaskRule.of(version).words;
    }

    static int major(String name, String version) {
        if (version.startsWith("2.")) {
            return 2;
        } else if (version.equals("3") || version.startsWith("3.")) {
            return 3;
        }
        throw new ConversionException(name + ": expected a file of Keras 2 or 3, found "
                + (version.isEmpty() ? "no version" : "version " + version) + "; load it in Keras 2 and save it again");
    }
}
