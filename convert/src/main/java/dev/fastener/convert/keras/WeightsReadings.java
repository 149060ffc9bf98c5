package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.crf.CrfDialects;
import dev.fastener.convert.keras.Signal.Node;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.SourceSignature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All networks that the weights of layers can be, the likeliest first. */
final class WeightsReadings {
    private static final int MOST_READINGS = 162;
    private static final int MOST_LAYERS = 100;
    private static final int MOST_ORDERS = 12;
    private static final int MOST_TRIES = 20_000;

    private static final int MOST_NAMED = 10;

    /** What Keras remembers of the largest values of a layer in float8. */
    private static final int[] AMAX_HISTORY = {1024};

    /** Of Keras' layers. */
    private static final float EPSILON = 1e-3f;

    private final String file;
    private final String keras;
    private final boolean ordered;
    private final List<Part.Table> tables;
    private final List<Part.Inner> inner;
    private final List<Part.Crf> crfs;
    private final List<Tensor> free;
    /** Shared by the readings: they differ in little else than settings. */
    private final Map<Part.Rnn, List<RecurrentWeights>> converted = new IdentityHashMap<>();

    /** A layer of a chain and the values per step that it must give there. */
    private record Link(Part.Inner part, int outputSize) {
        boolean is(Class<? extends Part.Inner> kind) {
            return kind.isInstance(part);
        }

        /** Whether two directions come out as one vector of their size. */
        boolean folds() {
            return part instanceof Part.Rnn rnn && rnn.directions() == 2 && outputSize == rnn.hiddenSize();
        }
    }

    /** What shapes don't tell about one chain. */
    private record Choice(
            Masking masking, Activation gates, Merge merge, Activation last, Activation hidden, int cost) {}

    /** Which layers a mask reaches. */
    private enum Masking {
        NONE,
        ALL,
        /** The first recurrent layer alone: {@link MaskRule#DROPPED}. */
        FIRST
    }

    /**
     * @param keras version that wrote the weights; empty where unknown
     * @param ordered whether the parts stand in the order of the model
     */
    WeightsReadings(String file, String keras, List<Part> parts, boolean ordered) {
        this.file = file;
        this.keras = keras;
        this.ordered = ordered;
        this.tables = only(parts, Part.Table.class);
        this.inner = only(parts, Part.Inner.class);
        this.crfs = only(parts, Part.Crf.class);
        this.free = only(parts, Part.Free.class).stream()
                .flatMap(part -> part.weights().stream())
                .toList();
    }

