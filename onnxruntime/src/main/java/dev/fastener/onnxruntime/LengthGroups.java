package dev.fastener.onnxruntime;

import dev.fastener.model.EncodedBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Splits a batch into groups of like length. ONNX Runtime computes what is padded, and the steps of a recurrent layer come one
 * after another, so a group of n sentences costs about (n + STEP_COST) times its longest. The split with the least sum over
 * the sorted lengths is found by dynamic programming.
 */
final class LengthGroups {
    /** Padded steps of a group; more gain nothing and cost memory. */
    private static final int MOST_STEPS = 1 << 14;
    /** Sequences of a group; bounds the time of the dynamic program. */
    private static final int MOST_SEQUENCES = 512;

    /** What a step costs by itself, in sentences; measured, see docs/decisions/0024. */
    static final int STEP_COST = 3;

    private LengthGroups() {}

    /** Numbers of the sequences that aren't empty, group by group, each group's longest first. */
    static List<int[]> of(EncodedBatch batch) {
        int[] order = byLength(batch);
        int count = order.length;
        long[] cost = new long[count + 1];
        int[] start = new int[count + 1];
        for (int end = 1; end <= count; end++) {
            cost[end] = Long.MAX_VALUE;
            // The group from "from" to "end": its longest is its first.
            for (int from = end - 1; from >= 0; from--) {
                long longest = batch.length(order[from]);
                int size = end - from;
                if (size > MOST_SEQUENCES || (size > 1 && longest * size > MOST_STEPS)) {
                    break;
                }
                long total = cost[from] + longest * (size + STEP_COST);
                if (total < cost[end]) {
                    cost[end] = total;
                    start[end] = from;
                }
            }
        }
        List<int[]> groups = new ArrayList<>();
        for (int end = count; end > 0; end = start[end]) {
            groups.add(0, Arrays.copyOfRange(order, start[end], end));
        }
        return groups;
    }

    /** All sequences that aren't empty as one group, the longest first. */
    static List<int[]> whole(EncodedBatch batch) {
        int[] order = byLength(batch);
        return order.length == 0 ? List.of() : List.of(order);
    }

    private static int[] byLength(EncodedBatch batch) {
        List<Integer> order = new ArrayList<>();
        for (int s = 0; s < batch.sequences(); s++) {
            if (batch.length(s) > 0) {
                order.add(s);
            }
        }
        order.sort(Comparator.comparingInt((Integer s) -> batch.length(s)).reversed());
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
