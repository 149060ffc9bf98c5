package dev.fastener.scheme;

/** Is told of the places where a tag sequence breaks its scheme's rules. */
@FunctionalInterface
public interface IllegalTagListener {
    /** Doesn't want to know. */
    IllegalTagListener IGNORE = (token, before, found, kind) -> {};

    /** What is wrong with a place. */
    enum Kind {
        /** A tag that continues an entity where there is none of its type to continue. */
        NOTHING_TO_CONTINUE,
        /** An entity that the scheme wants closed is not. */
        NOT_CLOSED,
        /** B in IOB1 or E in IOE1 where no entity of the same type touches. */
        NOTHING_TO_SEPARATE
    }

    /**
     * @param token index of the token whose tag is illegal; the number of tokens where the end of the sentence is
     * @param before label of the token before; empty at the start of the sentence
     * @param found label of the token; empty at the end of the sentence
     */
    void illegal(int token, String before, String found, Kind kind);
}
