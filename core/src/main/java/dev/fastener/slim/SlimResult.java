package dev.fastener.slim;

import dev.fastener.model.TaggerModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What slimming gave.
 *
 * @param candidates the teacher first, then in the order of their making
 * @param rule how the bound was applied, in words
 * @param confirmations in the order of their making; the last is that of the chosen one, unless time ended before
 * @param chosen the fastest within the bound; null where none is
 * @param model the chosen one; null where none is
 */
public record SlimResult(
        List<Candidate> candidates,
        String rule,
        List<Confirmation> confirmations,
        @Nullable Candidate chosen,
        @Nullable TaggerModel model) {
    public SlimResult {
        candidates = List.copyOf(candidates);
        confirmations = List.copyOf(confirmations);
    }

    public Candidate teacher() {
        return candidates.get(0);
    }
}
