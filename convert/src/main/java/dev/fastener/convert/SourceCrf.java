package dev.fastener.convert;

import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Transitions;

/**
 * A linear-chain CRF as scores to be maximised, whatever its dialect stored.
 *
 * @param dialect "keras_contrib", "tensorflow_addons", ...
 * @param overPads whether the source decodes pads too
 * @param leftPads whether its tags are right where masked pads stand on the left; where not, it takes the first steps of a row
 *     for the sentence
 */
public record SourceCrf(
        String dialect, Transitions transitions, Decoding decoding, boolean overPads, boolean leftPads) {}
