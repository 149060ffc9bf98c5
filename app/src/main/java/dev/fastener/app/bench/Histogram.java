package dev.fastener.app.bench;

/**
 * Counts of times in fixed memory, however many they are: buckets are at most 1/32 of their time wide, and a percentile is the
 * end of its bucket. Not thread-safe.
 */
final class Histogram {
    private static final int FINE_BITS = 5;
    private static final int FINE = 1 << FINE_BITS;

    private final long[] counts = new long[(Long.SIZE - FINE_BITS) * FINE];
    private long total;
    private long largest;

    void add(long nanos) {
        counts[bucket(nanos)]++;
        total++;
        largest = Math.max(largest, nanos);
    }

    void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        largest = Math.max(largest, other.largest);
    }

    long total() {
        return total;
    }

    /** Time that {@code share}, 0 to 1, of all took at most; 0 where there is none. */
    double millis(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(end(i), largest) / 1e6;
            }
        }
        return 0;
    }

    /** The leading bit and the FINE_BITS after it. */
    private static int bucket(long nanos) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - FINE_BITS - 1);
        return shift * FINE + (int) (nanos >>> shift);
    }

    /** Largest time of a bucket. */
    private static long end(int bucket) {
        int shift = Math.max(0, bucket / FINE - 1);
        return ((bucket - (long) shift * FINE + 1) << shift) - 1;
    }
}
