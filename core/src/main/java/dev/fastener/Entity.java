package dev.fastener;

/**
 * A named entity in a text.
 *
 * @param start UTF-16 offset of its first char in the text
 * @param end UTF-16 offset after its last char: {@code text.substring(start, end)} is the entity. (JSON that our command
 *     line writes counts Unicode code points instead.)
 * @param type "ORG", "PER", ...
 * @param text as it stands in the text
 * @param confidence probability, 0 to 1, that exactly these characters are an entity of this type, under the model's CRF;
 *     NaN unless {@link TaggerOptions#confidences()} asks for it
 */
public record Entity(int start, int end, String type, String text, double confidence) {
    /** Whether {@link #confidence()} is a probability rather than NaN. */
    public boolean hasConfidence() {
        return !Double.isNaN(confidence);
    }
}
