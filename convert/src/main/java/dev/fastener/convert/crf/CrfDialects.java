package dev.fastener.convert.crf;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The CRF layers that are known. Several libraries call theirs "CRF"; they are told apart by their configuration, and where
 * the file holds weights only by the weights' names.
 */
public final class CrfDialects {
    private CrfDialects() {}

    /** Whether {@link #read} takes layers of this class. */
    public static boolean knows(String className) {
        return switch (simpleName(className)) {
            case "CRF", "ConditionalRandomField", "ChainCRF" -> true;
            default -> false;
        };
    }

    /**
     * The CRF of one layer.
     *
     * @param className as the file has it: "CRF", "Addons&gt;CRF", "ConditionalRandomField", "ChainCRF"
     * @param config of the layer: strings, booleans, numbers, lists and maps; empty where the file holds weights only
     * @param weights of the layer, with their names and in their order in the file
     * @param layerName for messages
     * @param masked whether a mask reaches the layer: then it decodes no pads, and keras_contrib's loses a boundary
     * @throws ConversionException for an unknown class, or weights that contradict it
     */
    public static CrfLayer read(
            String className, Map<String, Object> config, List<Tensor> weights, String layerName, boolean masked) {
        CrfSource source = new CrfSource(layerName, config, CrfWeights.of(layerName, weights), masked);
        return switch (simpleName(className)) {
            case "CRF" -> crf(source);
            case "ConditionalRandomField" -> Bert4kerasCrf.read(source);
            case "ChainCRF" -> ChainCrf.read(source);
            default ->
                throw new ConversionException("layer " + layerName
                        + ": expected a CRF of class CRF, ConditionalRandomField or ChainCRF, found " + className);
        };
    }

    private static CrfLayer crf(CrfSource source) {
        if (source.has("learn_mode")
                || (!source.has("use_kernel") && source.weights().hasKernelBesideChain())) {
            return KerasContribCrf.read(source);
        }
        return AddonsCrf.read(source);
    }

    /** Without the package under which Keras registered it. */
    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('>') + 1);
    }

    /**
     * The transitions among variables that belong to no layer, as {@code crf_log_likelihood} of TensorFlow leaves them:
     * [tags, tags], or [tags + 1, tags + 1] where the last row is the start.
     *
     * @return empty where no candidate can be one
     * @throws ConversionException where several can
     */
    public static Optional<CrfLayer> transitions(List<Tensor> candidates, int tags) {
        return FreeTransitions.find(candidates, tags);
    }
}
