package dev.fastener.model;

/** Which piece of text a feature looks up at each step. */
public enum FeatureUnit {
    /** The character: the step itself, or in a word tagger its first character. */
    CHARACTER,
    /** The word: the step itself, or in a character tagger the run of non-space characters around it. */
    WORD,
    /** The step joined with the one after it; the last step is joined with {@link #END}. */
    BIGRAM;

    /** What stands after the last step of a sentence in a {@link #BIGRAM}. */
    public static final String END = "</s>";
}
