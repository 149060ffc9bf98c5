package dev.fastener.app;

import dev.fastener.io.AtomicFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks that are made before the work whose outcome a file is to hold. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Does nothing where {@code file} can be written later on; leaves it as it is.
     *
     * @throws IOException where it is a folder, its folder is missing or nothing can be written there
     */
    public static void requireWritable(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": expected a file to write, found a folder; add a file name");
        }
        AtomicFile.requireFolder(file);
        // Permissions say little about read-only file systems and full ones: only writing tells.
        Path probe = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".probe");
        try {
            Files.write(probe, new byte[1]);
        } catch (FileSystemException e) {
            throw new IOException(
                    file + ": can't be written: " + (e.getReason() == null ? "permission denied" : e.getReason()), e);
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
