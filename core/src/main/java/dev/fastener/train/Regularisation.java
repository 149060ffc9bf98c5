package dev.fastener.train;

/**
 * What keeps a network from learning its corpus by heart. All are probabilities from 0 (off) to below 1.
 *
 * @param embeddingDropout of each value of a joined embedding
 * @param layerDropout of each value between two recurrent layers
 * @param outputDropout of each value that the dense layer reads
 * @param unknown that a character, word or bigram seen once in training is read as unknown, so that unknown ones have a
 *     trained embedding
 * @param tokenDropout that any other character, word or bigram is read as unknown: the network then leans on the context
 *     too, as it has to with new names
 */
public record Regularisation(
        float embeddingDropout, float layerDropout, float outputDropout, float unknown, float tokenDropout) {
    public Regularisation {
        probability("embedding dropout", embeddingDropout);
        probability("layer dropout", layerDropout);
        probability("output dropout", outputDropout);
        probability("unknown probability", unknown);
        probability("token dropout", tokenDropout);
    }

    private static void probability(String option, float value) {
        Require.that(value >= 0 && value < 1, option, "0 to below 1", value);
    }

    public static Regularisation defaults() {
        return new Regularisation(0.5f, 0.5f, 0.6f, 0.3f, 0.1f);
    }

    /** Nothing is dropped. */
    public static Regularisation none() {
        return new Regularisation(0, 0, 0, 0, 0);
    }

    public Regularisation withEmbeddingDropout(float other) {
        return new Regularisation(other, layerDropout, outputDropout, unknown, tokenDropout);
    }

    public Regularisation withLayerDropout(float other) {
        return new Regularisation(embeddingDropout, other, outputDropout, unknown, tokenDropout);
    }

    public Regularisation withOutputDropout(float other) {
        return new Regularisation(embeddingDropout, layerDropout, other, unknown, tokenDropout);
    }

    public Regularisation withUnknown(float other) {
        return new Regularisation(embeddingDropout, layerDropout, outputDropout, other, tokenDropout);
    }

    public Regularisation withTokenDropout(float other) {
        return new Regularisation(embeddingDropout, layerDropout, outputDropout, unknown, other);
    }
}
