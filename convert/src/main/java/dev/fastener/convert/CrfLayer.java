package dev.fastener.convert;

import dev.fastener.model.Dense;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a CRF layer of a source holds.
 *
 * @param dense the projection to emissions that is part of the layer, as scores; null where it has none
 * @param facts what the reading rests on
 */
public record CrfLayer(@Nullable Dense dense, SourceCrf crf, List<Fact> facts) {
    public CrfLayer {
        facts = List.copyOf(facts);
    }
}
