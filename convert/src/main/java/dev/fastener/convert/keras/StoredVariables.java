package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.hdf5.ElementType;
import dev.fastener.convert.hdf5.Hdf5Dataset;
import dev.fastener.convert.hdf5.Hdf5Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The datasets of a Keras file as variables of layers, and those that no layer used. */
final class StoredVariables {
    private static final int MOST_NAMED = 10;

    private StoredVariables() {}

    /**
     * Whether {@code variable} is a weight: not a counter or a seed.
     *
     * @throws ConversionException where it is a weight in 8 bits or fewer, as {@code model.quantize} makes it
     */
    static boolean isWeight(String file, Hdf5Dataset variable) {
        if (variable.elementType() == ElementType.BYTE) {
            throw quantized(file + ", dataset " + variable.path(), "int8, int4 or float8");
        }
        return variable.elementType().isFloat();
    }

    static ConversionException quantized(String where, String mode) {
        return new ConversionException(
                where + ": quantised by Keras to " + mode + ", which isn't read; convert the model as it"
                        + " was before model.quantize(...), then make it smaller with: fastener quantize");
    }

    /**
     * What of a file no layer used, with the reason; empty where all of it was.
     *
     * @param root of the file, after its layers were read
     */
    static Optional<Fact> unused(Hdf5Group root) {
        List<String> ofLayers = new ArrayList<>();
        int[] counts = new int[2];
        collect(root, ofLayers, counts);
        List<String> parts = new ArrayList<>();
        if (!ofLayers.isEmpty()) {
            parts.add(named(ofLayers) + ": of layers that the output doesn't need");
        }
        if (counts[0] > 0) {
            parts.add(counts[0] + " of the optimizer and of metrics: they count in training");
        }
        if (counts[1] > 0) {
            parts.add(counts[1] + " seeds and counters: they count in training");
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Fact("unused variables", String.join("; ", parts), Origin.READ));
    }

    private static void collect(Hdf5Group group, List<String> ofLayers, int[] counts) {
        for (Hdf5Dataset dataset : group.datasets().values()) {
            if (dataset.wasRead()) {
                continue;
            } else if (dataset.path().matches("(optimizer|optimizer_weights|metrics|_?compile_metrics)/.*")) {
                counts[0]++;
            } else if (dataset.elementType().isFloat()) {
                ofLayers.add(dataset.path());
            } else {
                counts[1]++;
            }
        }
        group.groups().values().forEach(inner -> collect(inner, ofLayers, counts));
    }

    private static String named(List<String> all) {
        int more = all.size() - MOST_NAMED;
        return String.join(", ", all.subList(0, Math.min(MOST_NAMED, all.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
