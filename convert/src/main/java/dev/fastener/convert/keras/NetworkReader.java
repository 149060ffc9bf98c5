package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.SourceText;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.crf.CrfDialects;
import dev.fastener.convert.keras.LayerConfig.Call;
import dev.fastener.convert.keras.LayerConfig.TensorId;
import dev.fastener.convert.keras.Signal.Ids;
import dev.fastener.convert.keras.Signal.Mask;
import dev.fastener.convert.keras.Signal.Node;
import dev.fastener.convert.keras.Signal.Steps;
import dev.fastener.convert.keras.Signal.Texts;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.SourceSignature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model's configuration and weights to the network that they are. */
final class NetworkReader {
    /** Operations by which Keras 3 derives a mask from another. */
    private static final Set<String> MASK_OPERATIONS = Set.of(
            "ExpandDims", "ZerosLike", "OnesLike", "LogicalOr", "LogicalAnd", "Concatenate", "Any", "All", "Cast");

    private static final int MOST_LAYERS = 1000;

    /** Steps of a row: a certificate fills rows up to it. */
    private static final int LONGEST = 1 << 16;

    private static final Set<String> MERGES = Set.of("Concatenate", "Add", "Average", "Multiply");

    private final String file;
    private final List<Fact> facts = new ArrayList<>();
    private final String kerasVersion;
    private final MaskRule maskRule;
    private final int crfReading;
    private final LayerReader layers;
    private final List<Input> inputs = new ArrayList<>();
    private @Nullable CrfLayer crf;
    private boolean crfMasked;
    private int crfReadings = 1;
    private int applied;

    /** An input of ids; its embedding comes with the layer that reads it. */
    private static final class Input {
        private final String name;
        private final String type;
        private int length;
        private @Nullable Matrix embedding;
        private @Nullable SourceText text;

        Input(String name, String type, int length) {
            this.name = name;
            this.type = type;
            this.length = length;
        }
    }

    private NetworkReader(String file, String kerasVersion, MaskRule maskRule, int crfReading) {
        this.file = file;
        this.kerasVersion = kerasVersion;
        this.maskRule = maskRule;
        this.crfReading = crfReading;
        this.layers = new LayerReader(kerasVersion, maskRule, facts);
    }

    /**
     * The networks that a model can be, the likeliest first: as the Keras that wrote its file has it, and where 3.16 and later do
     * otherwise, as these; and with each sign that its CRF can have.
     *
     * @param kerasVersion of the Keras that wrote the file: "2.3.1", "2.2.4-tf"
     * @throws ConversionException where the model isn't a tagger of the layers that {@link LayerReader} knows
     */
    static List<Reading> readings(String file, String kerasVersion, ModelConfig model, StoredWeights weights) {
        MaskRule written = MaskRule.of(kerasVersion);
        NetworkReader first = new NetworkReader(file, kerasVersion, written, 0);
        SourceNetwork network = first.read(model, weights);
        List<Reading> byMask = new ArrayList<>();
        if (kerasVersion.startsWith("2.") || !first.layers.masks().contains(true)) {
            byMask.add(new Reading(written, 0, network));
        } else {
            byMask.addAll(byMask(first, network, model, weights));
        }
        List<Reading> all = new ArrayList<>(byMask);
        for (Reading reading : byMask) {
            for (int crf = 1; crf < first.crfReadings; crf++) {
                SourceNetwork other =
                        new NetworkReader(file, kerasVersion, reading.maskRule(), crf).read(model, weights);
                for (Fact fact : reading.network().facts()) {
                    if (fact.name().equals(Fact.MASK_AFTER_LAYERS)) {
                        other = other.withReading("", fact);
                    }
                }
                all.add(new Reading(reading.maskRule(), crf, other));
            }
        }
        return all.size() == 1 ? all : all.stream().map(Reading::labelled).toList();
    }

