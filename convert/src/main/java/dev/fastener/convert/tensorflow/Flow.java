package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceInput;
import dev.fastener.model.Dense;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.Recurrent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a sequence of vectors came to be. What one operation gives to several others is one object. */
sealed interface Flow {
    int MOST_VALUES = 1 << 20;

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

    /** @param size of all parts together, or of each */
    record Merged(List<Flow> parts, Merge merge, int size) implements Flow {}

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
        if (embeddings) {
            return new Embedded(inputs, join);
        }
        long size = 0;
        for (Flow part : parts) {
            size = merge == Merge.CONCAT ? size + part.size() : part.size();
        }
        if (size > MOST_VALUES) {
            throw new ConversionException(
                    "branches: expected at most " + MOST_VALUES + " values of a step, found " + size);
        }
        return new Merged(parts, merge, (int) size);
    }

    /**
     * The network as layers in series.
     *
     * @param layers from the embeddings on
     */
    record Series(Embedded start, List<Layer> layers) {
        static Series of(Flow end) {
            return new SeriesReader().series(end);
        }
    }
}
