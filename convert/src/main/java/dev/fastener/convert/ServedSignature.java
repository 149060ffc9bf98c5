package dev.fastener.convert;

import dev.fastener.model.SourceSignature;
import dev.fastener.model.SourceSignature.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A signature as the source was served under, in the order that is ours: ids in the order of the inputs, emissions first. */
public final class ServedSignature {
    private ServedSignature() {}

    /**
     * Orders tensors by what they are to a network. A tensor that the signature doesn't name keeps the name that the reader found,
     * and a signature's further tensors follow.
     *
     * @param inputs of any order
     * @param outputs likewise
     */
    public static SourceSignature of(List<Tensor> inputs, List<Tensor> outputs, SourceNetwork network) {
        List<Tensor> left = new ArrayList<>(inputs);
        List<Tensor> ids = new ArrayList<>();
        for (Tensor read : network.signature().inputs()) {
            @Nullable Tensor tensor = named(left, read.name());
            if (tensor == null && network.inputs().size() == 1) {
                tensor = only(left, ServedSignature::mayBeIds);
            }
            left.remove(tensor);
            ids.add(tensor == null ? read : tensor);
        }
        ids.addAll(left);
        List<Tensor> further = new ArrayList<>(outputs);
        Tensor read = network.signature().outputs().get(0);
        // An output of the layer's name may still be what a CRF decoded.
        @Nullable Tensor emissions = named(further, read.name());
        if (emissions == null || !mayBeEmissions(emissions, network)) {
            emissions = only(further, tensor -> mayBeEmissions(tensor, network));
        }
        further.remove(emissions);
        further.add(0, emissions == null ? read : emissions);
        return new SourceSignature(ids, further, network.signature().probabilities());
    }

    /** Whether a tensor has the type and the axes of ids. */
    static boolean mayBeIds(Tensor tensor) {
        return tensor.shape().size() == 2
                && !tensor.type().equals("bool")
                && !tensor.type().equals("string");
    }

    /** Whether a tensor has the type and the axes of the network's emissions. */
    static boolean mayBeEmissions(Tensor tensor, SourceNetwork network) {
        int rank = tensor.shape().size();
        long last = rank == 0 ? -1 : tensor.shape().get(rank - 1);
        return tensor.type().startsWith("float") && (rank == 3 || rank == 0) && (last == network.tags() || last == -1);
    }

    private static @Nullable Tensor named(List<Tensor> tensors, String name) {
        return tensors.stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Tensor only(List<Tensor> tensors, Predicate<Tensor> fits) {
        List<Tensor> fitting = tensors.stream().filter(fits).toList();
        return fitting.size() == 1 ? fitting.get(0) : null;
    }
}
