package dev.fastener.train;

import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import java.util.List;
import java.util.stream.Collectors;

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

    /**
     * The shape of {@code model}.
     *
     * @throws IllegalArgumentException where no network that can be trained here has it, with the reason
     */
    public static Architecture of(TaggerModel model) {
        List<Layer> body = model.body();
        List<Feature> features = model.features();
        boolean sameInputs = features.size() == 1
                || (features.size() == 2
                        && model.join() == FeatureJoin.CONCAT
                        && features.get(1).unit() == FeatureUnit.BIGRAM);
        Require.that(sameInputs, "features", "one, or one and its bigrams side by side", features.size());
        Require.that(
                body.size() > 1
                        && body.get(0) instanceof Recurrent
                        && body.get(body.size() - 1) instanceof Dense last
                        && last.activation() == Activation.LINEAR,
                "layers",
                "recurrent ones and a linear dense one",
                names(body));
        Recurrent first = (Recurrent) body.get(0);
        for (Layer layer : body.subList(0, body.size() - 1)) {
            Require.that(
                    layer instanceof Recurrent recurrent && isLike(recurrent, first),
                    "layers",
                    "recurrent ones of one cell and hidden size in both directions side by side, tanh and sigmoid, no"
                            + " peepholes",
                    names(body));
        }
        return new Architecture(
                first.cell(),
                body.size() - 1,
                first.hiddenSize(),
                features.get(0).embedding().columns(),
                features.size() == 1 ? 0 : features.get(1).embedding().columns());
    }

    private static boolean isLike(Recurrent layer, Recurrent first) {
        RecurrentWeights forward = layer.forward();
        RecurrentWeights backward = layer.backward();
        return forward != null
                && backward != null
                && forward.peepholes().length + backward.peepholes().length == 0
                && layer.cell() == first.cell()
                && layer.hiddenSize() == first.hiddenSize()
                && layer.merge() == Merge.CONCAT
                && layer.activation() == Activation.TANH
                && layer.recurrentActivation() == Activation.SIGMOID;
    }

    private static String names(List<Layer> body) {
        return body.stream().map(layer -> layer.getClass().getSimpleName()).collect(Collectors.joining(", "));
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
