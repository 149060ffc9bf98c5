package dev.fastener.text;

/**
 * Where the tokens of a text stand. The arrays are shared, not copied.
 *
 * @param starts UTF-16 offset of each token's first char
 * @param ends UTF-16 offset after each token's last char
 */
public record Tokens(int[] starts, int[] ends) {
    /** Number of tokens. */
    public int count() {
        return starts.length;
    }
}
