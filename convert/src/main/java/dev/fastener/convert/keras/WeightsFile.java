package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.hdf5.Hdf5Group;

final class WeightsFile {
    private WeightsFile() {}

    static SourceFile read(String name, Hdf5Group root, String version) {
        throw new ConversionException(name + ": weights alone are not read yet");
    }
}
