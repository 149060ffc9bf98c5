package dev.fastener.slim;

import dev.fastener.model.TaggerModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What slimming gave.
 *
 * @param candidates the teacher first, then in the order of their making
 * @param chosen the fastest within the bound; null where none is
 * @param model the chosen one; null where none is
 */
public record SlimResult(
        List<Candidate> candidates,
        @Nullable Candidate chosen,
        @Nullable TaggerModel model) {
    public SlimResult {
        candidates = List.copyOf(candidates);
    }

    public Candidate teacher() {
        return candidates.get(0);
    }
}
