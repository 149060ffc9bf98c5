package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceInput;
import dev.fastener.model.Dense;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a sequence of vectors came to be. What one operation gives to several others is one object. */
sealed interface Flow {
    /** Values per step. */
    int size();

    /** Looked up by ids. */
    record Embedded(List<SourceInput> inputs, FeatureJoin join) implements Flow {
        @Override
        public int size() {
            return join == FeatureJoin.SUM
                    ? inputs.get(0).embedding().columns()
                    : inputs.stream()
                            .mapToInt(input -> input.embedding().columns())
                            .sum();
        }
    }

    record Applied(Flow input, Layer layer) implements Flow {
        public Applied {
            if (input.size() != layer.inputSize()) {
                throw new ConversionException("a layer of " + layer.inputSize()
                        + " inputs: expected as many values per " + "step, found " + input.size());
            }
        }

        @Override
        public int size() {
            return layer.outputSize();
        }
    }

    /** From the last step to the first. */
    record Reversed(Flow input) implements Flow {
        @Override
        public int size() {
            return input.size();
        }
    }

    record Merged(List<Flow> parts, Merge merge) implements Flow {
        @Override
        public int size() {
            return merge == Merge.CONCAT
                    ? parts.stream().mapToInt(Flow::size).sum()
                    : parts.get(0).size();
        }
    }

    /** {@code flow} from the last step to the first: a recurrence over reversed steps that is reversed again runs backwards. */
    static Flow reverse(Flow flow) {
        if (flow instanceof Reversed reversed) {
            return reversed.input;
        }
        if (flow instanceof Applied applied) {
            Flow input = reverse(applied.input);
            Layer layer = mirrored(applied.layer);
            if (layer != null && !(input instanceof Reversed)) {
                return new Applied(input, layer);
            }
        }
        return new Reversed(flow);
    }

    private static @Nullable Layer mirrored(Layer layer) {
        if (layer instanceof Dense || layer instanceof Normalization) {
            return layer;
        }
        if (layer instanceof Recurrent r && r.directions() == 1) {
            return new Recurrent(
                    r.cell(), r.backward(), r.forward(), r.merge(), r.activation(), r.recurrentActivation());
        }
        return null;
    }

    /** Side by side, added or multiplied; embeddings of several inputs become one. */
    static Flow merge(List<Flow> parts, Merge merge) {
        FeatureJoin join = merge == Merge.CONCAT ? FeatureJoin.CONCAT : FeatureJoin.SUM;
        boolean embeddings = merge == Merge.CONCAT || merge == Merge.SUM;
        List<SourceInput> inputs = new ArrayList<>();
        for (Flow part : parts) {
            if (!(part instanceof Embedded e) || e.inputs.size() > 1 && e.join != join) {
                embeddings = false;
                break;
            }
            inputs.addAll(e.inputs);
        }
        return embeddings ? new Embedded(inputs, join) : new Merged(parts, merge);
    }

    /**
     * The network as layers in series.
     *
     * @param layers from the embeddings on
     */
    record Series(Embedded start, List<Layer> layers) {
        static Series of(Flow end) {
            List<Layer> layers = new ArrayList<>();
            Flow at = end;
            while (!(at instanceof Embedded start)) {
                at = before(at, layers);
            }
            Collections.reverse(layers);
            return new Series(start, List.copyOf(layers));
        }

        /** Adds the layer that gives {@code flow} and returns what it reads. */
        private static Flow before(Flow flow, List<Layer> layers) {
            if (flow instanceof Applied applied) {
                layers.add(applied.layer);
                return applied.input;
            }
            if (flow instanceof Merged merged) {
                Flow common = commonStart(merged.parts);
                List<List<Layer>> branches = new ArrayList<>();
                for (Flow part : merged.parts) {
                    List<Layer> branch = new ArrayList<>();
                    for (Flow at = part; at != common; ) {
                        at = before(at, branch);
                    }
                    Collections.reverse(branch);
                    branches.add(branch);
                }
                layers.add(parallel(branches, merged.merge));
                return common;
            }
            throw new ConversionException(
                    "a recurrence over reversed steps: expected its output to be reversed again, found it in the order "
                            + "from the last step to the first, which no layer of Fastener gives");
        }

        private static Flow commonStart(List<Flow> parts) {
            List<Set<Flow>> others = new ArrayList<>();
            for (Flow part : parts.subList(1, parts.size())) {
                Set<Flow> passed = Collections.newSetFromMap(new IdentityHashMap<>());
                passed.addAll(backwards(part));
                others.add(passed);
            }
            for (Flow at : backwards(parts.get(0))) {
                if (others.stream().allMatch(passed -> passed.contains(at))) {
                    return at;
                }
            }
            throw new ConversionException("parallel branches: expected them to start from one sequence, found "
                    + "branches with nothing in common; features may be joined only right after their embeddings");
        }

        /** {@code flow} and what it comes from, back to the embeddings; branches within count as one step. */
        private static List<Flow> backwards(Flow flow) {
            List<Flow> passed = new ArrayList<>();
            for (Flow at = flow; ; at = before(at, new ArrayList<>())) {
                passed.add(at);
                if (at instanceof Embedded) {
                    return passed;
                }
            }
        }

        private static Layer parallel(List<List<Layer>> branches, Merge merge) {
            if (branches.size() == 2
                    && branches.get(0).size() == 1
                    && branches.get(1).size() == 1
                    && branches.get(0).get(0) instanceof Recurrent a
                    && branches.get(1).get(0) instanceof Recurrent b
                    && a.directions() == 1
                    && b.directions() == 1
                    && a.forward() != null
                    && b.backward() != null
                    && a.cell() == b.cell()
                    && a.hiddenSize() == b.hiddenSize()
                    && a.activation() == b.activation()
                    && a.recurrentActivation() == b.recurrentActivation()) {
                return new Recurrent(
                        a.cell(), a.forward(), b.backward(), merge, a.activation(), a.recurrentActivation());
            }
            return new Parallel(branches, merge);
        }
    }
}