    private static <T extends Part> List<T> only(List<Part> parts, Class<T> kind) {
        return parts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<SourceNetwork> all() {
        if (tables.isEmpty()) {
            throw new ConversionException(file + ": expected an embedding [ids, dimension] among the weights, found "
                    + names() + "; word vectors from outside the file can't be converted");
        }
        if (inner.isEmpty()) {
            throw new ConversionException(file + ": expected layers after the embedding, found none that is known"
                    + (free.isEmpty()
                            ? ""
                            : ": "
                                    + free.stream()
                                            .map(Tensor::name)
                                            .limit(MOST_NAMED)
                                            .toList()));
        }
        if (inner.size() > MOST_LAYERS) {
            throw new ConversionException(
                    file + ": expected at most " + MOST_LAYERS + " layers, found " + inner.size());
        }
        if (crfs.size() > 1) {
            throw new ConversionException(file + ": expected at most one CRF, found " + crfs.size());
        }
        List<SourceNetwork> readings = new ArrayList<>();
        List<List<Link>> orders = new Orders().all();
        for (List<Link> order : orders) {
            for (Choice choice : choices(order)) {
                if (readings.size() < MOST_READINGS) {
                    readings.addAll(readings(order, choice, orders.size() > 1));
                }
            }
        }
        return readings;
    }

    private List<String> names() {
        return inner.stream().map(Part::name).limit(20).toList();
    }

    private FeatureJoin join() {
        return concatenated() || tables.size() == 1 ? FeatureJoin.CONCAT : FeatureJoin.SUM;
    }

    /** Whether some layer reads all embeddings side by side; else they are added. */
    private boolean concatenated() {
        return inner.stream().anyMatch(part -> part.inputSize() == sumOfDimensions());
    }

    private int sumOfDimensions() {
        return tables.stream().mapToInt(part -> part.table().shape()[1]).sum();
    }

    /** Orders of the layers in which each reads what the one before gives; the file's order first. */
    private final class Orders {
        private final List<List<Link>> found = new ArrayList<>();
        private final TreeSet<Integer> reached = new TreeSet<>();
        private final boolean[] used = new boolean[inner.size()];
        private int tries;

        List<List<Link>> all() {
            search(
                    new ArrayList<>(),
                    join() == FeatureJoin.CONCAT
                            ? sumOfDimensions()
                            : tables.get(0).table().shape()[1]);
            if (found.isEmpty()) {
                throw new ConversionException(file + ": " + unreached());
            }
            return found;
        }

        private void search(List<Link> chain, int size) {
            reached.add(size);
            if (chain.size() == inner.size()) {
                if (crfFits(size)) {
                    found.add(List.copyOf(chain));
                }
                return;
            }
            for (int i = 0; i < used.length; i++) {
                Part.Inner part = inner.get(i);
                if (used[i] || part.inputSize() != size || ++tries > MOST_TRIES || found.size() >= MOST_ORDERS) {
                    continue;
                }
                used[i] = true;
                for (int output : outputSizes(part)) {
                    chain.add(new Link(part, output));
                    search(chain, output);
                    chain.remove(chain.size() - 1);
                }
                used[i] = false;
            }
        }

        private boolean crfFits(int size) {
            return crfs.isEmpty()
                    || crfs.get(0).weights().stream()
                            .anyMatch(weight -> Arrays.stream(weight.shape()).anyMatch(length -> length == size));
        }

        private String unreached() {
            for (Part.Inner part : inner) {
                Integer below = reached.floor(part.inputSize());
                if (!reached.contains(part.inputSize()) && below != null) {
                    return "layer " + part.name() + " reads " + part.inputSize()
                            + " values per step, but the embedding and the layers in the file give " + reached + ": "
                            + (part.inputSize() - below)
                            + " of them come from outside the file, as word vectors do that"
                            + " are looked up before the network; a model with these as an Embedding can be converted";
                }
            }
            return "expected layers of which each reads what another gives, found " + names()
                    + "; save the whole model (model.save) and convert that";
        }
    }

    private static int[] outputSizes(Part.Inner part) {
        if (part instanceof Part.Rnn rnn) {
            return rnn.directions() == 2
                    ? new int[] {2 * rnn.hiddenSize(), rnn.hiddenSize()}
                    : new int[] {rnn.hiddenSize()};
        } else if (part instanceof Part.Product product) {
            return new int[] {product.units()};
        } else if (part instanceof Part.Filters filters) {
            return new int[] {filters.weights().get(0).shape()[2]};
        }
        return new int[] {part.inputSize()};
    }

    private List<Choice> choices(List<Link> order) {
        boolean gated = order.stream().anyMatch(link -> link.part() instanceof Part.Rnn rnn && !rnn.cudnn());
        boolean cudnn = order.stream().anyMatch(link -> link.part() instanceof Part.Rnn rnn && rnn.cudnn());
        long products =
                order.stream().filter(link -> link.is(Part.Product.class)).count();
        boolean endsInProduct = order.get(order.size() - 1).is(Part.Product.class);
        boolean emissions = !crfs.isEmpty();
        List<Activation> lasts = endsInProduct && !emissions
                ? List.of(Activation.LINEAR, Activation.SOFTMAX)
                : List.of(Activation.LINEAR);
        List<Activation> hiddens = products > (endsInProduct ? 1 : 0)
                ? List.of(Activation.RELU, Activation.TANH, Activation.LINEAR)
                : List.of(Activation.LINEAR);
        List<Choice> choices = new ArrayList<>();
        List<Merge> merges = merges(order);
        List<Activation> gates = gated ? gates() : List.of(Activation.SIGMOID);
        for (Masking masking : cudnn ? List.of(Masking.NONE) : maskings(order)) {
            for (Activation gate : gates) {
                for (Merge merge : merges) {
                    for (Activation last : lasts) {
                        for (Activation hidden : hiddens) {
                            int cost = masking.ordinal()
                                    + 3 * gates.indexOf(gate)
                                    + 2 * merges.indexOf(merge)
                                    + 2 * lasts.indexOf(last)
                                    + hiddens.indexOf(hidden);
                            choices.add(new Choice(masking, gate, merge, last, hidden, cost));
                        }
                    }
                }
            }
        }
        choices.sort(Comparator.comparingInt(Choice::cost));
        return choices;
    }

    private List<Masking> maskings(List<Link> order) {
        List<Masking> maskings = new ArrayList<>(List.of(Masking.NONE));
        boolean several = order.stream().filter(link -> link.is(Part.Rnn.class)).count() > 1;
        boolean dropped = several && MaskRule.of(keras) == MaskRule.DROPPED;
        if (maskCanStay(order) && !dropped) {
            maskings.add(Masking.ALL);
        }
        boolean since3 = !keras.startsWith("2.");
        if (several && since3 && order.get(0).part() instanceof Part.Rnn first && join() == FeatureJoin.CONCAT) {
            if (maskedOutput(first) == MaskedOutput.ZERO) {
                maskings.add(Masking.FIRST);
            }
        }
        return maskings;
    }

    /**
     * The default of the version first: hard_sigmoid until 2.2 of Keras without TensorFlow, sigmoid since. A {@code .weights.h5}
     * doesn't say whether Keras 2 or 3 wrote it.
     */
    private List<Activation> gates() {
        if (keras.isEmpty()) {
            return List.of(Activation.SIGMOID, Activation.HARD_SIGMOID_KERAS3, Activation.HARD_SIGMOID_KERAS2);
        }
        Activation hard = keras.startsWith("2.") ? Activation.HARD_SIGMOID_KERAS2 : Activation.HARD_SIGMOID_KERAS3;
        return keras.matches("2\\.[0-2]\\..*") ? List.of(hard, Activation.SIGMOID) : List.of(Activation.SIGMOID, hard);
    }

    private static List<Merge> merges(List<Link> order) {
        return order.stream().anyMatch(Link::folds)
                ? List.of(Merge.SUM, Merge.AVERAGE, Merge.MULTIPLY)
                : List.of(Merge.CONCAT);
    }

    /** A convolution drops the mask, so no recurrent layer may follow it, and it must read zeros at pads. */
    private boolean maskCanStay(List<Link> order) {
        boolean dropped = false;
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i).part() instanceof Part.Filters filters
                    && filters.weights().get(0).shape()[0] > 1) {
                dropped = true;
                if (i == 0
                        || !(order.get(i - 1).part() instanceof Part.Rnn rnn)
                        || maskedOutput(rnn) != MaskedOutput.ZERO) {
                    return false;
                }
            } else if (order.get(i).part() instanceof Part.Rnn && dropped) {
                return false;
            }
        }
        return order.stream().anyMatch(link -> link.is(Part.Rnn.class));
    }

    private MaskedOutput maskedOutput(Part.Rnn rnn) {
        boolean ofTensorFlow = LayerReader.zeroInBidirectional(keras);
        return rnn.directions() == 2 && ofTensorFlow ? MaskedOutput.ZERO : MaskedOutput.REPEATED;
    }

    /** One, or one for each sign that the CRF can have. */
    private List<SourceNetwork> readings(List<Link> order, Choice choice, boolean severalOrders) {
        boolean masked = choice.masking() == Masking.ALL;
        if (crfs.isEmpty()) {
            return List.of(reading(order, choice, severalOrders, null));
        }
        Part.Crf crf = crfs.get(0);
        List<CrfLayer> signs =
                CrfDialects.readings(crfClass(crf.name()), Map.of(), crf.weights(), crf.name(), masked, keras);
        return signs.stream()
                .map(sign -> {
                    SourceNetwork network = reading(order, choice, severalOrders, sign);
                    return signs.size() == 1
                            ? network
                            : network.withReading(network.reading() + ", CRF of "
                                    + network.fact(Fact.CRF_SIGN).orElseThrow());
                })
                .toList();
    }

    private SourceNetwork reading(List<Link> order, Choice choice, boolean severalOrders, @Nullable CrfLayer ofLayer) {
        List<Layer> body = new ArrayList<>();
        MaskedOutput maskedOutput = MaskedOutput.ZERO;
        for (int i = 0; i < order.size(); i++) {
            boolean last = i == order.size() - 1;
            body.add(layer(order.get(i), choice, last));
            if (order.get(i).part() instanceof Part.Rnn rnn) {
                maskedOutput = maskedOutput(rnn);
            }
        }
        int tags = body.get(body.size() - 1).outputSize();
        List<Fact> facts = facts(order, choice);
        boolean masked = choice.masking() == Masking.ALL;
        CrfLayer crf = crf(ofLayer, tags, facts);
        if (crf != null && crf.dense() != null) {
            body.add(crf.dense());
            tags = crf.dense().outputSize();
        }
        List<Matrix> embeddings = tables.stream()
                .map(part -> matrix(part.table(), part.table().shape()[0]))
                .toList();
        if (choice.masking() == Masking.FIRST) {
            embeddings = maskFirst(body, embeddings);
        }
        List<SourceInput> inputs = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            inputs.add(new SourceInput(tables.get(i).name(), embeddings.get(i), masked));
        }
        List<SourceSignature.Tensor> signature = IntStream.rangeClosed(1, inputs.size())
                .mapToObj(i -> new SourceSignature.Tensor("input_" + i, "int32", List.of(-1L, -1L)))
                .toList();
        return new SourceNetwork(
                label(order, choice, severalOrders),
                inputs,
                join(),
                body,
                crf == null ? null : crf.crf(),
                0,
                false,
                maskedOutput,
                tags,
                new SourceSignature(
                        signature,
                        List.of(new SourceSignature.Tensor("output_1", "float32", List.of(-1L, -1L, (long) tags))),
                        NetworkReader.isProbabilities(body.get(body.size() - 1))),
                facts);
    }

    /** The embeddings with the mask as one more value; the first layer of {@code body} gets weights for it. */
    private List<Matrix> maskFirst(List<Layer> body, List<Matrix> embeddings) {
        List<Node> tables = IntStream.range(0, embeddings.size())
                .<Node>mapToObj(Node.Embedded::new)
                .toList();
        Node joined = tables.size() == 1 ? tables.get(0) : new Node.Merged(Merge.CONCAT, tables);
        MaskAsInput mask = new MaskAsInput(file, embeddings, Map.of(body.get(0), MaskedOutput.ZERO));
        Node first = mask.rebuild(new Node.Applied(body.get(0), joined));
        body.set(0, ((Node.Applied) first).layer());
        return mask.embeddings();
    }

    private @Nullable CrfLayer crf(@Nullable CrfLayer ofLayer, int tags, List<Fact> facts) {
        CrfLayer crf = ofLayer == null ? CrfDialects.transitions(free, tags).orElse(null) : ofLayer;
        if (crf != null) {
            facts.addAll(crf.facts());
        }
        requireExplained(crf, facts);
        return crf;
    }

    /** A variable that nothing reads would be left out of the computation: only single numbers are, which no layer has. */
    private void requireExplained(@Nullable CrfLayer crf, List<Fact> facts) {
        List<Fact> told = crf == null ? List.of() : crf.facts();
        List<Tensor> others = free.stream()
                .filter(tensor -> told.stream().noneMatch(fact -> fact.value().contains(tensor.name())))
                .toList();
        List<String> unexplained = others.stream()
                .filter(tensor -> tensor.shape().length > 0)
                .map(tensor -> tensor.name() + " " + Arrays.toString(tensor.shape()))
                .toList();
        if (others.stream().anyMatch(tensor -> Arrays.equals(tensor.shape(), AMAX_HISTORY))) {
            throw StoredVariables.quantized(file + ", " + others.get(0).name(), "float8");
        }
        if (!unexplained.isEmpty()) {
            throw new ConversionException(file + ": expected variables of the layers that are known and perhaps the"
                    + " transitions of a CRF, found also "
                    + unexplained.subList(0, Math.min(MOST_NAMED, unexplained.size()))
                    + ", which nothing of these explains (a second output, LoRA, a layer of your own); save the whole"
                    + " model (model.save), or weights of the tagger alone");
        }
        if (!others.isEmpty()) {
            facts.add(new Fact(
                    "unused variables",
                    others.stream().map(Tensor::name).toList() + ": single numbers, as metrics and losses keep them",
                    Origin.ASSUMED));
        }
    }

    /** Keras names a layer after its class. */
    private static String crfClass(String layer) {
        String name = layer.toLowerCase(Locale.ROOT);
        return name.contains("chain_crf") ? "ChainCRF" : name.contains("crf") ? "CRF" : "ConditionalRandomField";
    }

    private Layer layer(Link link, Choice choice, boolean last) {
        Part.Inner part = link.part();
        List<Tensor> weights = part instanceof Part.Rnn rnn ? rnn.weights() : weights(part);
        if (part instanceof Part.Rnn rnn) {
            return recurrent(rnn, link.folds() ? choice.merge() : Merge.CONCAT, choice.gates());
        } else if (part instanceof Part.Product product) {
            float[] bias = weights.size() == 2 ? weights.get(1).values() : new float[product.units()];
            return new Dense(matrix(weights.get(0), product.inputSize()), bias, last ? choice.last() : choice.hidden());
        } else if (part instanceof Part.Filters) {
            int[] shape = weights.get(0).shape();
            float[] bias =
                    weights.size() == 2 ? weights.get(1).require(shape[2]).values() : new float[shape[2]];
            return new Convolution(
                    shape[0], 1, false, matrix(weights.get(0), shape[0] * shape[1]), bias, choice.hidden());
        }
        return normalization(weights);
    }

    private static List<Tensor> weights(Part.Inner part) {
        if (part instanceof Part.Product product) {
            return product.weights();
        } else if (part instanceof Part.Filters filters) {
            return filters.weights();
        }
        return ((Part.Norm) part).weights();
    }

    private static Matrix matrix(Tensor tensor, int rows) {
        return new Matrix(rows, rows == 0 ? 0 : tensor.values().length / rows, tensor.values());
    }

    private static Layer normalization(List<Tensor> weights) {
        float[] gamma = weights.get(0).values();
        float[] beta = weights.get(1).values();
        if (weights.size() == 2) {
            return new Normalization(Normalization.Kind.LAYER, gamma, beta, EPSILON);
        }
        return LayerReader.folded(
                gamma, beta, weights.get(2).values(), weights.get(3).values(), EPSILON);
    }

    private Layer recurrent(Part.Rnn part, Merge merge, Activation gates) {
        List<RecurrentWeights> directions = converted.computeIfAbsent(part, WeightsReadings::convert);
        return new Recurrent(
                part.cell(),
                directions.get(0),
                directions.size() == 2 ? directions.get(1) : null,
                merge,
                Activation.TANH,
                part.cudnn() ? Activation.SIGMOID : gates);
    }

    private static List<RecurrentWeights> convert(Part.Rnn part) {
        int each = part.weights().size() / part.directions();
        return IntStream.range(0, part.directions())
                .map(direction -> direction * each)
                .mapToObj(first -> RecurrentReader.read(
                        part.cell(),
                        part.cudnn(),
                        part.weights().get(first),
                        part.weights().get(first + 1),
                        each == 3 ? part.weights().get(first + 2) : null))
                .toList();
    }

    private List<Fact> facts(List<Link> order, Choice choice) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(Fact.MASK, maskZero(choice), Origin.ASSUMED));
        if (choice.masking() != Masking.NONE && maskings(order).contains(Masking.FIRST)) {
            MaskRule rule = choice.masking() == Masking.FIRST ? MaskRule.DROPPED : MaskRule.PASSED_ON;
            boolean said = MaskRule.of(keras) == MaskRule.DROPPED;
            facts.add(new Fact(Fact.MASK_AFTER_LAYERS, rule.words, said ? Origin.READ : Origin.ASSUMED));
        }
        facts.add(new Fact("gate activation", lower(choice.gates()), Origin.ASSUMED));
        facts.add(new Fact("merge mode", lower(choice.merge()), Origin.ASSUMED));
        facts.add(new Fact("last activation", lower(choice.last()), Origin.ASSUMED));
        if (order.stream().filter(link -> link.is(Part.Product.class)).count() > 1) {
            facts.add(new Fact("activation of inner Dense layers", lower(choice.hidden()), Origin.ASSUMED));
        }
        String embeddings = tables.stream().map(Part::name).collect(Collectors.joining(" + "));
        facts.add(
                new Fact("order of layers", embeddings + " > " + path(order), ordered ? Origin.READ : Origin.ASSUMED));
        return facts;
    }

    private static String maskZero(Choice choice) {
        return "mask_zero=" + (choice.masking() != Masking.NONE);
    }

    private static String label(List<Link> order, Choice choice, boolean severalOrders) {
        return maskZero(choice) + (choice.masking() == Masking.FIRST ? " for the first layer alone" : "") + ", "
                + lower(choice.gates()) + ", " + lower(choice.merge()) + ", "
                + lower(choice.last())
                + (choice.hidden() == Activation.LINEAR ? "" : ", inner " + lower(choice.hidden()))
                + (severalOrders ? ", " + path(order) : "");
    }

    private static String path(List<Link> order) {
        return order.stream().map(link -> link.part().name()).collect(Collectors.joining(" > "));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
