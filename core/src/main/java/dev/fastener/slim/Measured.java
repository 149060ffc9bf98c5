package dev.fastener.slim;

import dev.fastener.evaluation.Counts;
import dev.fastener.model.TaggerModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model with what was measured of it.
 *
 * @param counts of each dev sentence
 * @param recipe that made it; null where nothing was trained
 */
record Measured(
        Candidate candidate,
        TaggerModel model,
        List<Counts> counts,
        @Nullable Recipe recipe) {}
