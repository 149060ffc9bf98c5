package dev.fastener.convert.certificate;

import dev.fastener.engine.Engine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Head;
import dev.fastener.model.TaggerModel;

/**
 * What becomes of a model's tags where moves that its scheme forbids are left out.
 *
 * @param rows what was looked at, in words
 * @param steps of it
 * @param changed steps with another tag
 */
public record ConstraintEffect(String rows, int steps, int changed) {
    /**
     * Compares both.
     *
     * @param engine that runs {@code model}
     */
    public static ConstraintEffect of(TaggerModel model, Engine engine, EncodedBatch batch, String rows) {
        int[] free = TagPaths.of(model.withHead(constrained(model.head(), false)), engine, batch);
        int[] legal = TagPaths.of(model.withHead(constrained(model.head(), true)), engine, batch);
        int changed = 0;
        for (int step = 0; step < free.length; step++) {
            changed += free[step] == legal[step] ? 0 : 1;
        }
        return new ConstraintEffect(rows, free.length, changed);
    }

    static Head constrained(Head head, boolean constrained) {
        return new Head(head.decoding(), head.transitions(), head.overPads(), constrained);
    }
}
