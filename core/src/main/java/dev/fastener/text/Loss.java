package dev.fastener.text;

/** What a target format can't hold. */
public enum Loss {
    TOKEN_BOUNDARIES("token boundaries: read back, the text is cut differently"),
    WHITE_SPACE_BETWEEN_TOKENS("white space between tokens"),
    WHITE_SPACE_IN_TOKEN("white space in tokens, written as \"_\""),
    NAME_OF_TYPE("entity types with characters that the format has a use for, written as \"_\""),
    LINE_BREAK("line breaks in texts, written as a space"),
    NO_TOKENS("sentences without a token");

    private final String description;

    Loss(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }
}
