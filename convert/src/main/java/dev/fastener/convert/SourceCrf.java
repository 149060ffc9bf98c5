package dev.fastener.convert;

import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Transitions;

/**
 * A linear-chain CRF as scores to be maximised, whatever its dialect stored.
 *
 * @param dialect "keras_contrib", "tensorflow_addons", ...
 * @param overPads whether the source decodes pads too
 */
public record SourceCrf(String dialect, Transitions transitions, Decoding decoding, boolean overPads) {}
