package dev.fastener.convert.crf;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The CRF layers that are known, told apart by their configuration and the names of their weights. */
public final class CrfDialects {
    private CrfDialects() {}

    /** Whether {@link #read} takes layers of this class. */
    public static boolean knows(String className) {
        throw new ConversionException("CRF layers are not read yet");
    }

    /**
     * The CRF of one layer.
     *
     * @param className as the file has it: "CRF", "Addons&gt;CRF", "ConditionalRandomField", "ChainCRF"
     * @param config of the layer: strings, booleans, numbers, lists and maps; empty where the file holds weights only
     * @param weights of the layer in the file's order
     * @param layerName for messages
     * @param masked whether a mask reaches the layer: then it decodes no pads, and some dialects lose a boundary
     * @throws ConversionException for an unknown class, or weights that contradict it
     */
    public static CrfLayer read(
            String className, Map<String, Object> config, List<Tensor> weights, String layerName, boolean masked) {
        throw new ConversionException("layer " + layerName + ": CRF layers are not read yet");
    }

    /**
     * The transitions among variables that belong to no layer, as {@code crf_log_likelihood} of TensorFlow leaves them:
     * [tags, tags], or [tags + 1, tags + 1] where the last row is the start.
     *
     * @return empty where no candidate can be one
     * @throws ConversionException where several can
     */
    public static Optional<CrfLayer> transitions(List<Tensor> candidates, int tags) {
        return Optional.empty();
    }
}
