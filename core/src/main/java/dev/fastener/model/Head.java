package dev.fastener.model;

import org.jspecify.annotations.Nullable;

/**
 * How the last tensor of the body becomes one tag per step.
 *
 * @param transitions null for ARGMAX without constraints
 * @param overPads whether the source decodes the pads of {@link PaddingRule.Visible} too, so that they sway the path
 * @param constrained whether moves that the tag scheme forbids are left out
 */
public record Head(Decoding decoding, @Nullable Transitions transitions, boolean overPads, boolean constrained) {
    /** The decision rule. */
    public enum Decoding {
        /** The best tag of each step by itself. */
        ARGMAX,
        /** The best path (Viterbi 1967). */
        VITERBI,
        /** The tag with the highest marginal probability at each step. */
        MARGINAL
    }

    public Head {
        if (transitions == null && decoding != Decoding.ARGMAX) {
            throw new IllegalArgumentException("head: " + decoding + " needs transitions, found none");
        }
    }
}
