package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Values of tensors in a file beside the model, as PyTorch's exporter writes them; never in any other folder. */
final class ExternalData {
    private final Path model;

    ExternalData(Path model) {
        this.model = model;
    }

    /** Throws a ConversionException where a tensor's values stand outside the folder, or nowhere. */
    void requireInside(String tensor, Map<String, String> entries) {
        resolve(tensor, entries.getOrDefault("location", ""));
    }

    /**
     * The bytes of one tensor.
     *
     * @param entries as the model has them: location, offset, length
     * @param expected bytes of the tensor's shape
     * @throws ConversionException where they lead out of the folder or aren't there
     */
    ByteBuffer read(String tensor, Map<String, String> entries, long expected) {
        String location = entries.getOrDefault("location", "");
        Path file = resolve(tensor, location);
        long offset = number(tensor, entries, "offset", 0);
        try (FileChannel channel = FileChannel.open(file)) {
            long length = number(tensor, entries, "length", channel.size() - offset);
            if (length != expected || offset > channel.size() || length > channel.size() - offset) {
                throw refuse(
                        tensor,
                        expected + " bytes at " + offset + " of " + location,
                        length + " of a file of " + channel.size() + "; is it complete?");
            }
            if (length > Integer.MAX_VALUE - 8) {
                throw refuse(tensor, "at most 2 GiB", length + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
            while (content.hasRemaining() && channel.read(content, offset + content.position()) > 0) {
                // on to the end
            }
            return content.flip().order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new ConversionException(
                    model.getFileName() + ", tensor " + tensor + ": " + location + " can't be read (" + e + ")", e);
        }
    }

    private Path resolve(String tensor, String location) {
        Path folder = model.toAbsolutePath().normalize().getParent();
        try {
            if (folder == null
                    || location.isEmpty()
                    || location.contains("..")
                    || Path.of(location).isAbsolute()) {
                throw refuse(tensor, "its values in a file in the model's folder", "\"" + location + "\"");
            }
            Path file = folder.resolve(location);
            if (!Files.isRegularFile(file)) {
                throw refuse(tensor, "its values in " + location + " beside the model", "no such file; copy it there");
            }
            if (!file.toRealPath().startsWith(folder.toRealPath())) {
                throw refuse(tensor, "its values in a file in the model's folder", "a link that leads out of it");
            }
            return file;
        } catch (InvalidPathException | IOException e) {
            throw refuse(tensor, "its values in a file in the model's folder", e.toString());
        }
    }

    private long number(String tensor, Map<String, String> entries, String key, long otherwise) {
        String text = entries.get(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw refuse(tensor, "a number of bytes as " + key, "\"" + text + "\"");
        }
        return Long.parseLong(text);
    }

    private ConversionException refuse(String tensor, String expected, String found) {
        return new ConversionException(
                model.getFileName() + ", tensor " + tensor + ": expected " + expected + ", found " + found);
    }
}
