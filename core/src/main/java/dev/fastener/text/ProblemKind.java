package dev.fastener.text;

/** An oddity of a corpus that was read nevertheless, and what was made of it. */
public enum ProblemKind {
    ILLEGAL_TAG("tags that their scheme forbids there; read by conlleval's rule"),
    CUT_ENTITY("entities cut across two sentences"),
    REPLACEMENT_CHARACTER("U+FFFD characters: text that was decoded wrongly before it came here"),
    MISSING_TOKEN("tags without a token; U+FFFD stands for it"),
    COMMENT_LINE("comment lines; left out"),
    LEFT_OUT_ROW("rows that are no token of their own (3-4, 3.1); left out"),
    BLANK_TOKEN("tokens that are white space themselves; kept"),
    PADDED_TOKEN("tokens with white space around them; kept in the text, not in the token"),
    BLANK_LINE_WITH_WHITE_SPACE("blank lines that hold white space; read as empty lines"),
    DOCUMENT_START("-DOCSTART- lines; left out"),
    EXTRA_COLUMNS("lines with columns other than token and tag; left out"),
    SEGMENTATION_DIGITS(
            "tokens that end with their position in the word, like \"科0\"; --strip-segmentation takes it off"),
    NO_SEGMENTATION_DIGIT("tokens without the position in the word that the others have; kept as they are"),
    SKIPPED_TASK("tasks that nobody labelled or that were cancelled, rejected or ignored; left out"),
    REJECTED_ANNOTATION("annotations that somebody rejected; left out"),
    SEVERAL_ANNOTATORS("texts with more than one annotation; the ground truth or else the first is taken"),
    OVERLAP("entities that overlap a longer one; left out"),
    DISCONTINUOUS("entities of several fragments; read as one from the first to the last"),
    SURFACE_MISMATCH("spans whose given surface is not the text at that place; the offsets are believed"),
    OUT_OF_TEXT("spans that reach beyond their text; left out"),
    EMPTY_SPAN("spans without a token; left out"),
    SPLIT_TOKEN("spans that start or end inside a token; widened to the whole token"),
    UNKNOWN_ANNOTATION("annotations that are no labelled span; left out"),
    EMPTY_TEXT("texts without a token; left out");

    private final String description;

    ProblemKind(String description) {
        this.description = description;
    }

    /** What it is and what was made of it. */
    public String description() {
        return description;
    }
}
