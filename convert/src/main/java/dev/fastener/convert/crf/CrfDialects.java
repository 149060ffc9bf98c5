package dev.fastener.convert.crf;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Fact.Origin;
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
     * What the CRF of one layer can be, the likeliest first: two where its file doesn't decide whether it holds scores or energies.
     *
     * @param className as the file has it: "CRF", "Addons&gt;CRF", "ConditionalRandomField", "ChainCRF"
     * @param config of the layer: strings, booleans, numbers, lists and maps; empty where the file holds weights only
     * @param weights of the layer, with their names and in their order in the file
     * @param layerName for messages
     * @param masked whether a mask reaches the layer: then it decodes no pads, and keras_contrib's loses a boundary
     * @param kerasVersion of the Keras that wrote the file: "2.3.1", "2.2.4-tf"; empty where the file doesn't say
     * @throws ConversionException for an unknown class, or weights that contradict it
     */
    public static List<CrfLayer> readings(
            String className,
            Map<String, Object> config,
            List<Tensor> weights,
            String layerName,
            boolean masked,
            String kerasVersion) {
        CrfSource source = new CrfSource(layerName, config, CrfWeights.of(layerName, weights), masked);
        return switch (simpleName(className)) {
            case "CRF" -> crf(source, kerasVersion);
            case "ConditionalRandomField" -> List.of(Bert4kerasCrf.read(source));
            case "ChainCRF" -> List.of(ChainCrf.read(source));
            default ->
                throw new ConversionException("layer " + layerName
                        + ": expected a CRF of class CRF, ConditionalRandomField or ChainCRF, found " + className);
        };
    }

    /**
     * keras_contrib's layer and what became of it for TensorFlow 2 (TensorFlow Addons before its release, tf_crf_layer) have the
     * same weights under the same names; the first looks for the least, the second for the most. A configuration tells them apart
     * by learn_mode and use_kernel. Without one the version does where it is of Keras without TensorFlow, in which the second
     * can't run; under tf.keras both were used.
     */
    private static List<CrfLayer> crf(CrfSource source, String kerasVersion) {
        if (source.has("learn_mode")) {
            return List.of(KerasContribCrf.read(source, Origin.READ));
        } else if (source.has("use_kernel") || !source.weights().hasKernelBesideChain()) {
            return List.of(AddonsCrf.read(source, Origin.READ));
        }
        boolean withoutTensorFlow = kerasVersion.matches("2\\.[0-3]\\.\\d+");
        if (withoutTensorFlow && source.config().isEmpty()) {
            return List.of(KerasContribCrf.read(source, Origin.READ));
        }
        CrfLayer scores = AddonsCrf.read(source, Origin.ASSUMED);
        CrfLayer energies = KerasContribCrf.read(source, Origin.ASSUMED);
        return withoutTensorFlow ? List.of(energies, scores) : List.of(scores, energies);
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
