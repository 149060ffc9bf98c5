package dev.fastener.text;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks gzip, which is known by its first bytes, whatever the file's name; refuses other packed files by name. */
public final class PackedInput {
    private static final int BUFFER_BYTES = 1 << 16;

    private PackedInput() {}

    /**
     * What {@code in} holds, unpacked where it is gzip. Reads no more than is there: a pipe that pauses after its first line
     * is not waited for.
     *
     * @param name of the source, for errors
     * @throws CorpusFormatException where it is a damaged gzip file, or zip, bzip2, xz or zstd
     */
    public static InputStream unpacked(InputStream in, String name) throws IOException {
        InputStream bytes = new BufferedInputStream(in, BUFFER_BYTES);
        bytes.mark(6);
        byte[] start = new byte[6];
        int count = bytes.read(start);
        byte[] magic = Arrays.copyOf(start, Math.max(0, count));
        bytes.reset();
        if (startsWith(magic, 0x1f, 0x8b)) {
            try {
                return new GZIPInputStream(bytes, BUFFER_BYTES);
            } catch (EOFException e) {
                throw new CorpusFormatException(name, 0, "damaged gzip file: it ends within its header");
            } catch (ZipException e) {
                throw new CorpusFormatException(name, 0, "damaged gzip file: " + e.getMessage());
            }
        }
        String packed = startsWith(magic, 'P', 'K', 3, 4)
                ? "zip"
                : startsWith(magic, 'B', 'Z', 'h')
                        ? "bzip2"
                        : startsWith(magic, 0xfd, '7', 'z', 'X', 'Z')
                                ? "xz"
                                : startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd) ? "zstd" : "";
        if (!packed.isEmpty()) {
            throw new CorpusFormatException(
                    name, 0, "is a " + packed + " file; unpack it first, only gzip is unpacked here");
        }
        return bytes;
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
