package dev.fastener.convert.hdf5;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A group of an HDF5 file.
 *
 * @param path from the root, empty for the root itself: "model_weights/dense"
 * @param attributes of text, each as its list of values; other attributes are left out
 * @param groups by name, in the file's order
 * @param datasets by name, in the file's order
 */
public record Hdf5Group(
        String path,
        Map<String, List<String>> attributes,
        Map<String, Hdf5Group> groups,
        Map<String, Hdf5Dataset> datasets) {
    public Hdf5Group {
        attributes = Collections.unmodifiableMap(attributes);
        groups = Collections.unmodifiableMap(groups);
        datasets = Collections.unmodifiableMap(datasets);
    }
}
