package dev.fastener.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory at one moment.
 *
 * @param heapBytes of the Java heap after a collection
 * @param residentBytes of the process; 0 where the system doesn't say
 */
record MemoryUse(long heapBytes, long residentBytes) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Collects garbage and looks. */
    static MemoryUse now() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new MemoryUse(runtime.totalMemory() - runtime.freeMemory(), residentBytesNow());
    }

    private static long residentBytesNow() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException e) {
            return 0; // no Linux
        }
        return 0;
    }
}
