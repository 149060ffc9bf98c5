package dev.fastener.quantize;

import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.Layer;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a model that have matrices, by their names in docs/model-file.md: "embedding.input", "body.0",
 * "body.1.0.2".
 *
 * @param recurrent recurrent layers, whose width decides how fast a step is
 * @param others embeddings, dense layers and convolutions, whose width decides how large the file is
 */
public record Parts(List<String> recurrent, List<String> others) {
    public Parts {
        recurrent = List.copyOf(recurrent);
        others = List.copyOf(others);
    }

    /** The parts of {@code model}. */
    public static Parts of(TaggerModel model) {
        List<String> recurrent = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Feature feature : model.features()) {
            others.add("embedding." + feature.name());
        }
        add("body", model.body(), recurrent, others);
        return new Parts(recurrent, others);
    }

    private static void add(String path, List<Layer> layers, List<String> recurrent, List<String> others) {
        for (int l = 0; l < layers.size(); l++) {
            String name = path + "." + l;
            Layer layer = layers.get(l);
            if (layer instanceof Recurrent) {
                recurrent.add(name);
            } else if (layer instanceof Dense || layer instanceof Convolution) {
                others.add(name);
            } else if (layer instanceof Parallel parallel) {
                for (int b = 0; b < parallel.branches().size(); b++) {
                    add(name + "." + b, parallel.branches().get(b), recurrent, others);
                }
            }
        }
    }
}
