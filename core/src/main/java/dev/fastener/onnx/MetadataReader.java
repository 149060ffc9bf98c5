package dev.fastener.onnx;

import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Normalization;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Parallel;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.Segmentation;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A TaggerModel out of metadata properties and initializers; the opposite of {@link MetadataWriter}. */
final class MetadataReader {
    private final String source;
    private final Map<String, String> properties;
    private final WeightReader weights;

    private MetadataReader(String source, Onnx.Model file) {
        this.source = source;
        this.properties = file.metadata();
        this.weights = new WeightReader(source, file.graph().initializers(), narrow());
    }

    static TaggerModel read(String source, Onnx.Model file) {
        return new MetadataReader(source, file).model();
    }

    private TaggerModel model() {
        TagSet tags = tags(object("fastener.tags"));
        TextRules text = text(object("fastener.text"));
        JsonObject joined = object("fastener.features");
        FeatureJoin join = joined.choice("join", FeatureJoin.class);
        List<Feature> features = joined.array("features", (where, value) -> feature(objectAt(where, value)));
        joined.requireNoMore();
        List<Layer> body = series("body", "fastener.body", json("fastener.body"));
        Head head = head(object("fastener.head"), tags.size());
        SourceSignature signature =
                properties.containsKey("fastener.signature") ? signature(object("fastener.signature")) : null;
        Provenance provenance = provenance(object("fastener.provenance"));
        return checked(
                "metadata",
                () -> new TaggerModel(
                        features,
                        join,
                        body,
                        head,
                        tags,
                        text,
                        new Quantization(weights.quantization()),
                        signature,
                        provenance));
    }

    private Map<String, WeightReader.Narrow> narrow() {
        Map<String, WeightReader.Narrow> narrow = new HashMap<>();
        if (properties.containsKey("fastener.quantization")) {
            JsonObject matrices = object("fastener.quantization");
            for (String name : matrices.keys()) {
                JsonObject matrix = matrices.object(name);
                narrow.put(
                        name,
                        new WeightReader.Narrow(
                                matrix.choice("precision", Quantization.Precision.class),
                                matrix.float32("activationScale")));
                matrix.requireNoMore();
            }
        }
        return narrow;
    }

    private TagSet tags(JsonObject json) {
        List<String> labels = json.array("labels", this::string);
        TagScheme scheme = json.choice("scheme", TagScheme.class);
        String separator = json.string("separator");
        boolean typeFirst = json.bool("typeFirst");
        json.requireNoMore();
        return checked(json.where(), () -> new TagSet(labels, new TagFormat(scheme, separator, typeFirst)));
    }

    private TextRules text(JsonObject json) {
        String padding = json.string("padding");
        PaddingRule rule = switch (padding) {
            case "NONE" -> new PaddingRule.None();
            case "VISIBLE" -> new PaddingRule.Visible();
            case "MASKED" -> new PaddingRule.Masked(json.choice("maskedOutput", PaddingRule.MaskedOutput.class));
            default ->
                throw new ModelFormatException(
                        source,
                        json.where() + ".padding",
                        "expected NONE, MASKED or VISIBLE, found \"" + padding + "\"");
        };
        TextRules.Unit unit = json.choice("unit", TextRules.Unit.class);
        String separators = json.has("separators") ? json.string("separators") : "";
        String removed = json.has("removed") ? json.string("removed") : "";
        boolean spaces = json.has("spaces") && json.bool("spaces");
        boolean lowercases = json.bool("lowercase");
        boolean asciiOnly = json.has("lowercaseAsciiOnly") && json.bool("lowercaseAsciiOnly");
        TextRules.Lowercase lowercase = !lowercases
                ? TextRules.Lowercase.NONE
                : asciiOnly ? TextRules.Lowercase.ASCII : TextRules.Lowercase.UNICODE;
        boolean digitsToZero = json.bool("digitsToZero");
        boolean fullWidthToHalf = json.bool("fullWidthToHalf");
        TextRules.Side padSide = json.choice("padSide", TextRules.Side.class);
        TextRules.Side truncationSide = json.choice("truncationSide", TextRules.Side.class);
        int maxLength = json.integer("maxLength");
        TextRules.LongTexts longTexts =
                json.has("longTexts") ? json.choice("longTexts", TextRules.LongTexts.class) : TextRules.LongTexts.SPLIT;
        json.requireNoMore();
        return checked(
                json.where(),
                () -> new TextRules(
                        new Segmentation(unit, separators, removed, spaces),
                        lowercase,
                        digitsToZero,
                        fullWidthToHalf,
                        rule,
                        padSide,
                        truncationSide,
                        maxLength,
                        longTexts));
    }

