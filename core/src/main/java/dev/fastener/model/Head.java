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
        MARGINAL,
        /**
         * The path that keras_contrib's CRF gives where no mask reaches it, which looks one step beyond the last: tag k is the
         * last of the best path that goes on to tag 0, and the result is the best path that goes on to tag k. With
         * constraints it is VITERBI.
         */
        VITERBI_KERAS_CONTRIB,
        /**
         * The tags that keras_contrib's CRF gives in its marginal mode: at each step the tag with the highest emission - alpha
         * - beta, where alpha is the logarithm of the sum over the paths before, and beta that over the paths after with
         * the transitions turned round. With constraints it is MARGINAL.
         */
        MARGINAL_KERAS_CONTRIB
    }

    public Head {
        if (transitions == null && decoding != Decoding.ARGMAX) {
            throw new IllegalArgumentException("head: " + decoding + " needs transitions, found none");
        }
    }
}
