package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Fact;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.crf.CrfDialects;
import dev.fastener.convert.tensorflow.Graph.Node;
import dev.fastener.convert.tensorflow.Graph.Ref;
import dev.fastener.convert.tensorflow.Value.Fixed;
import dev.fastener.convert.tensorflow.Value.Origin;
import dev.fastener.convert.tensorflow.Value.Steps;
import dev.fastener.convert.tensorflow.Value.Unknown;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Layer;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import dev.fastener.model.SourceSignature;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the tagger in a graph: what comes of ids and ends in a score for each tag at each step. */
final class GraphTagger {
    private static final Set<String> CHOICES = Set.of("ArgMax", "TopK", "TopKV2", "If", "StatelessIf");

    /**
     * An operation's output that may be the emissions.
     *
     * @param name of the signature's output, or of the operation
     */
    private record Candidate(String name, String node, Steps steps, Flow.Series series) {}

    private final Graph graph;
    private final Variables variables;
    private final NetworkReader network;
    /** Operations that choose the tags, where the outputs are tags. */
    private String choice = "";
    /** Operations that the signature's outputs need: transitions among them are those of the decoding. */
    private Set<String> served = Set.of();

    GraphTagger(Graph graph, Variables variables) {
        this.graph = graph;
        this.variables = variables;
        this.network = new NetworkReader(graph, variables);
    }

    /**
     * The networks whose outputs are given by name; those at the graph's ends where there are none.
     *
     * @param outputs "node:0" of each output's name in the signature
     * @param inputNames names of the signature's inputs by placeholder
     */
    List<SourceNetwork> networks(Map<String, Ref> outputs, Map<String, String> inputNames) {
        List<Candidate> candidates = outputs.isEmpty() ? ends(graph.nodes()) : signed(outputs);
        served = needed(outputs).keySet();
        List<SourceNetwork> networks = new ArrayList<>();
        for (Candidate candidate : candidates) {
            String reading = candidates.size() == 1 ? "" : "output " + candidate.name;
            networks.add(source(candidate, reading, inputNames));
        }
        return networks;
    }

    private List<Candidate> signed(Map<String, Ref> outputs) {
        List<Candidate> found = new ArrayList<>();
        String reason = "no output";
        Map<String, ConversionException> refused = new LinkedHashMap<>();
        for (Map.Entry<String, Ref> output : outputs.entrySet()) {
            try {
                Value value = network.value(output.getValue());
                if (value instanceof Steps steps && !steps.layout().flat()) {
                    found.add(new Candidate(
                            output.getKey(),
                            graph.resolve(output.getValue()).node(),
                            steps,
                            Flow.Series.of(steps.flow())));
                } else if (value instanceof Unknown unknown) {
                    reason = unknown.reason();
                } else if (found.isEmpty()) {
                    reason = "one that gives no scores for each step";
                }
            } catch (ConversionException e) {
                refused.put(graph.resolve(output.getValue()).node(), e);
            }
        }
        List<Candidate> chosen = found.isEmpty() ? chosenFrom(outputs) : found;
        requireDecoding(chosen, refused);
        if (chosen.isEmpty()) {
            throw new ConversionException(graph.file() + ": expected an output of scores [batch, steps, tags] among "
                    + outputs.keySet() + ", found " + reason
                    + "; if it is a Keras model, save it as .keras or .h5 and convert that");
        }
        return chosen;
    }

