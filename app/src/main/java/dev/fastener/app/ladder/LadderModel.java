package dev.fastener.app.ladder;

import dev.fastener.model.Feature;
import dev.fastener.model.Quantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A model of the ladder and the file that it came from. */
record LadderModel(Path file, TaggerModel model) {
    static LadderModel read(Path file) throws IOException {
        return new LadderModel(file, OnnxReader.read(file));
    }

    boolean isNarrow() {
        return !model.quantization().matrices().isEmpty();
    }

    /** The same with the weights in fp32 alone, rounded as they are. */
    LadderModel widened() {
        return new LadderModel(file, model.withQuantization(Quantization.NONE));
    }

    /** Whether both have the same layers over the same text, whatever their weights. */
    boolean isShapedAs(LadderModel other) {
        return shape().equals(other.shape())
                && model.tags().equals(other.model.tags())
                && sizes(model).equals(sizes(other.model));
    }

    private static List<Integer> sizes(TaggerModel model) {
        return model.features().stream()
                .map(feature -> feature.vocabulary().size())
                .toList();
    }

    /** "3 LSTM of 512, embeddings of 256"; layers of several sizes are named one by one: "LSTM of 256, LSTM of 128". */
    String shape() {
        List<String> layers = model.body().stream()
                .filter(Recurrent.class::isInstance)
                .map(Recurrent.class::cast)
                .map(layer -> (layer.cell() == Recurrent.Cell.LSTM ? "LSTM of " : "GRU of ") + layer.hiddenSize())
                .toList();
        boolean alike = !layers.isEmpty() && layers.stream().distinct().count() == 1;
        String body = layers.isEmpty()
                ? model.body().size() + " layers"
                : alike ? layers.size() + " " + layers.get(0) : String.join(", ", layers);
        return body + ", embeddings of "
                + model.features().stream()
                        .map(Feature::embedding)
                        .map(embedding -> String.valueOf(embedding.columns()))
                        .collect(Collectors.joining(" + "));
    }
}
