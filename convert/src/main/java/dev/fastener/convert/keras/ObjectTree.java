package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.hdf5.Hdf5Dataset;
import dev.fastener.convert.hdf5.Hdf5Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layout of {@code model.weights.h5} (Keras 2.12 and later, Keras 3): a group per object, its variables numbered in
 * {@code vars}. A model's layers stand in the group {@code layers} under their classes' names in snake case, those after the
 * first of a class with {@code _1}, {@code _2} and so on.
 */
final class ObjectTree implements StoredWeights {
    private final String file;
    private final Hdf5Group model;
    /** From a layer's name to its group's. */
    private final Map<String, String> keys = new HashMap<>();
    /** Those of the archive by path, and the path of this model's. */
    private final Map<String, byte[]> assets;

    private final String folder;

    ObjectTree(String file, Hdf5Group model, ModelConfig graph) {
        this(file, model, graph, Map.of(), "assets/");
    }

    /** @param assets of the archive that the weights stand in */
    ObjectTree(String file, Hdf5Group model, ModelConfig graph, Map<String, byte[]> assets) {
        this(file, model, graph, assets, "assets/");
    }

    private ObjectTree(String file, Hdf5Group model, ModelConfig graph, Map<String, byte[]> assets, String folder) {
        this.file = file;
        this.model = model;
        this.assets = assets;
        this.folder = folder;
        Map<String, Integer> used = new HashMap<>();
        for (LayerConfig layer : graph.layers()) {
            if (graph.series() && layer.className().equals("InputLayer")) {
                continue;
            }
            String snake = snakeCase(layer.className());
            int count = used.merge(snake, 1, Integer::sum);
            keys.put(layer.name(), count == 1 ? snake : snake + "_" + (count - 1));
        }
    }

    @Override
    public List<Tensor> of(LayerConfig layer) {
        Hdf5Group group = group(layer);
        return group == null ? List.of() : weights(file, group);
    }

    /** Whether each group that holds variables is one of the model's layers, and there is one. */
    boolean holdsAllGroups() {
        Hdf5Group layers = layers();
        List<String> holding = layers == null
                ? List.of()
                : layers.groups().entrySet().stream()
                        .filter(group -> holdsVariables(group.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        return !holding.isEmpty() && keys.values().containsAll(holding);
    }

    private static boolean holdsVariables(Hdf5Group group) {
        return !group.datasets().isEmpty() || group.groups().values().stream().anyMatch(ObjectTree::holdsVariables);
    }

    @Override
    public List<Tensor> ofModel() {
        return variables(file, model);
    }

    @Override
    public byte @Nullable [] asset(LayerConfig layer, String name) {
        return assets.get(path(layer) + name);
    }

    private String path(LayerConfig layer) {
        return folder + "layers/" + keys.getOrDefault(layer.name(), layer.name()) + "/";
    }

    @Override
    public StoredWeights inside(LayerConfig layer, ModelConfig graph) {
        Hdf5Group group = group(layer);
        if (group == null) {
            throw layer.refuse("expected its weights in the file, found no group of it");
        }
        return new ObjectTree(file, group, graph, assets, path(layer));
    }

    @SuppressWarnings("NullAway") // a layer without variables may have no group
    private Hdf5Group group(LayerConfig layer) {
        Hdf5Group layers = layers();
        if (layers == null) {
            throw new ConversionException(file + ", group " + model.path() + ": expected a group \"layers\", found "
                    + model.groups().keySet());
        }
        return layers.groups().get(keys.getOrDefault(layer.name(), layer.name()));
    }

    @SuppressWarnings("NullAway") // null where neither group is there
    private @Nullable Hdf5Group layers() {
        return model.groups().getOrDefault("layers", model.groups().get("_layer_checkpoint_dependencies"));
    }

    /** Of an object and those inside it, forward before backward. */
    static List<Tensor> weights(String file, Hdf5Group object) {
        List<Tensor> weights = new ArrayList<>(variables(file, object));
        object.groups().entrySet().stream()
                .filter(inner -> !inner.getKey().equals("vars") && !isTemplate(object, inner.getKey()))
                .sorted(Map.Entry.comparingByKey(Comparator.comparing((String name) -> !name.equals("forward_layer"))
                        .thenComparing(Comparator.naturalOrder())))
                .forEach(inner -> weights.addAll(weights(file, inner.getValue())));
        return weights;
    }

    /** A Bidirectional keeps the layer that its two are made after. */
    private static boolean isTemplate(Hdf5Group object, String inner) {
        return inner.equals("layer") && object.groups().containsKey("forward_layer");
    }

    /** Of an object itself, in the order of their numbers. */
    static List<Tensor> variables(String file, Hdf5Group object) {
        Hdf5Group variables = object.groups().get("vars");
        return variables == null
                ? List.of()
                : variables.datasets().values().stream()
                        .filter(variable -> StoredVariables.isWeight(file, variable))
                        .sorted(Comparator.comparingInt(ObjectTree::number))
                        .map(Hdf5Dataset::tensor)
                        .toList();
    }

    private static int number(Hdf5Dataset variable) {
        String name = variable.path().substring(variable.path().lastIndexOf('/') + 1);
        return name.matches("[0-9]{1,6}") ? Integer.parseInt(name) : Integer.MAX_VALUE;
    }

    /** "LayerNormalization" to "layer_normalization", "Conv1D" to "conv1d", as Keras makes it. */
    private static String snakeCase(String className) {
        return className
                .replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
