package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.keras.Signal.Node;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A graph of nodes to a join of embeddings and layers in series. Where all embeddings meet in one node before any layer reads
 * them, that node is the join. Otherwise they are joined side by side, and a layer that reads one of them gets zero weights for
 * the others.
 */
final class Lowering {
    private static final int MOST_WIDENED = 1 << 24;

    private final String file;
    /** Dimension of each input's embedding. */
    private final int[] dimensions;

    private final @Nullable Node front;
    private final FeatureJoin join;
    private final Map<Node, List<Layer>> chains = new IdentityHashMap<>();
    private final Map<Layer, Layer> widened = new IdentityHashMap<>();
    private long allWidened;

    Lowering(String file, int[] dimensions, Node output) {
        this.file = file;
        this.dimensions = dimensions;
        this.front = front(output);
        this.join =
                front instanceof Node.Merged merged && merged.how() == Merge.SUM ? FeatureJoin.SUM : FeatureJoin.CONCAT;
    }

    FeatureJoin join() {
        return join;
    }

    /** Layers from the joined embeddings to {@code node}. */
    List<Layer> chain(Node node) {
        List<Layer> known = chains.get(node);
        if (known == null) {
            known = node == front ? List.of() : newChain(node);
            chains.put(node, known);
        }
        return known;
    }

    private List<Layer> newChain(Node node) {
        if (node instanceof Node.Embedded embedded) {
            return List.of(new Selection(embedded.input()).layer());
        } else if (node instanceof Node.Applied applied) {
            List<Layer> layers = new ArrayList<>(chain(applied.from()));
            Layer wide = applied.from() instanceof Node.Embedded embedded && applied.from() != front
                    ? widened.computeIfAbsent(applied.layer(), layer -> new Selection(embedded.input()).widen(layer))
                    : applied.layer();
            if (wide != applied.layer()) {
                layers.clear();
            }
            layers.add(wide);
            return layers;
        }
        return merge((Node.Merged) node);
    }

    /** Branches share the layers that they begin with. */
    private List<Layer> merge(Node.Merged node) {
        List<List<Layer>> branches = node.parts().stream().map(this::chain).toList();
        List<Layer> first = branches.get(0);
        int shared = first.size();
        for (List<Layer> branch : branches) {
            shared = Math.min(shared, branch.size());
            int same = 0;
            while (same < shared && branch.get(same) == first.get(same)) {
                same++;
            }
            shared = same;
        }
        int prefix = shared;
        List<List<Layer>> rests = branches.stream()
                .map(branch -> branch.subList(prefix, branch.size()))
                .toList();
        if (rests.stream().allMatch(List::isEmpty)) {
            throw new ConversionException(file + ": expected different branches, found one joined with itself");
        }
        List<Layer> layers = new ArrayList<>(first.subList(0, prefix));
        layers.add(new Parallel(rests, node.how()));
        return layers;
    }

    /** The one node in which all embeddings meet unchanged, each once and in order; null where there is none. */
    private @Nullable Node front(Node output) {
        if (dimensions.length == 1) {
            return leaf(output);
        }
        Node found = meeting(output, new IdentityHashMap<>());
        return found != null && onlyThrough(output, found, new IdentityHashMap<>()) ? found : null;
    }

    private static Node leaf(Node node) {
        if (node instanceof Node.Applied applied) {
            return leaf(applied.from());
        } else if (node instanceof Node.Merged merged) {
            return leaf(merged.parts().get(0));
        }
        return node;
    }

    private @Nullable Node meeting(Node node, Map<Node, Boolean> seen) {
        if (seen.put(node, true) != null) {
            return null;
        }
        if (node instanceof Node.Applied applied) {
            return meeting(applied.from(), seen);
        } else if (node instanceof Node.Merged merged) {
            if ((merged.how() == Merge.CONCAT || merged.how() == Merge.SUM) && readsInputsInOrder(merged)) {
                return merged;
            }
            for (Node part : merged.parts()) {
                Node found = meeting(part, seen);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private boolean readsInputsInOrder(Node.Merged merged) {
        return merged.parts().size() == dimensions.length
                && IntStream.range(0, dimensions.length)
                        .allMatch(
                                i -> merged.parts().get(i) instanceof Node.Embedded embedded && embedded.input() == i);
    }

    private static boolean onlyThrough(Node node, Node front, Map<Node, Boolean> seen) {
        if (node == front || seen.put(node, true) != null) {
            return true;
        } else if (node instanceof Node.Applied applied) {
            return onlyThrough(applied.from(), front, seen);
        }
        return node instanceof Node.Merged merged
                && merged.parts().stream().allMatch(part -> onlyThrough(part, front, seen));
    }

    /** The values of one embedding among all of them side by side. */
    private final class Selection {
        private final int offset;
        private final int size;
        private final int total;

        Selection(int input) {
            offset = IntStream.of(dimensions).limit(input).sum();
            size = dimensions[input];
            total = IntStream.of(dimensions).sum();
        }

        Dense layer() {
            return new Dense(rows(LayerReader.identity(size), 1), new float[size], Activation.LINEAR);
        }

        /** {@code layer} over all embeddings; itself where it has no weights per input. */
        Layer widen(Layer layer) {
            if (layer instanceof Dense dense) {
                return new Dense(rows(dense.kernel(), 1), dense.bias(), dense.activation());
            } else if (layer instanceof Convolution c) {
                return new Convolution(
                        c.width(), c.dilation(), c.causal(), rows(c.kernel(), c.width()), c.bias(), c.activation());
            } else if (layer instanceof Recurrent r) {
                return new Recurrent(
                        r.cell(),
                        direction(r.forward()),
                        direction(r.backward()),
                        r.merge(),
                        r.activation(),
                        r.recurrentActivation());
            }
            return layer;
        }

        private float[] zeros(long count) {
            allWidened += count;
            if (allWidened > MOST_WIDENED) {
                throw new ConversionException(file + ": expected branches of at most " + MOST_WIDENED
                        + " weights over all embeddings, found " + allWidened);
            }
            return new float[(int) count];
        }

        /** [taps * size, columns] to [taps * total, columns]. */
        private Matrix rows(Matrix kernel, int taps) {
            int columns = kernel.columns();
            float[] values = zeros((long) taps * total * columns);
            for (int tap = 0; tap < taps; tap++) {
                System.arraycopy(
                        kernel.values(),
                        tap * size * columns,
                        values,
                        (tap * total + offset) * columns,
                        size * columns);
            }
            return new Matrix(taps * total, columns, values);
        }

        private @Nullable RecurrentWeights direction(@Nullable RecurrentWeights weights) {
            if (weights == null) {
                return null;
            }
            int rows = weights.kernel().rows();
            float[] values = zeros((long) rows * total);
            for (int row = 0; row < rows; row++) {
                System.arraycopy(weights.kernel().values(), row * size, values, row * total + offset, size);
            }
            return new RecurrentWeights(
                    new Matrix(rows, total, values),
                    weights.recurrentKernel(),
                    weights.bias(),
                    weights.recurrentBias(),
                    weights.peepholes());
        }
    }
}
