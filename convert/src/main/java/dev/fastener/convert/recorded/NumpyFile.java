package dev.fastener.convert.recorded;

import dev.fastener.convert.ConversionException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the arrays of an .npz archive or the one of an .npy file, as numpy.lib.format describes them (versions 1 to 3).
 * Memory is bounded by {@link #MOST_BYTES}, and by what a file of that length can hold: what a header claims is checked
 * before anything is allocated. Arrays of objects are pickles and are refused.
 */
public final class NumpyFile {
    /** Most bytes of all arrays of a file. */
    public static final long MOST_BYTES = 1 << 26;

    private static final int MOST_ARRAYS = 64;

    /** Deflate makes no more of a byte. */
    private static final long MOST_PER_BYTE = 1032;

    private NumpyFile() {}

    /** @throws ConversionException where it is none of the two, is cut off, or claims more than it can hold */
    public static List<NumpyArray> read(Path path) {
        String file = String.valueOf(path.getFileName());
        try {
            long length = Files.size(path);
            try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
                in.mark(4);
                byte[] head = in.readNBytes(4);
                in.reset();
                if (head.length == 4 && head[0] == 'P' && head[1] == 'K') {
                    return archive(path, file);
                }
                String name = file.replaceFirst("\\.npy$", "");
                return List.of(new NpyReader(file, name, in).read(Math.min(length, MOST_BYTES)));
            }
        } catch (IOException e) {
            throw new ConversionException(file + ": expected an .npz or .npy file that can be read: " + e, e);
        }
    }

    private static List<NumpyArray> archive(Path path, String file) throws IOException {
        List<NumpyArray> arrays = new ArrayList<>();
        try (ZipFile zip = new ZipFile(path.toFile())) {
            if (zip.size() > MOST_ARRAYS) {
                throw new ConversionException(
                        file + ": expected at most " + MOST_ARRAYS + " arrays, found " + zip.size());
            }
            long left = MOST_BYTES;
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                String name = entry.getName();
                if (!name.endsWith(".npy")) {
                    throw new ConversionException(
                            file + ": expected arrays (.npy), found " + name + "; is it an .npz of numpy.savez?");
                }
                String array = name.substring(0, name.length() - ".npy".length());
                long most = Math.min(left, Math.max(0, entry.getCompressedSize()) * MOST_PER_BYTE);
                try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
                    NumpyArray read = new NpyReader(file + ", array " + array, array, in).read(most);
                    left -= 8L * read.values().length;
                    arrays.add(read);
                }
            }
        }
        return arrays;
    }
}
