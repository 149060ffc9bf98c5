package dev.fastener.train;

/**
 * What keeps a network from learning its corpus by heart. All are probabilities from 0 (off) to below 1.
 *
 * @param embeddingDropout of each value of a joined embedding
 * @param layerDropout of each value between two recurrent layers
 * @param outputDropout of each value that the dense layer reads
 * @param unknown that a character, word or bigram seen once in training is read as unknown, so that unknown ones have a
 *     trained embedding
 */
public record Regularisation(float embeddingDropout, float layerDropout, float outputDropout, float unknown) {
    public Regularisation {
        probability("embedding dropout", embeddingDropout);
        probability("layer dropout", layerDropout);
        probability("output dropout", outputDropout);
        probability("unknown probability", unknown);
    }

    private static void probability(String option, float value) {
        Require.that(value >= 0 && value < 1, option, "0 to below 1", value);
    }

    public static Regularisation defaults() {
        return new Regularisation(0.5f, 0.5f, 0.5f, 0.3f);
    }

    /** Nothing is dropped. */
    public static Regularisation none() {
        return new Regularisation(0, 0, 0, 0);
    }

    public Regularisation withEmbeddingDropout(float other) {
        return new Regularisation(other, layerDropout, outputDropout, unknown);
    }

    public Regularisation withLayerDropout(float other) {
        return new Regularisation(embeddingDropout, other, outputDropout, unknown);
    }

    public Regularisation withOutputDropout(float other) {
        return new Regularisation(embeddingDropout, layerDropout, other, unknown);
    }

    public Regularisation withUnknown(float other) {
        return new Regularisation(embeddingDropout, layerDropout, outputDropout, other);
    }
}
