package dev.fastener.convert.keras;

import dev.fastener.convert.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The weights of a model's layers, as a container keeps them. */
interface StoredWeights {
    /** Of a layer, in the order in which Keras lists them; empty where it has none. */
    List<Tensor> of(LayerConfig layer);

    /** Variables of the model itself, which belong to no layer; none where the container keeps none. */
    default List<Tensor> ofModel() {
        return List.of();
    }

    /** The file of this name that the container keeps for a layer; null where it keeps none. */
    default byte @Nullable [] asset(LayerConfig layer, String name) {
        return null;
    }

    /** Those of the layers of {@code model}, which is a layer here. */
    StoredWeights inside(LayerConfig model, ModelConfig graph);
}