    private Feature feature(JsonObject json) {
        String name = json.string("name");
        String key = "fastener.vocabulary." + name;
        List<String> entries = JsonObject.array(source, key, json(key), this::string);
        int pad = json.integer("pad");
        int unknown = json.integer("unknown");
        FeatureUnit unit = json.choice("unit", FeatureUnit.class);
        json.requireNoMore();
        Matrix embedding = weights.matrix("embedding." + name);
        return checked(json.where(), () -> new Feature(name, unit, new Vocabulary(entries, pad, unknown), embedding));
    }

    private List<Layer> series(String path, String where, Object value) {
        List<Object> layers = JsonObject.array(source, where, value, (place, layer) -> layer);
        List<Layer> body = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            JsonObject json = objectAt(where + "[" + i + "]", layers.get(i));
            body.add(layer(path + "." + i, json));
            json.requireNoMore();
        }
        return body;
    }

    private Layer layer(String path, JsonObject json) {
        String kind = json.string("layer");
        return switch (kind) {
            case "recurrent" -> recurrent(path, json);
            case "dense" -> {
                Activation activation = json.choice("activation", Activation.class);
                Matrix kernel = weights.byColumn(path + ".kernel");
                float[] bias = weights.vector(path + ".bias");
                yield checked(json.where(), () -> new Dense(kernel, bias, activation));
            }
            case "convolution" -> {
                int width = json.integer("width");
                int dilation = json.integer("dilation");
                boolean causal = json.bool("causal");
                Activation activation = json.choice("activation", Activation.class);
                Matrix kernel = weights.taps(path + ".kernel", width);
                float[] bias = weights.vector(path + ".bias");
                yield checked(json.where(), () -> new Convolution(width, dilation, causal, kernel, bias, activation));
            }
            case "normalization" -> {
                Normalization.Kind over = json.choice("kind", Normalization.Kind.class);
                float epsilon = json.float32("epsilon");
                float[] scale = weights.vector(path + ".scale");
                float[] offset = weights.vector(path + ".offset");
                yield checked(json.where(), () -> new Normalization(over, scale, offset, epsilon));
            }
            case "parallel" -> {
                Merge merge = json.choice("merge", Merge.class);
                List<Object> branches = json.array("branches", (where, branch) -> branch);
                List<List<Layer>> series = new ArrayList<>();
                for (int i = 0; i < branches.size(); i++) {
                    series.add(series(path + "." + i, json.where() + ".branches[" + i + "]", branches.get(i)));
                }
                yield checked(json.where(), () -> new Parallel(series, merge));
            }
            default ->
                throw new ModelFormatException(
                        source,
                        json.where(),
                        "expected a layer recurrent, dense, convolution, normalization or parallel, found \"" + kind
                                + "\"");
        };
    }

    private Layer recurrent(String path, JsonObject json) {
        Recurrent.Cell cell = json.choice("cell", Recurrent.Cell.class);
        List<JsonObject> directions = new ArrayList<>();
        for (String name : List.of("forward", "backward")) {
            if (json.has(name)) {
                directions.add(json.object(name));
            }
        }
        int count = directions.size();
        if (count == 0) {
            throw new ModelFormatException(source, json.where(), "expected forward, backward or both, found none");
        }
        Merge merge = json.choice("merge", Merge.class);
        Activation activation = json.choice("activation", Activation.class);
        Activation recurrentActivation = json.choice("recurrentActivation", Activation.class);
        Matrix kernels = weights.matrix(path + ".W");
        Matrix recurrentKernels = weights.matrix(path + ".R");
        float[] biases = weights.vector(path + ".B");
        boolean[] peepholes = new boolean[count];
        boolean anyPeepholes = false;
        for (int i = 0; i < count; i++) {
            peepholes[i] = directions.get(i).bool("peepholes");
            directions.get(i).requireNoMore();
            anyPeepholes |= peepholes[i];
        }
        float[] allPeepholes = anyPeepholes ? weights.vector(path + ".P") : new float[0];
        return checked(json.where(), () -> {
            RecurrentWeights[] parts = new RecurrentWeights[count];
            for (int i = 0; i < count; i++) {
                parts[i] = new RecurrentWeights(
                        rows(kernels, i, count),
                        rows(recurrentKernels, i, count),
                        part(biases, 2 * i, 2 * count),
                        part(biases, 2 * i + 1, 2 * count),
                        peepholes[i] ? part(allPeepholes, i, count) : new float[0]);
            }
            RecurrentWeights forward = json.has("forward") ? parts[0] : null;
            RecurrentWeights backward = json.has("backward") ? parts[count - 1] : null;
            return new Recurrent(cell, forward, backward, merge, activation, recurrentActivation);
        });
    }

    private static Matrix rows(Matrix matrix, int part, int parts) {
        return new Matrix(matrix.rows() / parts, matrix.columns(), part(matrix.values(), part, parts));
    }

    private static float[] part(float[] values, int part, int parts) {
        int length = values.length / parts;
        return Arrays.copyOfRange(values, part * length, (part + 1) * length);
    }

    private Head head(JsonObject json, int tags) {
        Head.Decoding decoding = json.choice("decoding", Head.Decoding.class);
        boolean overPads = json.bool("overPads");
        boolean constrained = json.bool("constrained");
        json.requireNoMore();
        Transitions transitions = properties.containsKey("fastener.transitions")
                ? checked(
                        "fastener.transitions",
                        () -> new Transitions(
                                new Matrix(tags, tags, base64("fastener.transitions")),
                                base64("fastener.transitions.start"),
                                base64("fastener.transitions.end")))
                : null;
        return checked(json.where(), () -> new Head(decoding, transitions, overPads, constrained));
    }

    private SourceSignature signature(JsonObject json) {
        List<SourceSignature.Tensor> inputs = json.array("inputs", this::signatureTensor);
        List<SourceSignature.Tensor> outputs = json.array("outputs", this::signatureTensor);
        boolean probabilities = json.bool("probabilities");
        json.requireNoMore();
        return new SourceSignature(inputs, outputs, probabilities);
    }

    private SourceSignature.Tensor signatureTensor(String where, Object value) {
        JsonObject json = objectAt(where, value);
        List<Long> shape = json.array("shape", (place, dim) -> {
            try {
                if (dim instanceof Json.Digits digits) {
                    return Long.parseLong(digits.text());
                }
            } catch (NumberFormatException e) {
                // reported below, with what was found
            }
            throw new ModelFormatException(source, place, "expected an integer, found " + JsonObject.kind(dim));
        });
        SourceSignature.Tensor tensor = new SourceSignature.Tensor(json.string("name"), json.string("type"), shape);
        json.requireNoMore();
        return tensor;
    }

    private Provenance provenance(JsonObject json) {
        Provenance provenance = new Provenance(
                json.string("corpus"),
                json.string("corpusSha256"),
                json.string("licence"),
                map(json.object("settings"), (object, key) -> object.string(key)),
                map(json.object("scores"), (object, key) -> object.float64(key)),
                map(json.object("versions"), (object, key) -> object.string(key)));
        json.requireNoMore();
        return provenance;
    }

    private static <T> Map<String, T> map(JsonObject json, BiFunction<JsonObject, String, T> element) {
        Map<String, T> values = new HashMap<>();
        json.keys().forEach(key -> values.put(key, element.apply(json, key)));
        return values;
    }

    private String string(String where, Object value) {
        return JsonObject.string(source, where, value);
    }

    private JsonObject object(String key) {
        return objectAt(key, json(key));
    }

    private JsonObject objectAt(String where, Object value) {
        return new JsonObject(source, where, value);
    }

    private Object json(String key) {
        try {
            return Json.parse(property(key));
        } catch (IOException e) {
            String reason = e.getMessage() == null
                    ? "broken"
                    : e.getMessage().lines().findFirst().orElse("broken");
            throw new ModelFormatException(source, key, "expected JSON: " + reason);
        }
    }

    private float[] base64(String key) {
        byte[] bytes = checked(key, () -> Base64.getDecoder().decode(property(key)));
        if (bytes.length % 4 != 0) {
            throw new ModelFormatException(
                    source, key, "expected fp32 values, 4 bytes each, found " + bytes.length + " bytes");
        }
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        for (float value : values) {
            // Minus infinity forbids a move.
            if (!Float.isFinite(value) && value != Float.NEGATIVE_INFINITY) {
                throw new ModelFormatException(source, key, "expected numbers, found " + value);
            }
        }
        return values;
    }

    private String property(String key) {
        String value = properties.get(key);
        if (value == null) {
            throw new ModelFormatException(source, key, "expected this metadata property, found none");
        }
        return value;
    }

    /** Makes a part of the model; what its constructor refuses is a fault of the file. */
    private <T> T checked(String where, Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(source, where, String.valueOf(e.getMessage()));
        }
    }
}