    /** As the Keras that wrote the file has masks, and as 3.16 and later do; the first alone where both are the same. */
    private static List<Reading> byMask(
            NetworkReader first, SourceNetwork network, ModelConfig model, StoredWeights weights) {
        MaskRule written = first.maskRule;
        boolean dropped = written == MaskRule.DROPPED;
        MaskRule other = dropped ? MaskRule.PASSED_ON : MaskRule.DROPPED;
        NetworkReader otherwise = new NetworkReader(first.file, first.kerasVersion, other, 0);
        SourceNetwork alternative;
        try {
            alternative = otherwise.read(model, weights);
        } catch (ConversionException e) {
            String words = written.words + (dropped ? "" : "; otherwise it can't be converted: " + e.getMessage());
            return List.of(new Reading(written, 0, network.withReading("", fact(words, dropped))));
        }
        if (otherwise.seenMasks().equals(first.seenMasks())) {
            return List.of(new Reading(written, 0, network));
        }
        Reading taken = new Reading(written, 0, network.withReading("", fact(written.words, dropped)));
        return dropped
                ? List.of(taken)
                : List.of(taken, new Reading(other, 0, alternative.withReading("", fact(other.words, false))));
    }

    private static Fact fact(String words, boolean read) {
        return new Fact(Fact.MASK_AFTER_LAYERS, words, read ? Origin.READ : Origin.ASSUMED);
    }

    /**
     * A network, and what sets it apart from others of the same file.
     *
     * @param maskRule of the Keras that runs it
     * @param crfReading which of the readings of its CRF it has
     */
    record Reading(MaskRule maskRule, int crfReading, SourceNetwork network) {
        /** With the values of its assumed facts of masks and the CRF as its text. */
        private Reading labelled() {
            List<String> parts = new ArrayList<>();
            for (Fact fact : network.facts()) {
                if (fact.origin() != Origin.ASSUMED) {
                    continue;
                } else if (fact.name().equals(Fact.MASK_AFTER_LAYERS)) {
                    parts.add("mask " + fact.value());
                } else if (fact.name().equals(Fact.CRF_SIGN)) {
                    parts.add("CRF of " + fact.value());
                }
            }
            return new Reading(maskRule, crfReading, network.withReading(String.join(", ", parts)));
        }
    }

    /** Whether a mask reached each layer for which that counts. */
    private List<Boolean> seenMasks() {
        List<Boolean> seen = new ArrayList<>(layers.masks());
        if (crf != null) {
            seen.add(crfMasked);
        }
        return seen;
    }

    private SourceNetwork read(ModelConfig model, StoredWeights weights) {
        model.layers().stream()
                .map(LayerConfig::halfPrecision)
                .filter(policy -> !policy.isEmpty())
                .findFirst()
                .ifPresent(policy -> facts.add(new Fact(
                        "numbers of the source",
                        policy + ", by its dtype policy: its results are rounded to 16 bits on the way, ours are not",
                        Origin.READ)));
        List<Signal> outputs = run(model, weights, List.of());
        if (!(outputs.get(0) instanceof Steps steps)) {
            throw new ConversionException(file + ": expected the model to end in values per step, found none");
        }
        LayerConfig last = model.layers().get(model.layers().size() - 1);
        String output = model.series() ? last.name() : model.outputs().get(0).layer();
        return network(steps, output, weights.ofModel());
    }

