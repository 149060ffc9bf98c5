package dev.fastener.text;

import java.util.ArrayList;
import java.util.List;

/** Tokens and their labels as they stand in the file; filled again and again by one parser. */
final class TaggedSentence {
    /** Beyond it somebody forgot the empty lines between sentences. */
    static final int MAX_TOKENS = 1_000_000;

    private final String file;
    /** Whether token i stands on the i-th line of the sentence, not all on the first. */
    private final boolean linePerToken;

    private final List<String> tokens = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private long line;

    TaggedSentence(String file, boolean linePerToken) {
        this.file = file;
        this.linePerToken = linePerToken;
    }

    void add(String token, String label, long tokenLine) {
        if (tokens.isEmpty()) {
            line = tokenLine;
        } else if (tokens.size() == MAX_TOKENS) {
            throw new CorpusFormatException(
                    file,
                    tokenLine,
                    "a sentence of more than " + MAX_TOKENS + " tokens; expected an empty line between sentences");
        }
        tokens.add(token);
        labels.add(label);
    }

    void clear() {
        tokens.clear();
        labels.clear();
    }

    int size() {
        return tokens.size();
    }

    String token(int i) {
        return tokens.get(i);
    }

    String label(int i) {
        return labels.get(i);
    }

    String file() {
        return file;
    }

    /** Line where the sentence starts. */
    long line() {
        return line;
    }

    /** Line of token {@code i}; that of the last one for what is missing after it. */
    long line(int i) {
        return linePerToken ? line + Math.min(i, size() - 1) : line;
    }
}
