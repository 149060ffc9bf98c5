package dev.fastener.model;

/** What the pads of a batch do to the network. */
public sealed interface PaddingRule {
    /** Pads don't exist for the network: each sentence is computed as if alone. All models trained here. */
    record None() implements PaddingRule {}

    /**
     * Keras' mask_zero: a masked step carries the state on.
     *
     * @param output what a recurrent layer gives at a masked step
     */
    record Masked(MaskedOutput output) implements PaddingRule {}

    /** Pads are ordinary inputs; each sentence is filled up to the maximum length of {@link TextRules}. */
    record Visible() implements PaddingRule {}

    /** What a masked step's output is, by version and wrapper of the source. */
    enum MaskedOutput {
        ZERO,
        /** The output of the step before, in the direction of travel. */
        REPEATED
    }
}
