package dev.fastener.io;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file whole or not at all: to a temporary file beside it, synced to disk, then renamed over it. */
public final class AtomicFile {
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
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new IOException(target + ": is a directory, expected a file to write");
        }
        Path temporary = folder.resolve(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                content.writeTo(new Unclosed(out));
                out.flush();
                channel.force(true);
            }
            move(temporary, absolute);
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(target.toString());
        } catch (NoSuchFileException e) {
            requireFolder(target);
            throw new NoSuchFileException(target.toString());
        } catch (FileSystemException e) {
            throw new FileSystemException(target.toString(), null, e.getReason());
        } catch (IOException e) {
            throw new IOException(target + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(temporary);
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

    /** JSON writers close what they write to, and the file has yet to be synced. */
    private static final class Unclosed extends FilterOutputStream {
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

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
