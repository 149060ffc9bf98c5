package dev.fastener.evaluation;

import dev.fastener.scheme.EntitySpan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts strict matches sentence by sentence. Not thread-safe. */
public final class Evaluation {
    private final Map<String, Counts> byType = new HashMap<>();

    /** Adds one sentence: its gold entities and the predicted ones, over the same tokens. */
    public void add(List<EntitySpan> gold, List<EntitySpan> predicted) {
        Set<EntitySpan> expected = new HashSet<>(gold);
        for (EntitySpan span : gold) {
            count(span.type(), new Counts(0, 1, 0));
        }
        for (EntitySpan span : predicted) {
            count(span.type(), new Counts(expected.contains(span) ? 1 : 0, 0, 1));
        }
    }

    private void count(String type, Counts more) {
        byType.merge(type, more, Counts::plus);
    }

    /** What was found in one sentence, of all types together. */
    public static Counts of(List<EntitySpan> gold, List<EntitySpan> predicted) {
        Evaluation evaluation = new Evaluation();
        evaluation.add(gold, predicted);
        return evaluation.scores().micro();
    }

    /** The scores of all that was added so far. */
    public EntityScores scores() {
        return new EntityScores(new TreeMap<>(byType));
    }
}