    private SourceNetwork network(Steps output, String outputName, List<Tensor> ofModel) {
        if (output.reversed()) {
            throw new ConversionException(
                    file + ": expected tags in the order of the text, found them reversed (go_backwards=true)");
        }
        List<Matrix> embeddings = new ArrayList<>();
        for (Input input : inputs) {
            if (input.embedding == null) {
                throw new ConversionException(
                        file + ", input " + input.name + ": expected an Embedding that reads it, found none");
            }
            embeddings.add(input.embedding);
        }
        boolean masked = layers.masked() && (crf == null || !crf.crf().overPads());
        MaskAsInput mask = new MaskAsInput(file, embeddings, masked ? Map.of() : layers.maskedLayers());
        Node node = mask.rebuild(output.node());
        List<SourceInput> sources = new ArrayList<>();
        List<SourceSignature.Tensor> signature = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            sources.add(new SourceInput(input.name, mask.embeddings().get(i), masked, input.text));
            signature.add(new SourceSignature.Tensor(
                    input.name, input.type, List.of(-1L, input.length == 0 ? -1L : input.length)));
        }
        int[] dimensions = sources.stream()
                .mapToInt(source -> source.embedding().columns())
                .toArray();
        Lowering lowering = new Lowering(file, dimensions, node);
        List<Layer> body = new ArrayList<>(lowering.chain(node));
        if (body.isEmpty()) {
            // A CRF straight on embeddings, or a model that ends in one: a layer that changes nothing.
            body.add(new Dense(LayerReader.identity(output.size()), new float[output.size()], Activation.LINEAR));
        }
        int tags = body.get(body.size() - 1).outputSize();
        CrfLayer crf = this.crf == null ? CrfDialects.transitions(ofModel, tags).orElse(null) : this.crf;
        if (crf != null && this.crf == null) {
            facts.addAll(crf.facts());
        }
        return new SourceNetwork(
                "",
                sources,
                lowering.join(),
                body,
                crf == null ? null : crf.crf(),
                inputs.get(0).length,
                false,
                layers.maskedOutput(),
                tags,
                new SourceSignature(
                        signature,
                        List.of(new SourceSignature.Tensor(
                                outputName,
                                "float32",
                                List.of(-1L, inputs.get(0).length == 0 ? -1L : inputs.get(0).length, (long) tags))),
                        isProbabilities(body.get(body.size() - 1))),
                facts);
    }

    static boolean isProbabilities(Layer last) {
        return last instanceof Dense dense && isProbabilities(dense.activation())
                || last instanceof Convolution convolution && isProbabilities(convolution.activation());
    }

    private static boolean isProbabilities(Activation activation) {
        return activation == Activation.SOFTMAX || activation == Activation.SIGMOID;
    }

    /** The outputs of {@code model}; {@code given} are what its input layers stand for where it is a layer itself. */
    private List<Signal> run(ModelConfig model, StoredWeights weights, List<Signal> given) {
        if (model.layers().isEmpty()) {
            throw new ConversionException(file + ": expected layers, found none");
        }
        return model.series() ? series(model, weights, given) : new Graph(model, weights, given).outputs();
    }

    private List<Signal> series(ModelConfig model, StoredWeights weights, List<Signal> given) {
        LayerConfig first = model.layers().get(0);
        boolean hasInput = first.className().equals("InputLayer");
        Signal signal = given.isEmpty() ? input(first) : given.get(0);
        for (LayerConfig layer :
                model.layers().subList(hasInput ? 1 : 0, model.layers().size())) {
            signal = apply(layer, weights, List.of(signal), null);
        }
        return List.of(signal);
    }

    /** A functional model, from its outputs back; each call of a layer is computed once. */
    private final class Graph {
        private final ModelConfig model;
        private final StoredWeights weights;
        private final Map<String, LayerConfig> byName = new HashMap<>();
        private final Map<TensorId, Signal> known = new HashMap<>();
        private final List<TensorId> underWay = new ArrayList<>();

        Graph(ModelConfig model, StoredWeights weights, List<Signal> given) {
            this.model = model;
            this.weights = weights;
            model.layers().forEach(layer -> byName.put(layer.name(), layer));
            for (int i = 0; i < model.inputs().size(); i++) {
                Signal signal = given.isEmpty()
                        ? input(layer(model.inputs().get(i)))
                        : given.get(Math.min(i, given.size() - 1));
                known.put(call(model.inputs().get(i)), signal);
            }
        }

        List<Signal> outputs() {
            TensorId output = model.outputs().get(0);
            if (model.outputs().stream().anyMatch(other -> !other.layer().equals(output.layer()))) {
                throw new ConversionException(file + ": expected one output, found "
                        + model.outputs().stream().map(TensorId::layer).toList()
                        + "; make a model of the tagger's output alone: Model(model.inputs, tags)");
            }
            return List.of(signal(output));
        }

        private LayerConfig layer(TensorId id) {
            LayerConfig layer = byName.get(id.layer());
            if (layer == null) {
                throw new ConversionException(file + ": expected a layer called " + id.layer() + ", found none");
            }
            return layer;
        }

        private static TensorId call(TensorId id) {
            return new TensorId(id.layer(), id.call(), 0);
        }

        private Signal signal(TensorId id) {
            TensorId call = call(id);
            LayerConfig layer = layer(id);
            if (id.output() != 0 && !isCrf(layer)) {
                throw layer.refuse("expected its first output to be used, found output " + id.output());
            }
            Signal done = known.get(call);
            if (done != null) {
                return done;
            }
            // A model that is a layer counts the call that built it, which isn't written.
            int index = layer.isModel() && layer.keras() < 3 ? id.call() - 1 : id.call();
            if (index < 0 || index >= layer.calls().size() || underWay.contains(call) || underWay.size() > 500) {
                throw layer.refuse("expected a graph of calls without cycles, found call " + id.call() + " of "
                        + layer.calls().size());
            }
            underWay.add(call);
            Call arguments = layer.calls().get(index);
            List<Signal> signals = new ArrayList<>();
            for (TensorId argument : arguments.inputs()) {
                signals.add(signal(argument));
            }
            Signal mask = arguments.mask() == null ? null : signal(arguments.mask());
            Signal result = layer.className().equals("NotEqual")
                    ? notEqual(layer, signals, arguments.constants())
                    : apply(layer, weights, signals, mask);
            underWay.remove(underWay.size() - 1);
            known.put(call, result);
            return result;
        }
    }

    /** The mask of an embedding with mask_zero, or of a Masking layer, as newer versions of Keras 3 write it out. */
    private Signal notEqual(LayerConfig layer, List<Signal> signals, List<Double> constants) {
        if (signals.size() == 1 && signals.get(0) instanceof Steps steps && constants.size() == 1) {
            return new Mask(masking(layer, steps, constants.get(0)).masked());
        }
        if (signals.size() != 1 || !(signals.get(0) instanceof Ids) || !constants.equals(List.of(0.0))) {
            throw layer.refuse("expected a comparison of ids with 0");
        }
        return new Mask(true);
    }

    private Signal input(LayerConfig layer) {
        layer.requireNot("ragged", "its rows have no pads");
        Object shape = layer.config().get("batch_shape");
        if (shape == null) {
            shape = layer.config().get("batch_input_shape");
        }
        if (shape == null) {
            shape = layer.config().get("batch_size") == null
                            && layer.config().get("input_length") instanceof Number length
                    ? java.util.Arrays.asList(null, length)
                    : java.util.Arrays.asList(null, null);
        }
        boolean text = layer.text("dtype", "").equals("string") || TextLayerReader.knows(layer);
        if (text && shape instanceof List<?> sizes && sizes.size() == 1) {
            shape = java.util.Arrays.asList(null, 1);
        }
        if (!(shape instanceof List<?> sizes) || sizes.size() != 2) {
            throw layer.refuse("expected ids as [batch, steps], found the shape " + shape
                    + (shape instanceof List<?> list && list.size() == 3
                            ? ": vectors (word vectors, say) or characters within words that come from outside the file"
                                    + " can't be converted; put an Embedding into the model that holds them"
                            : ""));
        }
        double length = sizes.get(1) instanceof Number number ? number.doubleValue() : 0;
        if (length < 0 || length > LONGEST) {
            throw layer.refuse("expected a length of at most " + LONGEST + ", found " + length);
        }
        String name = layer.className().equals("InputLayer") ? layer.name() : layer.name() + "_input";
        String type = layer.className().equals("InputLayer") ? layer.text("dtype", "float32") : "float32";
        // What is converted gets ids in place of the text.
        inputs.add(new Input(name, text ? "int32" : type, text ? 0 : (int) length));
        return text ? new Texts(inputs.size() - 1, (int) length) : new Ids(inputs.size() - 1);
    }

    private Signal apply(LayerConfig layer, StoredWeights weights, List<Signal> signals, @Nullable Signal mask) {
        try {
            return read(layer, weights, signals, mask);
        } catch (ConversionException | IllegalArgumentException e) {
            // The checks of tensors and of the model's parts say both sides, but not the layer.
            String reason = String.valueOf(e.getMessage());
            throw reason.startsWith(file) ? e : layer.refuse(reason);
        }
    }

    private Signal read(LayerConfig layer, StoredWeights weights, List<Signal> signals, @Nullable Signal mask) {
        if (++applied > MOST_LAYERS) {
            throw layer.refuse("expected at most " + MOST_LAYERS + " calls of layers");
        }
        if (signals.isEmpty()) {
            throw layer.refuse("expected an input, found none");
        }
        if (MASK_OPERATIONS.contains(layer.className()) && makesMask(layer, signals)) {
            return new Mask(!layer.className().equals("OnesLike")
                    && signals.stream().allMatch(signal -> !(signal instanceof Mask m) || m.some()));
        }
        if (layer.isModel()) {
            ModelConfig inner = ModelConfig.read(
                    file, layer.keras(), Map.of("class_name", layer.className(), "config", config(layer)));
            return run(inner, weights.inside(layer, inner), signals).get(0);
        }
        if (layer.className().equals("Embedding") && !layer.foreign()) {
            return embedding(layer, weights.of(layer), signals.get(0));
        }
        if (TextLayerReader.knows(layer)) {
            return text(layer, weights.asset(layer, "vocabulary.txt"), signals.get(0));
        }
        boolean known = !layer.foreign() && LayerReader.CLASSES.contains(layer.className());
        if (!known && !isCrf(layer)) {
            throw layer.foreign()
                    ? layer.refuse("its class is not of Keras: its code isn't in the file and would not be run")
                    : LayerReader.unknown(layer);
        }
        List<Steps> steps = new ArrayList<>();
        for (Signal signal : signals) {
            steps.add(steps(layer, signal, mask));
        }
        if (crf != null && !layer.className().contains("Dropout")) {
            throw layer.refuse("expected the CRF to be the last layer, found this one after it");
        }
        if (isCrf(layer)) {
            return crf(layer, weights.of(layer), steps.get(0));
        }
        if (MERGES.contains(layer.className())) {
            return layers.merge(layer, steps);
        }
        if (steps.size() != 1) {
            throw layer.refuse("expected one input, found " + steps.size());
        }
        return layer.className().equals("Masking")
                ? masking(layer, steps.get(0), layer.number("mask_value", 0))
                : layers.read(layer, weights.of(layer), steps.get(0));
    }

    private Signal text(LayerConfig layer, byte @Nullable [] vocabulary, Signal signal) {
        if (!(signal instanceof Texts texts)) {
            throw layer.refuse("expected an input of strings, found "
                    + (signal instanceof Ids ? "one of another type" : "computed values"));
        }
        Input input = inputs.get(texts.input());
        if (input.text != null) {
            throw layer.refuse(
                    "the input " + input.name + " is looked up already; two lookups of one input are not supported");
        }
        SourceText text = TextLayerReader.read(layer, texts.width(), vocabulary);
        input.text = text;
        input.length = text.length();
        facts.add(new Fact(
                "text of " + layer.name(),
                layer.className() + ", " + text.entries().size() + " entries, standardize "
                        + text.standardize().name().toLowerCase(Locale.ROOT) + ", split "
                        + text.split().name().toLowerCase(Locale.ROOT),
                Origin.READ));
        return new Ids(texts.input());
    }

    private static boolean isCrf(LayerConfig layer) {
        return (layer.foreign() || !LayerReader.CLASSES.contains(layer.className()))
                && CrfDialects.knows(layer.className());
    }

    private static Object config(LayerConfig layer) {
        Object bare = layer.config().get("layers");
        return layer.config().containsKey("output_layers") || bare == null ? layer.config() : Map.of("layers", bare);
    }

    /** Whether all inputs are masks, or an operation makes a mask of values. */
    private static boolean makesMask(LayerConfig layer, List<Signal> signals) {
        return layer.className().equals("ZerosLike")
                || layer.className().equals("OnesLike")
                || signals.stream().allMatch(Mask.class::isInstance);
    }

    private Steps steps(LayerConfig layer, Signal signal, @Nullable Signal mask) {
        if (signal instanceof Texts texts) {
            throw layer.refuse("expected values per step, found the text of the input " + inputs.get(texts.input()).name
                    + "; text goes through a TextVectorization or StringLookup");
        }
        if (signal instanceof Ids ids) {
            throw layer.refuse("expected values per step, found the input " + inputs.get(ids.input()).name
                    + " itself; ids go through an Embedding");
        }
        if (!(signal instanceof Steps steps)) {
            throw layer.refuse("expected values per step, found a mask");
        }
        boolean masked = mask == null ? steps.masked() : mask instanceof Mask m && m.some();
        return new Steps(steps.node(), steps.size(), masked, steps.zeroAtMasked(), steps.reversed());
    }

    private Signal embedding(LayerConfig layer, List<Tensor> weights, Signal signal) {
        if (!(signal instanceof Ids ids)) {
            throw layer.refuse("expected an input of ids, found "
                    + (signal instanceof Texts ? "text that no layer looks up" : "computed values"));
        }
        Input input = inputs.get(ids.input());
        if (input.embedding != null) {
            throw layer.refuse(
                    "the input " + input.name + " has an Embedding already; two of one input are not supported");
        }
        if (weights.size() != 1) {
            throw layer.refuse("expected its table in the file, found " + weights.size() + " weights");
        }
        Tensor table = weights.get(0).require(layer.single("input_dim", -1), layer.single("output_dim", -1));
        if (input.text != null && input.text.entries().size() > table.shape()[0]) {
            throw layer.refuse(
                    "expected a row for each of the " + input.text.entries().size() + " entries of "
                            + input.text.layer() + ", found " + table.shape()[0]);
        }
        input.embedding = new Matrix(table.shape()[0], table.shape()[1], table.values());
        boolean masked = layer.flag("mask_zero", false);
        facts.add(new Fact("mask of " + layer.name(), "mask_zero=" + masked, Origin.READ));
        return new Steps(new Node.Embedded(ids.input()), table.shape()[1], masked, false, false);
    }

    /** Masks the steps whose values all are {@code maskValue}: of an embedding, those of id 0 or of none. */
    private Steps masking(LayerConfig layer, Steps steps, double maskValue) {
        if (!(steps.node() instanceof Node.Embedded embedded)) {
            throw layer.refuse("expected it straight after an Embedding");
        }
        Matrix table = inputs.get(embedded.input()).embedding;
        if (table == null) {
            throw layer.refuse("expected an Embedding before it");
        }
        float value = (float) maskValue;
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < table.rows() && rows.size() < 3; row++) {
            boolean all = true;
            for (int i = 0; i < table.columns(); i++) {
                all &= table.values()[row * table.columns() + i] == value;
            }
            if (all) {
                rows.add(row);
            }
        }
        if (!rows.isEmpty() && !rows.equals(List.of(0))) {
            throw layer.refuse("expected it to mask id 0 alone, found that it masks ids " + rows);
        }
        facts.add(new Fact("mask of " + layer.name(), rows.isEmpty() ? "masks no id" : "masks id 0", Origin.READ));
        boolean masked = !rows.isEmpty();
        return new Steps(steps.node(), steps.size(), masked, masked && value == 0, false);
    }

    private Signal crf(LayerConfig layer, List<Tensor> weights, Steps steps) {
        List<CrfLayer> readings = CrfDialects.readings(
                layer.className(), layer.settings(), weights, layer.name(), steps.masked(), kerasVersion);
        crfReadings = readings.size();
        CrfLayer read = readings.get(crfReading);
        crf = read;
        crfMasked = steps.masked();
        facts.addAll(read.facts());
        return read.dense() == null ? steps : steps.then(read.dense(), steps.masked(), false);
    }
}
