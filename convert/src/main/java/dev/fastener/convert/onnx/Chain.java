package dev.fastener.convert.onnx;

import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Layers in series over joined embeddings. Chains that share a beginning share its objects.
 *
 * @param inputs whose embeddings are joined, in order
 * @param size values per step
 */
record Chain(List<Integer> inputs, FeatureJoin join, List<Layer> layers, int size) {
    private static final int MOST_LAYERS = 500;

    /** @throws IllegalArgumentException for more layers than any tagger has */
    Chain then(Layer layer) {
        if (layers.size() >= MOST_LAYERS) {
            throw new IllegalArgumentException("more than " + MOST_LAYERS + " layers in series");
        }
        List<Layer> more = new ArrayList<>(layers);
        more.add(layer);
        return new Chain(inputs, join, more, layer.outputSize());
    }

    /** With another layer in the place of the last. */
    Chain replaced(Layer layer) {
        return new Chain(inputs, join, layers.subList(0, layers.size() - 1), 0).then(layer);
    }

    Layer last() {
        return layers.get(layers.size() - 1);
    }

    /** Both, step by step; empty where they don't branch off the same values. */
    static Optional<Chain> merged(Merge merge, Chain one, Chain other) {
        if (one.layers.isEmpty() && other.layers.isEmpty() && !one.inputs.equals(other.inputs)) {
            return joined(merge, one, other);
        }
        if (!one.inputs.equals(other.inputs) || one.join != other.join) {
            return Optional.empty();
        }
        int shared = 0;
        while (shared < Math.min(one.layers.size(), other.layers.size())
                && one.layers.get(shared) == other.layers.get(shared)) {
            shared++;
        }
        List<Layer> left = one.layers.subList(shared, one.layers.size());
        List<Layer> right = other.layers.subList(shared, other.layers.size());
        if (left.isEmpty() && right.isEmpty()) {
            return Optional.empty();
        }
        Chain stem = new Chain(one.inputs, one.join, one.layers.subList(0, shared), 0);
        return Optional.of(stem.then(bothDirections(merge, left, right).orElseGet(() -> branches(merge, left, right))));
    }

    private static Optional<Chain> joined(Merge merge, Chain one, Chain other) {
        List<Integer> inputs = new ArrayList<>(one.inputs);
        inputs.addAll(other.inputs);
        FeatureJoin join = merge == Merge.CONCAT ? FeatureJoin.CONCAT : FeatureJoin.SUM;
        boolean alike = inputs.stream().distinct().count() == inputs.size()
                && (one.inputs.size() == 1 || one.join == join)
                && (other.inputs.size() == 1 || other.join == join)
                && (merge == Merge.CONCAT || merge == Merge.SUM);
        int size = merge == Merge.CONCAT ? one.size + other.size : one.size;
        return alike ? Optional.of(new Chain(inputs, join, List.of(), size)) : Optional.empty();
    }

    /** Two recurrent layers, one in each direction, are one. */
    private static Optional<Layer> bothDirections(Merge merge, List<Layer> left, List<Layer> right) {
        if (left.size() == 1
                && right.size() == 1
                && left.get(0) instanceof Recurrent one
                && right.get(0) instanceof Recurrent other
                && one.backward() == null
                && other.forward() == null
                && one.cell() == other.cell()
                && one.hiddenSize() == other.hiddenSize()
                && one.activation() == other.activation()
                && one.recurrentActivation() == other.recurrentActivation()) {
            return Optional.of(new Recurrent(
                    one.cell(), one.forward(), other.backward(), merge, one.activation(), one.recurrentActivation()));
        }
        return Optional.empty();
    }

    /** A concatenation of concatenations is one of all. */
    private static Layer branches(Merge merge, List<Layer> left, List<Layer> right) {
        List<List<Layer>> branches = new ArrayList<>();
        if (merge == Merge.CONCAT
                && left.size() == 1
                && left.get(0) instanceof Parallel parallel
                && parallel.merge() == Merge.CONCAT) {
            branches.addAll(parallel.branches());
        } else {
            branches.add(left);
        }
        branches.add(right);
        return new Parallel(branches, merge);
    }
}
