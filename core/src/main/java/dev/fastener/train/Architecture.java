package dev.fastener.train;

import dev.fastener.model.Recurrent;

/**
 * The shape of a network that can be trained here: embeddings, bidirectional recurrent layers, a dense layer, a CRF.
 *
 * @param cell LSTM, or GRU_RESET_AFTER
 * @param layers recurrent layers, at least 1
 * @param hiddenSize of one direction
 * @param embeddingDimension of characters or words
 * @param bigramDimension of bigrams; 0 for no bigrams
 */
public record Architecture(
        Recurrent.Cell cell, int layers, int hiddenSize, int embeddingDimension, int bigramDimension) {
    public Architecture {
        Require.that(cell != Recurrent.Cell.GRU_RESET_BEFORE, "cell", "LSTM or GRU_RESET_AFTER", cell);
        Require.that(layers >= 1 && layers <= 16, "layers", "1 to 16", layers);
        Require.that(hiddenSize >= 1 && hiddenSize <= 8192, "hidden size", "1 to 8192", hiddenSize);
        Require.that(
                embeddingDimension >= 1 && embeddingDimension <= 8192,
                "embedding dimension",
                "1 to 8192",
                embeddingDimension);
        Require.that(bigramDimension >= 0 && bigramDimension <= 8192, "bigram dimension", "0 to 8192", bigramDimension);
    }

    /** One Bi-LSTM of 256 over embeddings of 256, no bigrams. */
    public static Architecture defaults() {
        return new Architecture(Recurrent.Cell.LSTM, 1, 256, 256, 0);
    }

    public Architecture withCell(Recurrent.Cell other) {
        return new Architecture(other, layers, hiddenSize, embeddingDimension, bigramDimension);
    }

    public Architecture withLayers(int other) {
        return new Architecture(cell, other, hiddenSize, embeddingDimension, bigramDimension);
    }

    public Architecture withHiddenSize(int other) {
        return new Architecture(cell, layers, other, embeddingDimension, bigramDimension);
    }

    public Architecture withEmbeddingDimension(int other) {
        return new Architecture(cell, layers, hiddenSize, other, bigramDimension);
    }

    public Architecture withBigramDimension(int other) {
        return new Architecture(cell, layers, hiddenSize, embeddingDimension, other);
    }
}
