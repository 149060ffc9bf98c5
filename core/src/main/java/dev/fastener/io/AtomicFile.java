package dev.fastener.io;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes files whole or not at all: to temporary files beside them, synced to disk, then renamed over them. A symbolic link is
 * followed, and what it leads to replaced. What is no regular file, a device or a named pipe, is written to and stays.
 */
public final class AtomicFile {
    /** Most symbolic links from one to the next, as Linux has it. */
    private static final int MOST_LINKS = 40;

    /** Writes the content; may close the stream or leave it open. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Replaces {@code target} by {@code content}.
     *
     * @throws IOException that names {@code target}, where the disk is full or the folder can't be written; {@code target}
     *     is then as it was
     */
    public static void write(Path target, Content content) throws IOException {
        writeTogether(Map.of(target, content));
    }

    /**
     * Replaces several files that belong together. All are written and synced before the first is renamed.
     *
     * @throws IOException that names the file at fault; all are then as they were, unless a rename failed after another
     */
    public static void writeTogether(Map<Path, Content> contents) throws IOException {
        List<TemporaryFile> written = new ArrayList<>();
        try {
            for (Map.Entry<Path, Content> entry : contents.entrySet()) {
                naming(entry.getKey(), () -> {
                    if (isWrittenTo(entry.getKey())) {
                        append(entry.getKey(), entry.getValue());
                    } else {
                        TemporaryFile file = TemporaryFile.beside(followed(entry.getKey()));
                        written.add(file);
                        file.write(entry.getValue());
                    }
                });
            }
            for (TemporaryFile file : written) {
                naming(file.target(), file::rename);
            }
        } finally {
            for (TemporaryFile file : written) {
                file.close();
            }
        }
    }

    /**
     * Does nothing where {@code target} can be written later on; leaves it as it is.
     *
     * @throws IOException where it is a folder, its folder is missing or nothing can be written there
     */
    public static void requireWritable(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new IOException(target + ": expected a file to write, found a folder; add a file name");
        }
        requireFolder(target);
        if (isWrittenTo(target)) {
            if (!Files.isWritable(target)) {
                throw new IOException(target + ": can't be written: permission denied");
            }
            return;
        }
        // Permissions say little about read-only file systems and full ones: only writing tells.
        try (TemporaryFile probe = TemporaryFile.beside(followed(target))) {
            probe.write(out -> out.write(0));
        } catch (FileSystemException e) {
            throw new IOException(
                    target + ": can't be written: " + (e.getReason() == null ? "permission denied" : e.getReason()), e);
        }
    }

    /**
     * Does nothing where the folder that {@code target} is to be written into exists. No folder is made for a file: a
     * misspelt path would become one.
     *
     * @throws IOException that says so where it is missing or a file
     */
    public static void requireFolder(Path target) throws IOException {
        Path given = target.getParent();
        Path folder = given == null ? target.toAbsolutePath().getParent() : given;
        if (folder != null && Files.isDirectory(folder)) {
            return;
        }
        throw new IOException(target + ": can't be written, as "
                + (folder != null && Files.exists(folder)
                        ? folder + " is a file; expected a folder"
                        : "the folder " + folder + " doesn't exist; make it first, or check the path"));
    }

    /** Whether it is a device, a pipe or one of this process's own streams, of which none can be replaced. */
    private static boolean isWrittenTo(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        return Files.exists(target)
                && !Files.isDirectory(target)
                && (!Files.isRegularFile(target) || absolute.startsWith("/dev") || absolute.startsWith("/proc"));
    }

    private static void append(Path target, Content content) throws IOException {
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(target, StandardOpenOption.APPEND), 1 << 16)) {
            content.writeTo(new Unclosed(out));
        }
    }

    /** Where {@code target} leads to through symbolic links; what it leads to need not exist. */
    private static Path followed(Path target) throws IOException {
        Path file = target.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(file); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(target.toString(), null, "symbolic links in a circle");
            }
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory, expected a file to write");
        }
        return file;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Gives errors of a temporary file the name that the user knows. */
    private static void naming(Path target, Step step) throws IOException {
        try {
            step.run();
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(target.toString());
        } catch (NoSuchFileException e) {
            requireFolder(target);
            throw new NoSuchFileException(target.toString());
        } catch (FileSystemException e) {
            throw new FileSystemException(target.toString(), null, e.getReason());
        } catch (IOException e) {
            throw new IOException(target + ": " + e.getMessage(), e);
        }
    }

    /** JSON writers close what they write to, and the file has yet to be synced. */
    static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
