package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A whole file in memory; protobuf itself ends at 2 GB. */
final class SourceBytes {
    private SourceBytes() {}

    static Bytes read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new ConversionException(file + ": expected this file, found none");
            }
            long size = Files.size(file);
            if (size > Integer.MAX_VALUE - 8) {
                throw new ConversionException(file + ": expected at most 2147483639 bytes, found " + size);
            }
            return Bytes.of(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ConversionException(file + ": can't be read: " + e.getMessage(), e);
        }
    }
}
