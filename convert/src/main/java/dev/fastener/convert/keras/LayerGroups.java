package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.hdf5.Hdf5Dataset;
import dev.fastener.convert.hdf5.Hdf5Group;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of Keras 2's HDF5 files and of Keras 3's legacy ones: a group per layer, whose attribute {@code weight_names} lists
 * the datasets in it. Long lists are cut into {@code weight_names0}, {@code weight_names1} and so on.
 */
record LayerGroups(String file, Hdf5Group root) implements StoredWeights {

    /** Whether {@code root} has this layout. */
    static boolean holds(Hdf5Group root) {
        return root.attributes().containsKey("layer_names") || root.attributes().containsKey("layer_names0");
    }

    /** The layers' names in the order of the model. */
    List<String> names() {
        return list(root, "layer_names");
    }

    @Override
    public List<Tensor> of(LayerConfig layer) {
        return of(layer.name());
    }

    /** Of the group called {@code name}; empty where there is none. */
    List<Tensor> of(String name) {
        Hdf5Group group = root;
        for (String part : name.split("/")) {
            group = group == null ? null : group.groups().get(part);
        }
        if (group == null) {
            return List.of();
        }
        List<Tensor> weights = new ArrayList<>();
        for (String weight : list(group, "weight_names")) {
            Hdf5Dataset dataset = find(group, weight);
            if (StoredVariables.isWeight(file, dataset)) {
                Tensor tensor = dataset.tensor();
                weights.add(new Tensor(weight, tensor.shape(), tensor.values()));
            }
        }
        return weights;
    }

    @Override
    public List<Tensor> ofModel() {
        return of("top_level_model_weights");
    }

    /** Keras keeps a nested model's weights in one group, each under its layer's name. */
    @Override
    public StoredWeights inside(LayerConfig model, ModelConfig graph) {
        List<Tensor> all = of(model);
        return new StoredWeights() {
            @Override
            public List<Tensor> of(LayerConfig layer) {
                return all.stream()
                        .filter(weight -> ("/" + weight.name()).contains("/" + layer.name() + "/"))
                        .toList();
            }

            @Override
            public StoredWeights inside(LayerConfig deeper, ModelConfig deeperGraph) {
                return this;
            }
        };
    }

    private Hdf5Dataset find(Hdf5Group group, String weight) {
        String[] path = weight.split("/");
        Hdf5Group inner = group;
        for (int i = 0; i < path.length - 1 && inner != null; i++) {
            inner = inner.groups().get(path[i]);
        }
        Hdf5Dataset dataset = inner == null ? null : inner.datasets().get(path[path.length - 1]);
        if (dataset == null) {
            throw new ConversionException(file + ", group " + group.path() + ": expected the dataset " + weight
                    + " that its weight_names lists, found none; is the file complete?");
        }
        return dataset;
    }

    private static List<String> list(Hdf5Group group, String attribute) {
        List<String> whole = group.attributes().get(attribute);
        if (whole != null) {
            return whole;
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; group.attributes().containsKey(attribute + i); i++) {
            parts.addAll(group.attributes().get(attribute + i));
        }
        return parts;
    }
}
