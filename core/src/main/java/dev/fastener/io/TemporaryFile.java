package dev.fastener.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file beside another that it is to replace. Its name is random and it is created exclusively, so that nobody can have put
 * a link in its place. Its process holds a lock on it: one without a lock was left behind by a process that was killed, and the
 * next that writes into the folder takes it away.
 */
final class TemporaryFile implements AutoCloseable {
    private static final String START = ".fastener-";
    private static final String END = ".tmp";

    /** A younger one may be another process's that has yet to lock it. */
    private static final Duration LEFT_BEHIND_AFTER = Duration.ofMinutes(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Folders that this process has looked through for what was left behind. */
    private static final Set<Path> TIDIED = ConcurrentHashMap.newKeySet();

    private final Path target;
    private final Path file;
    private final FileChannel channel;

    private TemporaryFile(Path target, Path file, FileChannel channel) {
        this.target = target;
        this.file = file;
        this.channel = channel;
    }

    /** A new one in the folder of {@code target}, which has no symbolic link at its end. */
    static TemporaryFile beside(Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("is a directory, expected a file to write");
        }
        if (TIDIED.add(folder)) {
            tidy(folder);
        }
        while (true) {
            Path file = folder.resolve(START + String.format(Locale.ROOT, "%016x", RANDOM.nextLong()) + END);
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            lock(channel);
            return new TemporaryFile(target, file, channel);
        }
    }

    Path target() {
        return target;
    }

    void write(AtomicFile.Content content) throws IOException {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(new AtomicFile.Unclosed(out));
        out.flush();
        channel.force(true);
    }

    /** Puts it in the place of the target; the lock goes with it, so that nobody takes it away before. */
    void rename() throws IOException {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Deletes it unless it was renamed. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    /** Null where the file system knows no locks, or somebody holds one. */
    private static @Nullable FileLock lock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (IOException | OverlappingFileLockException e) {
            return null;
        }
    }

    private static void tidy(Path folder) {
        Instant latest = Instant.now().minus(LEFT_BEHIND_AFTER);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, START + "?".repeat(16) + END)) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(latest)) {
                    deleteUnlocked(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A folder that can be written but not listed, or another's file: writing matters, tidying doesn't.
        }
    }

    private static void deleteUnlocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (lock(channel) != null) {
                Files.deleteIfExists(file);
            }
        }
    }
}
