package dev.fastener.convert.keras;

import dev.fastener.convert.Tensor;
import java.util.List;

/** The weights of a model's layers, as a container keeps them. */
interface StoredWeights {
    /** Of a layer, in the order in which Keras lists them; empty where it has none. */
    List<Tensor> of(LayerConfig layer);

    /** Variables of the model itself, which belong to no layer; none where the container keeps none. */
    default List<Tensor> ofModel() {
        return List.of();
    }

    /** Those of the layers of {@code model}, which is a layer here. */
    StoredWeights inside(LayerConfig model, ModelConfig graph);
}
