package dev.fastener.evaluation;

import dev.fastener.scheme.EntitySpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One difference between gold and prediction.
 *
 * @param gold empty where there is none: a spurious entity
 * @param predicted empty where there is none: a missed entity
 */
public record EntityError(Kind kind, Optional<EntitySpan> gold, Optional<EntitySpan> predicted) {
    /** What went wrong. */
    public enum Kind {
        /** No prediction overlaps the gold entity. */
        MISSED,
        /** No gold entity overlaps the prediction. */
        SPURIOUS,
        /** Start or end is wrong; the type may be wrong too. */
        BOUNDARY,
        /** Start and end are right, the type is wrong. */
        TYPE
    }

    /**
     * The errors of one sentence. A wrong prediction is paired with the gold entity of the same span, else with the one it
     * overlaps most (one of its own type first); each is paired once.
     *
     * @param gold ascending
     * @param predicted ascending
     */
    public static List<EntityError> of(List<EntitySpan> gold, List<EntitySpan> predicted) {
        List<EntitySpan> open = new ArrayList<>(gold);
        open.removeAll(predicted);
        List<EntitySpan> wrong = new ArrayList<>(predicted);
        wrong.removeAll(gold);
        List<EntityError> errors = new ArrayList<>();
        for (EntitySpan span : wrong) {
            EntitySpan partner = null;
            for (EntitySpan candidate : open) {
                if (overlap(span, candidate) > 0 && (partner == null || rank(span, candidate) > rank(span, partner))) {
                    partner = candidate;
                }
            }
            if (partner == null) {
                errors.add(new EntityError(Kind.SPURIOUS, Optional.empty(), Optional.of(span)));
            } else {
                open.remove(partner);
                boolean sameSpan = span.start() == partner.start() && span.end() == partner.end();
                errors.add(
                        new EntityError(sameSpan ? Kind.TYPE : Kind.BOUNDARY, Optional.of(partner), Optional.of(span)));
            }
        }
        for (EntitySpan span : open) {
            errors.add(new EntityError(Kind.MISSED, Optional.of(span), Optional.empty()));
        }
        return errors;
    }

    private static int overlap(EntitySpan a, EntitySpan b) {
        return Math.min(a.end(), b.end()) - Math.max(a.start(), b.start());
    }

    /** Same span before same type before overlap. */
    private static long rank(EntitySpan span, EntitySpan candidate) {
        boolean sameSpan = span.start() == candidate.start() && span.end() == candidate.end();
        return (sameSpan ? 1L << 40 : 0)
                + (span.type().equals(candidate.type()) ? 1L << 32 : 0)
                + overlap(span, candidate);
    }
}
