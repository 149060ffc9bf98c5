package dev.fastener.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether native libraries can be unpacked into java.io.tmpdir and loaded from there. */
final class TemporaryFolder {
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private TemporaryFolder() {}

    /** The problem and its cure in one line; empty where there is none. */
    static String problem(Path folder) {
        String cure = "; name another one by TMPDIR";
        if (!Files.isDirectory(folder)) {
            return "does not exist" + cure;
        }
        try {
            Files.delete(Files.createTempFile(folder, "fastener", ".tmp"));
            boolean blocked = Files.isReadable(MOUNTS)
                    && mountOptions(Files.readAllLines(MOUNTS), folder.toRealPath())
                            .contains("noexec");
            return blocked ? "is mounted noexec: native libraries can't be loaded from it" + cure : "";
        } catch (IOException e) {
            return "can't be written (" + e.getClass().getSimpleName() + ")" + cure;
        }
    }

    /** Options of the file system that holds {@code folder}: those of the longest mount point that leads to it. */
    static List<String> mountOptions(List<String> mounts, Path folder) {
        List<String> options = List.of();
        int longest = -1;
        for (String line : mounts) {
            String[] fields = line.split(" ", -1);
            if (fields.length > 3 && folder.startsWith(fields[1]) && fields[1].length() >= longest) {
                longest = fields[1].length();
                options = List.of(fields[3].split(",", -1));
            }
        }
        return options;
    }
}
