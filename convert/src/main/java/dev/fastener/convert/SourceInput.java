package dev.fastener.convert;

import dev.fastener.model.Matrix;

/**
 * An input of ids and the embedding that looks them up.
 *
 * @param name of the source's input tensor or layer
 * @param embedding [ids, dimension]
 * @param masked whether id 0 is masked (Keras mask_zero)
 */
public record SourceInput(String name, Matrix embedding, boolean masked) {}
