package dev.fastener.scheme;

/** Where in an entity a token stands; each {@link TagScheme} has letters for some of these. */
public enum Position {
    BEGIN,
    /** M in the schemes that say "middle". */
    INSIDE,
    /** L in BILOU. */
    END,
    /** The only token of its entity: S, W or U. */
    SINGLE,
    OUTSIDE
}
