package dev.fastener.convert.crf;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Tensor;
import dev.fastener.model.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one CRF layer by what they are: the last part of the name, "left_boundary" in "crf_1/left_boundary:0". Keras
 * 3 numbers a layer's own variables instead ("crf/vars/0") and puts those of its dense layer elsewhere
 * ("crf/_dense_layer/vars/0"); then order and place tell.
 */
final class CrfWeights {
    static final String KERNEL = "kernel";
    static final String BIAS = "bias";
    static final String CHAIN = "chain_kernel";
    static final String LEFT = "left_boundary";
    static final String RIGHT = "right_boundary";

    /** Names of the same thing: tf2crf's, bert4keras', phipleg's (DeLFT). */
    private static final Map<String, String> SYNONYMS =
            Map.of("transitions", CHAIN, "trans", CHAIN, "_trans", CHAIN, "U", CHAIN, "b_start", LEFT, "b_end", RIGHT);

    private static final List<String> OWN_ORDER = List.of(CHAIN, LEFT, RIGHT);
    private static final List<String> DENSE_ORDER = List.of(KERNEL, BIAS);
    private static final Set<String> ROLES = Set.of(KERNEL, BIAS, CHAIN, LEFT, RIGHT);

    private final String layer;
    private final Map<String, Tensor> byRole;

    private CrfWeights(String layer, Map<String, Tensor> byRole) {
        this.layer = layer;
        this.byRole = byRole;
    }

    /** @throws ConversionException where a weight is none of a CRF, two are the same, or there are no transitions */
    static CrfWeights of(String layer, List<Tensor> weights) {
        Map<String, Tensor> byRole = new LinkedHashMap<>();
        String home = weights.isEmpty() ? "" : parent(weights.get(0));
        List<String> own = new ArrayList<>(ownOrder(home, weights));
        List<String> dense = new ArrayList<>(DENSE_ORDER);
        for (Tensor weight : weights) {
            if (weight.shape().length == 0) {
                continue; // of a metric that tf2crf keeps in its layer
            }
            String name = last(weight);
            String role = SYNONYMS.getOrDefault(name, name);
            if (name.matches("\\d+")) {
                List<String> order = parent(weight).equals(home) ? own : dense;
                role = order.isEmpty() ? name : order.remove(0);
            }
            Tensor other = byRole.put(role, weight);
            if (!ROLES.contains(role) || other != null) {
                throw new ConversionException("layer " + layer + ", weight " + weight.name() + ": expected one each of "
                        + "transitions, boundaries, kernel and bias of a CRF, found "
                        + (other == null ? "another name" : other.name() + " too"));
            }
        }
        if (!byRole.containsKey(CHAIN)) {
            throw new ConversionException("layer " + layer + ": expected the transitions of a CRF, found "
                    + (weights.isEmpty()
                            ? "no weights"
                            : "only " + weights.stream().map(Tensor::name).toList()));
        }
        return new CrfWeights(layer, byRole);
    }

    /** With a kernel, and perhaps a bias, of the layer's own where two of its weights are matrices. */
    private static List<String> ownOrder(String home, List<Tensor> weights) {
        List<Integer> ranks = weights.stream()
                .filter(weight -> parent(weight).equals(home))
                .map(weight -> weight.shape().length)
                .filter(rank -> rank > 0)
                .toList();
        if (ranks.size() < 2 || ranks.get(0) != 2 || ranks.get(1) != 2) {
            return OWN_ORDER;
        }
        boolean biased = ranks.size() % 2 == 1;
        return biased ? List.of(KERNEL, CHAIN, BIAS, LEFT, RIGHT) : List.of(KERNEL, CHAIN, LEFT, RIGHT);
    }

    private static String parent(Tensor tensor) {
        return tensor.name().substring(0, Math.max(0, tensor.name().lastIndexOf('/')));
    }

    /** "U" of "crf_1/U:0" and of the older "crf_1/chaincrf_1_U:0". */
    private static String last(Tensor tensor) {
        String name = tensor.name().substring(tensor.name().lastIndexOf('/') + 1);
        return name.replaceFirst(":\\d+$", "").replaceFirst("^\\w+?_(U|b_start|b_end)$", "$1");
    }

    boolean has(String role) {
        return byRole.containsKey(role);
    }

    /** As keras_contrib has it; the others' kernel is that of a dense layer inside. */
    boolean hasKernelBesideChain() {
        Tensor kernel = byRole.get(KERNEL);
        return kernel != null && parent(kernel).equals(parent(chainTensor()));
    }

    List<String> names() {
        return byRole.values().stream().map(Tensor::name).toList();
    }

    private Tensor chainTensor() {
        Tensor chain = byRole.get(CHAIN);
        if (chain == null) {
            throw new IllegalStateException(layer);
        }
        return chain;
    }

    int tags() {
        Tensor chain = chainTensor();
        int tags = chain.shape().length == 0 ? 0 : chain.shape()[0];
        chain.require(tags, tags);
        return tags;
    }

    /** [tags, tags]. */
    float[] chain() {
        return chainTensor().require(tags(), tags()).values();
    }

    /** [tags], zeros where the layer has none. */
    float[] vector(String role) {
        Tensor tensor = byRole.get(role);
        return tensor == null ? new float[tags()] : tensor.require(tags()).values();
    }

    /** [inputs, tags]; null where the layer has none. */
    @Nullable
    Matrix kernel() {
        Tensor tensor = byRole.get(KERNEL);
        if (tensor == null) {
            return null;
        }
        tensor.require(-1, tags());
        return new Matrix(tensor.shape()[0], tags(), tensor.values());
    }
}
