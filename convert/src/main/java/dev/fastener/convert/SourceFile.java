package dev.fastener.convert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container gives: all readings that its contents allow, the likeliest first.
 *
 * @param container "Keras 2 HDF5, full model", "TensorFlow SavedModel"
 * @param readings at least one; several where shapes alone don't tell (weights without a configuration)
 * @param reference of the only reading; null where there is none
 */
public record SourceFile(
        String container,
        List<SourceNetwork> readings,
        @Nullable Reference reference) {
    public SourceFile {
        readings = List.copyOf(readings);
        if (readings.isEmpty()) {
            throw new ConversionException(container + ": expected a network, found none");
        }
    }

    public SourceFile(String container, List<SourceNetwork> readings) {
        this(container, readings, null);
    }
}