    /** The scores that outputs of tags are chosen from, by ArgMax, TopK or a CRF's decoding; empty where nothing is chosen. */
    private List<Candidate> chosenFrom(Map<String, Ref> outputs) {
        Map<String, Node> needed = needed(outputs);
        List<String> choices = needed.values().stream()
                .filter(node -> CHOICES.contains(node.op()))
                .map(Node::toString)
                .toList();
        if (choices.isEmpty()) {
            return List.of();
        }
        // In the graph's order, as for a graph without a signature.
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> needed.containsKey(node.name()))
                .toList();
        List<Candidate> candidates = ends(nodes);
        choice = String.join(", ", choices.subList(0, Math.min(3, choices.size())));
        return candidates;
    }

    private Map<String, Node> needed(Map<String, Ref> outputs) {
        Map<String, Node> needed = new LinkedHashMap<>();
        Deque<Ref> open = new ArrayDeque<>(outputs.values());
        while (!open.isEmpty()) {
            Node node = graph.node(graph.resolve(open.pop()));
            if (needed.put(node.name(), node) == null) {
                open.addAll(node.inputs());
                Graph.While loop = graph.loop(node.name());
                if (loop != null) {
                    open.addAll(loop.results());
                }
            }
        }
        return needed;
    }

    /** Sequences that nothing of the network goes on from and that end in a projection. */
    private List<Candidate> ends(Collection<Node> nodes) {
        Map<String, Steps> sequences = new LinkedHashMap<>();
        Map<String, ConversionException> refused = new LinkedHashMap<>();
        Unknown unknown = null;
        for (Node node : nodes) {
            // Training's own half of the graph.
            if (("/" + node.name()).contains("/gradients") || isInLoop(node)) {
                continue;
            }
            try {
                Value value = network.value(new Ref(node.name(), 0));
                if (value instanceof Steps steps) {
                    sequences.put(node.name(), steps);
                } else if (value instanceof Unknown u && unknown == null && readsSteps(node)) {
                    unknown = u;
                }
            } catch (ConversionException e) {
                refused.put(node.name(), e);
            }
        }
        Set<Flow> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        sequences.forEach((name, steps) -> {
            passOn(steps.flow(), gone);
            for (Ref input : graph.node(new Ref(name, 0)).inputs()) {
                // Goes on from it, be it with a bias or an activation.
                if (network.value(input) instanceof Steps before && before.flow() != steps.flow()) {
                    gone.add(before.flow());
                }
            }
        });
        Map<Flow, Candidate> ends = new IdentityHashMap<>();
        List<Flow> order = new ArrayList<>();
        sequences.forEach((name, steps) -> {
            if (!gone.contains(steps.flow()) && endsInScores(steps.flow())) {
                Candidate candidate = new Candidate(name, name, steps, Flow.Series.of(steps.flow()));
                if (isRecurrent(candidate.series.layers())) {
                    Candidate known = ends.get(steps.flow());
                    if (known == null) {
                        order.add(steps.flow());
                    }
                    // The same scores stand under several names; clients want them as [batch, steps, tags].
                    if (known == null || steps.layout().compareTo(known.steps.layout()) < 0) {
                        ends.put(steps.flow(), candidate);
                    }
                }
            }
        });
        List<Candidate> found =
                order.stream().map(ends::get).filter(Objects::nonNull).toList();
        requireDecoding(found, refused);
        if (found.isEmpty()) {
            throw new ConversionException(
                    graph.file() + ": expected a network from ids through a recurrence to scores of " + "tags, found "
                            + (unknown == null ? "none; is this the graph of a tagger?" : unknown.reason()));
        }
        return found;
    }

    /** Throws why an operation was refused, unless it comes after the scores. */
    private void requireDecoding(List<Candidate> scores, Map<String, ConversionException> refused) {
        Set<String> decoding = refused.isEmpty() ? Set.of() : behind(scores);
        refused.forEach((name, reason) -> {
            if (!decoding.contains(name)) {
                throw reason;
            }
        });
    }

    /** What comes after the scores: the decoding of a CRF is a recurrence, too, and none of the network. */
    private Set<String> behind(List<Candidate> scores) {
        Map<String, List<String>> readers = new HashMap<>();
        for (Node node : graph.nodes()) {
            node.inputs()
                    .forEach(input -> readers.computeIfAbsent(
                                    graph.resolve(input).node(), name -> new ArrayList<>())
                            .add(node.name()));
        }
        Set<String> behind = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        scores.forEach(candidate -> open.add(candidate.node));
        while (!open.isEmpty()) {
            for (String reader : readers.getOrDefault(open.pop(), List.of())) {
                if (behind.add(reader)) {
                    open.add(reader);
                }
            }
        }
        return behind;
    }

    private boolean readsSteps(Node node) {
        return node.inputs().stream().anyMatch(input -> network.value(input) instanceof Steps);
    }

    /** Operations of a loop's body are read from its end. */
    private boolean isInLoop(Node node) {
        return node.op().equals("Enter")
                || node.op().equals("TensorArrayReadV3")
                || node.name().contains(":body:");
    }

    private static void passOn(Flow flow, Set<Flow> gone) {
        List<Flow> inputs = flow instanceof Flow.Applied applied
                ? List.of(applied.input())
                : flow instanceof Flow.Reversed reversed
                        ? List.of(reversed.input())
                        : flow instanceof Flow.Merged merged ? merged.parts() : List.of();
        for (Flow input : inputs) {
            if (gone.add(input)) {
                passOn(input, gone);
            }
        }
    }

    private static boolean endsInScores(Flow flow) {
        return flow instanceof Flow.Applied applied && applied.layer() instanceof Dense;
    }

    private static boolean isRecurrent(List<Layer> layers) {
        return layers.stream()
                .anyMatch(layer -> layer instanceof Recurrent
                        || layer instanceof Parallel parallel
                                && parallel.branches().stream().anyMatch(GraphTagger::isRecurrent));
    }

    private SourceNetwork source(Candidate candidate, String reading, Map<String, String> inputNames) {
        Flow.Series series = candidate.series;
        int tags = candidate.steps.flow().size();
        boolean lengths = network.masks().contains(Origin.LENGTHS);
        boolean masked = !lengths && network.masks().contains(Origin.IDS);
        List<SourceInput> inputs = new ArrayList<>();
        List<SourceSignature.Tensor> signature = new ArrayList<>();
        int length = 0;
        for (SourceInput input : series.start().inputs()) {
            Node placeholder = graph.node(new Ref(input.name(), 0));
            String name = inputNames.getOrDefault(input.name(), input.name());
            inputs.add(new SourceInput(name, input.embedding(), masked));
            SourceSignature.Tensor tensor = tensor(name, placeholder);
            signature.add(tensor);
            length = tensor.shape().size() == 2
                    ? (int) Math.max(0, tensor.shape().get(1))
                    : length;
        }
        List<Fact> facts = new ArrayList<>(network.facts());
        facts.add(new Fact(
                "output",
                choice.isEmpty() ? candidate.name : candidate.name + ", which the tags are chosen from by " + choice,
                Fact.Origin.READ));
        facts.add(new Fact(
                "pads",
                lengths ? "lengths are given: pads don't exist" : masked ? "id 0 is masked" : "seen as other ids are",
                Fact.Origin.READ));
        Optional<CrfLayer> crf = CrfDialects.transitions(free(series), tags);
        crf.ifPresent(layer -> facts.addAll(layer.facts()));
        Layer last = series.layers().get(series.layers().size() - 1);
        boolean probabilities = last instanceof Dense dense && dense.activation() == Activation.SOFTMAX;
        long steps = length == 0 ? -1 : length;
        List<Long> outputShape = switch (candidate.steps.layout()) {
            case BATCH -> List.of(-1L, steps, (long) tags);
            case TIME -> List.of(steps, -1L, (long) tags);
            case FLAT_BATCH, FLAT_TIME -> List.of(-1L, (long) tags);
        };
        return new SourceNetwork(
                reading,
                inputs,
                series.start().join(),
                series.layers(),
                crf.map(CrfLayer::crf).orElse(null),
                length,
                lengths,
                network.repeatsMasked() ? MaskedOutput.REPEATED : MaskedOutput.ZERO,
                tags,
                new SourceSignature(
                        signature,
                        List.of(new SourceSignature.Tensor(candidate.name, "float32", outputShape)),
                        probabilities),
                facts);
    }

    /** Square arrays that aren't part of the layers. */
    private List<Tensor> free(Flow.Series series) {
        Set<Object> used = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(series.layers(), used);
        List<Tensor> free = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean holder = node.op().equals("Const")
                    || node.op().equals("VariableV2")
                    || node.op().equals("Variable")
                    || node.op().equals("VarHandleOp");
            if (holder && !("/" + node.name()).contains("/gradients") && variables.isSquare(node)) {
                Value value = network.value(new Ref(node.name(), 0));
                if (value instanceof Fixed fixed
                        && !used.contains(fixed.constant().values())) {
                    free.add(new Tensor(
                            node.name(),
                            fixed.constant().shape(),
                            fixed.constant().values()));
                }
            }
        }
        List<Tensor> read =
                free.stream().filter(tensor -> served.contains(tensor.name())).toList();
        return read.isEmpty() ? free : read;
    }

    private static void collect(List<Layer> layers, Set<Object> used) {
        for (Layer layer : layers) {
            if (layer instanceof Dense dense) {
                used.add(dense.kernel().values());
            } else if (layer instanceof Parallel parallel) {
                parallel.branches().forEach(branch -> collect(branch, used));
            }
        }
    }

    private static SourceSignature.Tensor tensor(String name, Node placeholder) {
        ElementType type = ElementType.of(placeholder.type("dtype"));
        @Nullable Message shape = placeholder.attribute("shape");
        List<Long> sizes = new ArrayList<>();
        if (shape != null) {
            shape.message(7).messages(2).forEach(dim -> sizes.add(dim.number(1)));
        }
        String typeName = switch (type == null ? ElementType.INT32 : type) {
            case FLOAT -> "float32";
            case DOUBLE -> "float64";
            case INT64 -> "int64";
            default -> "int32";
        };
        return new SourceSignature.Tensor(name, typeName, sizes.size() == 2 ? sizes : List.of(-1L, -1L));
    }
}
