package dev.fastener.model;

/**
 * LAYER: y = (x - mean(x)) / sqrt(var(x) + epsilon) * scale + offset over the values of one step (Ba et al. 2016). AFFINE:
 * y = x * scale + offset, what a trained batch normalisation comes to.
 *
 * @param scale gamma, [size]
 * @param offset beta, [size]
 * @param epsilon added to the variance; of no effect for AFFINE
 */
public record Normalization(Kind kind, float[] scale, float[] offset, float epsilon) implements Layer {
    /** Over what the mean and the variance are taken. */
    public enum Kind {
        LAYER,
        AFFINE
    }

    public Normalization {
        RecurrentWeights.requireLength("normalisation offset", offset, scale.length);
    }

    @Override
    public int inputSize() {
        return scale.length;
    }

    @Override
    public int outputSize() {
        return scale.length;
    }
}
