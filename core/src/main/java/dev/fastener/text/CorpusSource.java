package dev.fastener.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** One file that can be read again and again; unpacks gzip. */
final class CorpusSource {
    /** A pipe can be read only once, so it is kept in memory; what is bigger has to be a file. */
    private static final int MAX_PIPE_BYTES = 512 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final Charset charset;
    private final byte @Nullable [] piped;

    private CorpusSource(Path path, Charset charset, byte @Nullable [] piped) {
        this.path = path;
        this.charset = charset;
        this.piped = piped;
    }

    /**
     * @throws CorpusFormatException where there is no such file, or one that can't be read or is empty
     */
    static CorpusSource of(Path path, Charset charset) throws IOException {
        if (!Files.exists(path)) {
            throw new CorpusFormatException(path.toString(), 0, "no such file");
        }
        if (Files.isDirectory(path)) {
            throw new CorpusFormatException(
                    path.toString(), 0, "is a directory; expected a file, or a folder of brat's .txt and .ann files");
        }
        if (!Files.isReadable(path)) {
            throw new CorpusFormatException(path.toString(), 0, "no permission to read it");
        }
        if (Files.isRegularFile(path)) {
            if (Files.size(path) == 0) {
                throw new CorpusFormatException(path.toString(), 0, "is empty; expected labelled sentences");
            }
            return new CorpusSource(path, charset, null);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_PIPE_BYTES + 1);
            if (bytes.length > MAX_PIPE_BYTES) {
                throw new CorpusFormatException(
                        path.toString(), 0, "a pipe of more than 512 MB; write it to a file first");
            }
            return new CorpusSource(path, charset, bytes);
        }
    }

    String name() {
        return path.toString();
    }

    Path path() {
        return path;
    }

    /** The text from its start; closes the file with it. */
    DecodedText open() throws IOException {
        InputStream bytes = bytes();
        try {
            return new DecodedText(bytes, charset, name());
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private InputStream bytes() throws IOException {
        InputStream raw = piped == null ? Files.newInputStream(path) : new ByteArrayInputStream(piped);
        InputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
        in.mark(6);
        byte[] magic = in.readNBytes(6);
        in.reset();
        if (startsWith(magic, 0x1f, 0x8b)) {
            try {
                return new GZIPInputStream(in, BUFFER_BYTES);
            } catch (IOException e) {
                in.close();
                throw new CorpusFormatException(name(), 0, "damaged gzip file: " + e.getMessage());
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
            in.close();
            throw new CorpusFormatException(
                    name(), 0, "is a " + packed + " file; unpack it first, only gzip is unpacked here");
        }
        return in;
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
