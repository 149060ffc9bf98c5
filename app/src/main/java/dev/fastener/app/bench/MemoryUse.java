package dev.fastener.app.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
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
        return new MemoryUse(heapBytesCollected(), residentBytesNow());
    }

    /** What the collection left, without what other threads have allocated since. */
    private static long heapBytesCollected() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getCollectionUsage();
            bytes += pool.getType() == MemoryType.HEAP && left != null ? left.getUsed() : 0;
        }
        return bytes;
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
