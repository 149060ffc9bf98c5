package dev.fastener.slim;

import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of a model. */
final class Models {
    private Models() {}

    /** "2 recurrent of 128 128, embeddings of 64". */
    static String words(TaggerModel model) {
        List<Recurrent> layers = Shapes.recurrent(model.body());
        String sizes = layers.stream()
                .map(layer -> String.valueOf(layer.hiddenSize()))
                .distinct()
                .collect(Collectors.joining(" and "));
        return layers.size() + " recurrent of " + sizes + ", embeddings of " + model.joinedSize();
    }

    /** Entries of all vocabularies. */
    static int entries(TaggerModel model) {
        return model.features().stream()
                .mapToInt(feature -> feature.vocabulary().size())
                .sum();
    }
}
