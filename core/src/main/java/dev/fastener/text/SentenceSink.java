package dev.fastener.text;

/** What a parser of any format tells, in file order. */
interface SentenceSink {
    /** A sentence of labelled tokens; the object is the parser's and holds another sentence at the next call. */
    void tagged(TaggedSentence sentence);

    /** A text with labelled spans. */
    void spanned(SpannedText text);

    /** An oddity that doesn't end the reading. */
    void problem(ProblemKind kind, String file, long line, String detail);
}
