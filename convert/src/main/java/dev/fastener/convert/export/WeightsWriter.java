package dev.fastener.convert.export;

import dev.fastener.convert.Tensor;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights in the layout that {@code model.load_weights("model.h5")} of Keras 2 and Keras 3 reads: a group per layer, listed in
 * the attribute {@code layer_names} in the order of {@code model.layers}, and in it the datasets that its attribute {@code
 * weight_names} lists.
 */
final class WeightsWriter {
    /** What an HDF5 attribute that stands in its object's header can hold. */
    private static final int MOST_BYTES = 60_000;

    private WeightsWriter() {}

    /**
     * Writes a file.
     *
     * @param layers in the order of Keras' {@code model.layers}
     * @param beside groups that belong to no layer
     */
    static void write(OutputStream out, List<KerasWeights> layers, List<KerasWeights> beside) throws IOException {
        Path made = Files.createTempFile("fastener", ".h5");
        try {
            try (WritableHdfFile file = HdfFile.write(made)) {
                putNames(
                        file,
                        "layer_names",
                        layers.stream().map(KerasWeights::layer).toList());
                file.putAttribute("backend", "tensorflow");
                file.putAttribute("keras_version", "2.15.0");
                layers.forEach(layer -> put(file, layer));
                beside.forEach(group -> put(file, group));
            }
            Files.copy(made, out);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static void put(WritableHdfFile file, KerasWeights weights) {
        WritableGroup group = file.putGroup(weights.layer());
        putNames(
                group,
                "weight_names",
                weights.tensors().stream().map(Tensor::name).toList());
        Map<String, WritableGroup> groups = new HashMap<>();
        for (Tensor tensor : weights.tensors()) {
            String[] path = tensor.name().split("/");
            WritableGroup inner = group;
            String walked = "";
            for (String part : Arrays.copyOf(path, path.length - 1)) {
                walked += "/" + part;
                WritableGroup parent = inner;
                inner = groups.computeIfAbsent(walked, key -> parent.putGroup(part));
            }
            inner.putDataset(path[path.length - 1], nested(tensor.values(), tensor.shape(), 0, 0));
        }
    }

    /** Lists that are too long for one attribute are cut as Keras cuts them: {@code layer_names0}, {@code layer_names1}. */
    private static void putNames(WritableGroup group, String attribute, List<String> names) {
        int longest = names.stream().mapToInt(String::length).max().orElse(1) + 1;
        int each = Math.max(1, MOST_BYTES / longest);
        if (names.size() <= each) {
            group.putAttribute(attribute, names.toArray(String[]::new));
            return;
        }
        for (int from = 0, i = 0; from < names.size(); from += each, i++) {
            List<String> part = names.subList(from, Math.min(names.size(), from + each));
            group.putAttribute(attribute + i, part.toArray(String[]::new));
        }
    }

    /** Arrays of arrays, as jhdf takes them. */
    private static Object nested(float[] values, int[] shape, int axis, int offset) {
        if (axis == shape.length - 1) {
            return Arrays.copyOfRange(values, offset, offset + shape[axis]);
        }
        int size = 1;
        for (int inner = axis + 1; inner < shape.length; inner++) {
            size *= shape[inner];
        }
        Object first = nested(values, shape, axis + 1, offset);
        Object array = Array.newInstance(first.getClass(), shape[axis]);
        Array.set(array, 0, first);
        for (int i = 1; i < shape[axis]; i++) {
            Array.set(array, i, nested(values, shape, axis + 1, offset + i * size));
        }
        return array;
    }
}
