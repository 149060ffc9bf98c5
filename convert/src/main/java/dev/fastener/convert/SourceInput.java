package dev.fastener.convert;

import dev.fastener.model.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * An input of ids and the embedding that looks them up.
 *
 * @param name of the source's input tensor or layer
 * @param embedding [ids, dimension]
 * @param masked whether id 0 is masked (Keras mask_zero)
 * @param text how the source makes its ids of text; null where it gets ids
 */
public record SourceInput(
        String name,
        Matrix embedding,
        boolean masked,
        @Nullable SourceText text) {
    /** An input that gets ids. */
    public SourceInput(String name, Matrix embedding, boolean masked) {
        this(name, embedding, masked, null);
    }
}
