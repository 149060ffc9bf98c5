package dev.fastener.scheme;

/** How entity spans are written as one tag per token. Position letters as the literature uses them. */
public enum TagScheme {
    /** Begin, middle, end; a one-token entity is a lone B. */
    BMEO,
    /** Begin, middle, end, single. */
    BMES,
    /** Begin, middle, end, and W for a one-token entity. */
    BMEWO,
    /** Begin, inside, end, single; O outside. */
    BIOES,
    /** Begin, inside, last, and U (unit) for a one-token entity. */
    BILOU,
    /** Begin, inside: IOB2. Each entity starts with B. */
    BIO,
    /** B only where an entity follows another of its type (Ramshaw and Marcus 1995). */
    IOB1,
    /** E only where an entity is followed by another of its type. */
    IOE1,
    /** Each entity ends with E. */
    IOE2
}
