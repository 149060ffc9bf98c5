package dev.fastener.evaluation;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Strict scores: an entity counts where start, end and type are right.
 *
 * @param byType each type that is in the gold or was predicted, in alphabetical order
 */
public record EntityScores(SortedMap<String, Counts> byType) {
    public EntityScores {
        byType = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(byType));
    }

    /** All types together. */
    public Counts micro() {
        return byType.values().stream().reduce(Counts.NONE, Counts::plus);
    }

    /** Mean of the types' F1, each type counting once; 0 where there is no type. */
    public double macroF1() {
        return byType.values().stream().mapToDouble(Counts::f1).average().orElse(0);
    }
}
