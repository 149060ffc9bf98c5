package dev.fastener.scheme;

/**
 * An entity over tokens.
 *
 * @param start first token
 * @param end token after the last
 */
public record EntitySpan(int start, int end, String type) {
    public EntitySpan {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("entity span: expected 0 <= start < end, found " + start + ", " + end);
        }
    }
}
