package dev.fastener.text;

import dev.fastener.scheme.EntitySpan;
import java.util.ArrayList;
import java.util.List;

/**
 * One sentence with its gold entities. The arrays are shared, not copied.
 *
 * @param text the sentence as it stands in the corpus; formats that hold only tokens join them (characters without, words
 *     with a space between)
 * @param starts UTF-16 offset in {@code text} of each token's first char
 * @param ends UTF-16 offset in {@code text} after each token's last char
 * @param entities in ascending order, not overlapping, in tokens
 * @param line of the corpus file where the sentence starts, from 1
 */
public record LabelledSentence(String text, int[] starts, int[] ends, List<EntitySpan> entities, long line) {
    public LabelledSentence {
        entities = List.copyOf(entities);
        if (starts.length != ends.length) {
            throw new IllegalArgumentException(
                    "sentence: expected as many starts as ends, found " + starts.length + " and " + ends.length);
        }
    }

    /** Number of tokens. */
    public int length() {
        return starts.length;
    }

    /** Text of token {@code i}. */
    public String token(int i) {
        return text.substring(starts[i], ends[i]);
    }

    /** Texts of all tokens. */
    public List<String> tokens() {
        List<String> tokens = new ArrayList<>(length());
        for (int i = 0; i < length(); i++) {
            tokens.add(token(i));
        }
        return tokens;
    }
}
