package dev.fastener.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Tokens and their labels as they stand in the file; filled again and again by one parser. */
final class TaggedSentence {
    /** Beyond it somebody forgot the empty lines between sentences. */
    static final int MAX_TOKENS = 1_000_000;

    /** Stands for a token that the file doesn't hold; no text holds it unless it was decoded wrongly. */
    static final String MISSING = "\ufffd";

    private final String file;
    private final List<String> tokens = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final BitSet missing = new BitSet();
    /** Line of token i. */
    private long[] lines = new long[256];

    TaggedSentence(String file) {
        this.file = file;
    }

    /** Adds a tag whose token the file doesn't hold. */
    void addWithoutToken(String label, long tokenLine) {
        missing.set(tokens.size());
        add(MISSING, label, tokenLine);
    }

    void add(String token, String label, long tokenLine) {
        if (tokens.size() == MAX_TOKENS) {
            throw new CorpusFormatException(
                    file,
                    tokenLine,
                    "a sentence of more than " + MAX_TOKENS + " tokens; expected an empty line between sentences");
        }
        if (lines.length == tokens.size()) {
            lines = Arrays.copyOf(lines, 2 * lines.length);
        }
        lines[tokens.size()] = tokenLine;
        tokens.add(token);
        labels.add(label);
    }

    void clear() {
        tokens.clear();
        labels.clear();
        missing.clear();
    }

    int size() {
        return tokens.size();
    }

    String token(int i) {
        return tokens.get(i);
    }

    /** Whether the file holds no token there. */
    boolean isMissing(int i) {
        return missing.get(i);
    }

    String label(int i) {
        return labels.get(i);
    }

    String file() {
        return file;
    }

    /** Line where the sentence starts. */
    long line() {
        return lines[0];
    }

    /** Line of token {@code i}; that of the last one for what is missing after it. */
    long line(int i) {
        return lines[Math.min(i, size() - 1)];
    }
}
