package dev.fastener.convert;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a container gives: all readings that its contents allow, the likeliest first.
 *
 * @param container "Keras 2 HDF5, full model", "TensorFlow SavedModel"
 * @param readings at least one; several where shapes alone don't tell (weights without a configuration)
 * @param references of those readings that have one, by their text ({@link SourceNetwork#reading})
 */
public record SourceFile(String container, List<SourceNetwork> readings, Map<String, Reference> references) {
    public SourceFile {
        readings = List.copyOf(readings);
        references = Map.copyOf(references);
        if (readings.isEmpty()) {
            throw new ConversionException(container + ": expected a network, found none");
        }
    }

    public SourceFile(String container, List<SourceNetwork> readings) {
        this(container, readings, Map.of());
    }

    /** This one with further facts on each reading. */
    public SourceFile withFacts(List<Fact> further) {
        return new SourceFile(
                container,
                readings.stream()
                        .map(reading -> reading.withReading(reading.reading(), further.toArray(Fact[]::new)))
                        .toList(),
                references);
    }

    /** The computation of {@code reading} written anew; null where there is none. */
    public @Nullable Reference reference(SourceNetwork reading) {
        return references.get(reading.reading());
    }
}
