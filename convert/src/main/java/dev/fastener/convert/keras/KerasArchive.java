package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The entries of a {@code .keras} archive that matter, unpacked in memory. Keras stores them without compression, so an
 * archive can't hold more than its own length; a compressed one may hold a few times that.
 *
 * @param config JSON of the model
 * @param metadata JSON with the version of Keras
 * @param weights an HDF5 file
 * @param assets what layers keep beside their weights, by path: "assets/layers/string_lookup/vocabulary.txt"
 */
record KerasArchive(byte[] config, byte[] metadata, byte[] weights, Map<String, byte[]> assets) {
    private static final int MOST_ENTRIES = 1000;
    private static final int MOST_TIMES_ITS_LENGTH = 20;
    private static final int LONGEST_NAME = 300;
    private static final String WEIGHTS = "model.weights.h5";

    static KerasArchive read(String file, byte[] bytes) {
        Map<String, byte[]> entries = new HashMap<>();
        long left = (1 << 20) + (long) MOST_TIMES_ITS_LENGTH * bytes.length;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            int count = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = String.valueOf(entry.getName());
                if (name.length() > LONGEST_NAME) {
                    throw new ConversionException(file + ", entry " + name.substring(0, LONGEST_NAME)
                            + "...: expected a name of at most " + LONGEST_NAME + " characters; don't trust this file");
                }
                if (++count > MOST_ENTRIES) {
                    throw new ConversionException(file + ": expected at most " + MOST_ENTRIES + " entries");
                }
                if (name.startsWith("/") || name.contains("..") || name.contains("\\") || name.contains(":")) {
                    throw new ConversionException(
                            file + ", entry " + name + ": expected a path inside the archive; don't trust this file");
                }
                byte[] content = read(zip, left, file, name);
                left -= content.length;
                if (entries.put(name, content) != null) {
                    throw new ConversionException(file + ", entry " + name + ": expected it once, found it twice");
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ConversionException(file + ": damaged zip archive; copy or download it again", e);
        }
        return new KerasArchive(
                entry(file, entries, "config.json"),
                entry(file, entries, "metadata.json"),
                entry(file, entries, WEIGHTS),
                assets(entries));
    }

    private static Map<String, byte[]> assets(Map<String, byte[]> entries) {
        Map<String, byte[]> assets = new HashMap<>(entries);
        assets.keySet().removeIf(name -> !name.startsWith("assets/"));
        return assets;
    }

    private static byte[] read(InputStream entry, long most, String file, String name) throws IOException {
        byte[] content = entry.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
        if (content.length > most) {
            throw new ConversionException(file + ", entry " + name + ": expected at most " + MOST_TIMES_ITS_LENGTH
                    + " times the archive's length unpacked; this is a zip bomb");
        }
        return content;
    }

    private static byte[] entry(String file, Map<String, byte[]> entries, String name) {
        byte[] content = entries.get(name);
        if (content == null) {
            throw new ConversionException(file + ": expected the entry " + name + " of a .keras archive, found "
                    + entries.keySet().stream().sorted().limit(20).toList());
        }
        return content;
    }
}
