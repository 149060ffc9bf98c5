package dev.fastener.kernel;

import java.util.Arrays;

/**
 * How a batch without padding lies in memory: step by step, and within a step the sequences from the longest to the
 * shortest, so that the sequences which reach a step are its first rows. Row offset(t) + r is step t of the sequence of
 * rank r. Reusable: {@link #pack} lays out another batch in the same arrays, and until then nothing changes, so any number
 * of threads may read.
 */
public final class PackedSteps {
    private int sequences;
    private int longest;
    private int rows;

    /** [longest + 1], first row of each step. */
    private int[] offsets = {0};

    /** [rows], the packed row of each step of the sequences one after the other. */
    private int[] rowOf = {};

    /** [sequences], the sequence of each rank. */
    private int[] ranked = {};

    /** Where the next sequence of each length goes, [longest + 2]. */
    private int[] next = {};

    /** A batch of nothing. */
    public PackedSteps() {}

    /** @param sequenceOffsets [sequences + 1], ascending from 0: where each sequence starts, one after the other */
    public PackedSteps(int[] sequenceOffsets) {
        pack(sequenceOffsets, sequenceOffsets.length - 1);
    }

    /**
     * Lays out another batch.
     *
     * @param sequenceOffsets [newSequences + 1 or more], ascending from 0
     */
    public PackedSteps pack(int[] sequenceOffsets, int newSequences) {
        sequences = newSequences;
        longest = 0;
        for (int s = 0; s < sequences; s++) {
            longest = Math.max(longest, sequenceOffsets[s + 1] - sequenceOffsets[s]);
        }
        rows = sequenceOffsets[sequences];
        offsets = grown(offsets, longest + 1);
        rowOf = grown(rowOf, rows);
        rankLongestFirst(sequenceOffsets);
        Arrays.fill(offsets, 0, longest + 1, 0);
        // A sequence of length n ends before step n: count the ends, then the sequences that are left at each step.
        for (int s = 0; s < sequences; s++) {
            offsets[sequenceOffsets[s + 1] - sequenceOffsets[s]]++;
        }
        int left = sequences;
        int first = 0;
        for (int t = 0; t <= longest; t++) {
            left -= offsets[t];
            offsets[t] = first;
            first += left;
        }
        for (int rank = 0; rank < sequences; rank++) {
            int start = sequenceOffsets[ranked[rank]];
            int length = sequenceOffsets[ranked[rank] + 1] - start;
            for (int t = 0; t < length; t++) {
                rowOf[start + t] = offsets[t] + rank;
            }
        }
        return this;
    }

    /** Sequence of each rank; equally long ones keep their order (counting sort). */
    private void rankLongestFirst(int[] sequenceOffsets) {
        ranked = grown(ranked, sequences);
        next = grown(next, longest + 2);
        Arrays.fill(next, 0, longest + 2, 0);
        for (int s = 0; s < sequences; s++) {
            next[longest - (sequenceOffsets[s + 1] - sequenceOffsets[s]) + 1]++;
        }
        for (int i = 0; i < longest; i++) {
            next[i + 1] += next[i];
        }
        for (int s = 0; s < sequences; s++) {
            ranked[next[longest - (sequenceOffsets[s + 1] - sequenceOffsets[s])]++] = s;
        }
    }

    private static int[] grown(int[] array, int size) {
        return array.length >= size ? array : new int[size + size / 4];
    }

    /** Number of sequences, those of no step included. */
    public int sequences() {
        return sequences;
    }

    /** Steps of all sequences together. */
    public int rows() {
        return rows;
    }

    /** Steps of the longest sequence. */
    public int longest() {
        return longest;
    }

    /** First row of step {@code t}; {@code t} may be {@link #longest()}. */
    public int offset(int t) {
        return offsets[t];
    }

    /** Sequences that reach step {@code t}; none beyond the longest. */
    public int count(int t) {
        return t < longest ? offsets[t + 1] - offsets[t] : 0;
    }

    /** Sequences, from the first, that have a step before step {@code t} in the direction of travel. */
    public int continued(int t, boolean reverse) {
        if (reverse) {
            return count(t + 1);
        }
        return t == 0 ? 0 : count(t);
    }

    /** Packed row of step {@code i}, counted through the sequences one after the other. */
    public int row(int i) {
        return rowOf[i];
    }

    /** The sequence of a rank. */
    public int sequence(int rank) {
        return ranked[rank];
    }

    /** First row of each step, and behind the last step the number of rows: [longest + 1 or more]. Not to be changed. */
    int[] offsets() {
        return offsets;
    }
}
