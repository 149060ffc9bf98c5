package dev.fastener.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One file that can be read again and again; unpacks gzip. */
final class CorpusSource {
    /** A pipe can be read only once, so it is kept in memory; what is bigger has to be a file. */
    private static final int MAX_PIPE_BYTES = 512 << 20;

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
        try {
            return PackedInput.unpacked(raw, name());
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }
}
