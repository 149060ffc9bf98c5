package dev.fastener.model;

import dev.fastener.model.TextRules.Unit;

/**
 * How text is cut into steps.
 *
 * @param unit what a step is
 * @param separators code points that part steps, of {@link Unit#SEPARATED} alone; empty for white space as Python's {@code
 *     str.split()} knows it
 * @param removed code points that are taken out before anything else; what is left of a step is looked up, and a step of which
 *     nothing is left is none. Of {@link Unit#SEPARATED} and {@link Unit#CODE_POINT} alone
 * @param spaces whether each white-space code point is a step, of {@link Unit#CODE_POINT} alone; else one is a step where the
 *     vocabulary has that very code point
 */
public record Segmentation(Unit unit, String separators, String removed, boolean spaces) {
    public Segmentation {
        require(unit == Unit.SEPARATED || separators.isEmpty(), "separators", "none", unit);
        require(unit == Unit.SEPARATED || unit == Unit.CODE_POINT || removed.isEmpty(), "removed", "none", unit);
        require(unit == Unit.CODE_POINT || !spaces, "spaces", "false", unit);
    }

    /** Without separators of its own, nothing removed, white space no step unless the vocabulary has it. */
    public static Segmentation of(Unit unit) {
        return new Segmentation(unit, "", "", false);
    }

    /** Every code point, white space too: Python's {@code for c in text}. */
    public static Segmentation codePoints() {
        return new Segmentation(Unit.CODE_POINT, "", "", true);
    }

    private static void require(boolean fits, String what, String expected, Unit unit) {
        if (!fits) {
            throw new IllegalArgumentException(what + ": expected " + expected + " where a step is " + unit);
        }
    }
}
