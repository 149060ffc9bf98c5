package dev.fastener.model;

/**
 * The scores of a linear-chain CRF, to be added and maximised (sources that store energies are negated on conversion).
 *
 * @param scores [tags, tags], row "from", column "to"
 * @param start added to the first step's emissions, [tags]; zeros where the source has none
 * @param end added to the last step's emissions, [tags]; zeros where the source has none
 */
public record Transitions(Matrix scores, float[] start, float[] end) {
    public Transitions {
        scores.requireShape("transitions", scores.rows(), scores.rows());
        RecurrentWeights.requireLength("start transitions", start, scores.rows());
        RecurrentWeights.requireLength("end transitions", end, scores.rows());
    }

    /** Number of tags. */
    public int tags() {
        return scores.rows();
    }
}
