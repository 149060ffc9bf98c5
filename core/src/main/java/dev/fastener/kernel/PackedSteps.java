package dev.fastener.kernel;

/**
 * How a batch without padding lies in memory: step by step, and within a step the sequences from the longest to the
 * shortest, so that the sequences which reach a step are its first rows. Row offset(t) + r is step t of the sequence of
 * rank r. Immutable.
 */
public final class PackedSteps {
    /** [longest + 1], first row of each step. */
    private final int[] offsets;

    /** [rows], the packed row of each step of the sequences one after the other. */
    private final int[] rowOf;

    /** @param sequenceOffsets [sequences + 1], ascending from 0: where each sequence starts, one after the other */
    public PackedSteps(int[] sequenceOffsets) {
        int sequences = sequenceOffsets.length - 1;
        int longest = 0;
        for (int s = 0; s < sequences; s++) {
            longest = Math.max(longest, sequenceOffsets[s + 1] - sequenceOffsets[s]);
        }
        int[] ranked = longestFirst(sequenceOffsets, longest);
        offsets = new int[longest + 1];
        for (int s = 0; s < sequences; s++) {
            int length = sequenceOffsets[s + 1] - sequenceOffsets[s];
            for (int t = 0; t < length; t++) {
                offsets[t + 1]++;
            }
        }
        for (int t = 0; t < longest; t++) {
            offsets[t + 1] += offsets[t];
        }
        rowOf = new int[sequenceOffsets[sequences]];
        for (int rank = 0; rank < sequences; rank++) {
            int start = sequenceOffsets[ranked[rank]];
            int length = sequenceOffsets[ranked[rank] + 1] - start;
            for (int t = 0; t < length; t++) {
                rowOf[start + t] = offsets[t] + rank;
            }
        }
    }

    /** Sequence of each rank; equally long ones keep their order (counting sort). */
    private static int[] longestFirst(int[] sequenceOffsets, int longest) {
        int sequences = sequenceOffsets.length - 1;
        int[] next = new int[longest + 2];
        for (int s = 0; s < sequences; s++) {
            next[longest - (sequenceOffsets[s + 1] - sequenceOffsets[s]) + 1]++;
        }
        for (int i = 0; i < longest; i++) {
            next[i + 1] += next[i];
        }
        int[] ranked = new int[sequences];
        for (int s = 0; s < sequences; s++) {
            ranked[next[longest - (sequenceOffsets[s + 1] - sequenceOffsets[s])]++] = s;
        }
        return ranked;
    }

    /** Steps of all sequences together. */
    public int rows() {
        return rowOf.length;
    }

    /** Steps of the longest sequence. */
    public int longest() {
        return offsets.length - 1;
    }

    /** First row of step {@code t}; {@code t} may be {@link #longest()}. */
    public int offset(int t) {
        return offsets[t];
    }

    /** Sequences that reach step {@code t}; none beyond the longest. */
    public int count(int t) {
        return t < longest() ? offsets[t + 1] - offsets[t] : 0;
    }

    /** Packed row of step {@code i}, counted through the sequences one after the other. */
    public int row(int i) {
        return rowOf[i];
    }
}
