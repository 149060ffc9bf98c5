package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.hdf5.Hdf5Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights without a configuration, as {@code save_weights} leaves them. What their layers are is told from names and shapes; what
 * shapes don't tell is tried in all ways.
 */
final class WeightsFile {
    /** The group that our own export writes beside the layers. */
    private static final String CRF = "crf";

    private final String file;
    private final List<Part> parts = new ArrayList<>();

    private WeightsFile(String file) {
        this.file = file;
    }

    /**
     * @param keras version that wrote the file; empty where it doesn't say
     * @throws ConversionException where no network of the layers known here can be made of them
     */
    static SourceFile read(String file, Hdf5Group root, String keras) {
        WeightsFile weights = new WeightsFile(file);
        boolean groups = LayerGroups.holds(root);
        if (groups) {
            weights.layerGroups(new LayerGroups(file, root));
        } else {
            weights.objects("", root);
        }
        if (weights.parts.isEmpty()) {
            throw new ConversionException(file
                    + ": expected a model or weights that Keras saved, found an HDF5 file with"
                    + " the groups " + root.groups().keySet().stream().limit(10).toList() + " and the datasets "
                    + root.datasets().keySet().stream().limit(10).toList());
        }
        String container = groups ? "Keras " + keras + " HDF5, weights alone" : "Keras .weights.h5";
        return new SourceFile(container, new WeightsReadings(file, keras, weights.parts, groups).all());
    }

    /** A group may hold a whole model: each of its layers is told by the path of its weights. */
    private void layerGroups(LayerGroups groups) {
        for (String layer : groups.names()) {
            List<Tensor> weights = groups.of(layer);
            if (weights.isEmpty()) {
                continue;
            }
            if (Part.of(layer, weights) instanceof Part.Crf crf) {
                parts.add(crf);
                continue;
            }
            Map<String, List<Tensor>> layers = new LinkedHashMap<>();
            for (Tensor weight : weights) {
                layers.computeIfAbsent(layerPath(weight.name(), layer), path -> new ArrayList<>())
                        .add(weight);
            }
            layers.forEach((path, of) -> parts.add(Part.of(path.substring(path.lastIndexOf('/') + 1), of)));
        }
        if (!groups.names().contains(CRF) && !groups.of(CRF).isEmpty()) {
            parts.add(Part.of(CRF, groups.of(CRF)));
        }
        for (Tensor variable : groups.ofModel()) {
            parts.add(new Part.Free(variable.name(), List.of(variable)));
        }
    }

    /** "ner/bidirectional/forward_lstm/lstm_cell/kernel:0" to "ner/bidirectional". */
    private static String layerPath(String weight, String otherwise) {
        int end = weight.lastIndexOf('/');
        String path = end < 0 ? otherwise : weight.substring(0, end);
        return path.replaceFirst("/[a-z]+_cell(_[0-9]+)?$", "").replaceFirst("/(forward|backward)_[^/]*$", "");
    }

    private void objects(String name, Hdf5Group object) {
        boolean layer = object.groups().containsKey("forward_layer")
                || object.groups().containsKey("cell")
                || name.matches("(?i).*crf.*");
        Hdf5Group variables = object.groups().get("vars");
        if (layer && !name.isEmpty()) {
            add(name, ObjectTree.weights(file, object));
            return;
        }
        if (variables != null && !variables.datasets().isEmpty()) {
            List<Tensor> own = ObjectTree.variables(file, object);
            if (name.isEmpty()) {
                own.forEach(variable -> parts.add(new Part.Free(variable.name(), List.of(variable))));
            } else {
                add(name, own);
            }
        }
        object.groups().forEach((inner, group) -> {
            if (!inner.equals("vars") && !inner.equals("optimizer") && !inner.equals("metrics")) {
                objects(inner.equals("layer") ? name : inner, group);
            }
        });
    }

    private void add(String name, List<Tensor> weights) {
        if (!weights.isEmpty()) {
            parts.add(Part.of(name, weights));
        }
    }
}
