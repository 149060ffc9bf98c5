package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.LayerCount;
import dev.fastener.convert.tensorflow.Flow.Applied;
import dev.fastener.convert.tensorflow.Flow.Embedded;
import dev.fastener.convert.tensorflow.Flow.Merged;
import dev.fastener.convert.tensorflow.Flow.Series;
import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a flow into the series-parallel form of a model's body. Of one thread. */
final class SeriesReader {
    /** The layer that gives a flow and what it reads. */
    private record Step(Layer layer, Flow input) {}

    private final Map<Flow, Step> steps = new IdentityHashMap<>();
    private final LayerCount count = new LayerCount();

    Series series(Flow end) {
        List<Layer> layers = new ArrayList<>();
        Flow at = end;
        while (!(at instanceof Embedded start)) {
            Step step = step(at);
            layers.add(step.layer);
            at = step.input;
        }
        Collections.reverse(layers);
        return new Series(start, List.copyOf(layers));
    }

    private Step step(Flow flow) {
        Step known = steps.get(flow);
        if (known != null) {
            return known;
        }
        Step step;
        if (flow instanceof Applied applied) {
            step = new Step(applied.layer(), applied.input());
        } else if (flow instanceof Merged merged) {
            Flow common = commonStart(merged.parts());
            List<List<Layer>> branches =
                    merged.parts().stream().map(part -> branch(part, common)).toList();
            step = new Step(parallel(branches, merged.merge()), common);
        } else {
            throw new ConversionException("a recurrence over reversed steps: expected its output to be reversed again, "
                    + "found it in the order from the last step to the first, which no layer of Fastener gives");
        }
        steps.put(flow, step);
        return step;
    }

    private List<Layer> branch(Flow end, Flow start) {
        List<Layer> branch = new ArrayList<>();
        for (Flow at = end; at != start; at = step(at).input) {
            branch.add(step(at).layer);
        }
        Collections.reverse(branch);
        return branch;
    }

    private Flow commonStart(List<Flow> parts) {
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
        throw new ConversionException(
                "parallel branches: expected them to start from one sequence, found branches with "
                        + "nothing in common; features may be joined only right after their embeddings");
    }

    /** {@code flow} and what it comes from, back to the embeddings; branches within count as one step. */
    private List<Flow> backwards(Flow flow) {
        List<Flow> passed = new ArrayList<>(List.of(flow));
        for (Flow at = flow; !(at instanceof Embedded); passed.add(at)) {
            at = step(at).input;
        }
        return passed;
    }

    /** Two directions over the same steps are one bidirectional layer. */
    private Layer parallel(List<List<Layer>> branches, Merge merge) {
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
            return new Recurrent(a.cell(), a.forward(), b.backward(), merge, a.activation(), a.recurrentActivation());
        }
        return count.require(new Parallel(branches, merge));
    }
}
