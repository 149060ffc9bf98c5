package dev.fastener.quantize;

import java.util.Optional;
import java.util.function.Function;

/** Finds the parts that narrow weights spoil and widens them alone, one after another. */
public final class Fallback {
    private Fallback() {}

    /**
     * What a plan is worth.
     *
     * @param kept whether it keeps the bound
     * @param score more is better
     */
    public record Verdict(boolean kept, double score) {}

    /**
     * The first plan that keeps the bound: {@code start}, or else step by step the plan in which widening one more part gives
     * the best score. Empty where none does before half of the parts are wider: another uniform precision is then the
     * simpler answer.
     *
     * @param judge is asked once for each plan
     */
    public static Optional<Plan> search(Plan start, Function<Plan, Verdict> judge) {
        if (judge.apply(start).kept()) {
            return Optional.of(start);
        }
        Plan best = start;
        int most = start.precisions().size() / 2;
        for (int step = 0; step < most; step++) {
            Plan next = best;
            double score = Double.NEGATIVE_INFINITY;
            for (String part : best.precisions().keySet()) {
                Plan wider = best.widened(part);
                Verdict verdict = judge.apply(wider);
                if (verdict.kept()) {
                    return Optional.of(wider);
                }
                if (verdict.score() > score) {
                    score = verdict.score();
                    next = wider;
                }
            }
            best = next;
        }
        return Optional.empty();
    }
}
